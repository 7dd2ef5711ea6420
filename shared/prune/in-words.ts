import type { Reason } from './plan.ts'
import type { RepositoryReport } from './report.ts'

const words: Readonly<Record<Reason, string>> = {
  unread: 'since not everybody could be asked',
  runs: 'running',
  revision: 'in a revision in use',
  ledger: 'in a ledger',
  deployment: 'in a deployment',
  mark: 'the newest push known',
  record: 'remembered',
  followed: 'named by a followed tag',
  coming: 'not seen yet by who follows them',
  archived: 'archived',
  young: 'young',
  newest: 'among the newest',
  belongs: 'part of what stays',
}

/** `team/api: 120 images, 14 of them needed by nobody (up to 3.2 GB). 106 stay: 20 in a ledger, 3 running …` */
export function repositoryInWords({ repository, images, kept, proposed, removed }: RepositoryReport): string {
  const stay = Object.entries(kept).map(([reason, count]) => `${count} ${reasonInWords(reason)}`)
  const going =
    proposed.images === 0 ? 'none of them to go' : `${proposed.images} needed by nobody${size(proposed.bytes)}`
  const staying = stay.length === 0 ? '' : ` Stay: ${stay.join(', ')}.`
  return `${repository}: ${count(images)}, ${going}.${staying}${removed ? removedInWords(removed) : ''}`
}

function reasonInWords(reason: string): string {
  return Object.entries(words).find(([known]) => known === reason)?.[1] ?? reason
}

function removedInWords({
  images,
  bytes,
  spared,
  left,
  failed,
  gone,
}: NonNullable<RepositoryReport['removed']>): string {
  const [first] = failed
  const parts = [
    `Deleted ${images}${size(bytes)}`,
    ...(gone > 0 ? [`${gone} were gone already`] : []),
    ...(spared > 0 ? [`${spared} were left, needed or changed meanwhile`] : []),
    ...(left > 0 ? [`${left} are left for the next run`] : []),
    ...(first ? [`${failed.length} failed: ${first.digest}: ${first.why}`] : []),
  ]
  return ` ${parts.join('; ')}.`
}

function count(images: number): string {
  return images === 1 ? '1 image' : `${images} images`
}

/** As people count what they pay for: powers of a thousand. */
function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return bytes === 0 ? '' : ` (up to ${Number((bytes / 1000 ** power).toPrecision(2))} ${units[power]})`
}
