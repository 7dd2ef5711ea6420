import { readFileSync } from 'node:fs'
import { encodeTime } from 'ulid'
import type { OutcomeAnnouncement } from '../../shared/domain/announcement.ts'
import type { Digest } from '../../shared/domain/image.ts'
import type { ImageTimes } from '../../shared/figures/lead-time.ts'
import type { Healed, Past } from '../../shared/figures-ports.ts'

/** The month that docs/figures.md works out by hand, read from its tables. */
const page = readFileSync(new URL('../../docs/figures.md', import.meta.url), 'utf8')

type Row = Readonly<Record<string, string>>

/** The rows of the table whose first heading is given. */
function table(heading: string): Row[] {
  const lines = page.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  const start = lines.findIndex(([first]) => first === heading)
  const headings = lines[start] ?? []
  const rows = lines.slice(start + 2)
  const end = rows.findIndex((cells) => cells.length === 0)
  return rows
    .slice(0, end)
    .map((cells) => Object.fromEntries(headings.map((name, index) => [name, cells[index] ?? ''])))
}

const deployments = table('#')
export const results = table('of')

export function timeOf(text: string): number {
  return Date.parse(`${text.length > 11 ? text : `2026-${text}`}Z`.replace(' ', 'T'))
}

function digestOf(number: string): Digest {
  return `sha256:${number.padStart(64, '0')}`
}

function idOf(number: string | undefined): string {
  const row = deployments.find((one) => one['#'] === number)
  return `${encodeTime(timeOf(row?.['asked for'] ?? ''), 10)}${(number ?? '').padStart(16, '0')}`
}

const ends: readonly (readonly [RegExp, OutcomeAnnouncement['outcome'], string])[] = [
  [/^succeeded$/, 'succeeded', 'rolled out and proven'],
  [/^nothing ran$/, 'succeeded', 'nothing ran: the desired count is 0'],
  [/^nothing changed$/, 'failed', 'nothing was changed: denied'],
  [/^failed$/, 'failed', 'rollback is off: the broken release is still on the target'],
  [/^rolled-back$/, 'rolled-back', 'container app exited with code 1'],
  [/^rollback-failed$/, 'rollback-failed', 'cannot go back'],
  [/^superseded/, 'superseded', 'a newer push arrived'],
  [/^cancelled for/, 'cancelled', 'a rollback was asked for'],
  [/^cancelled untouched/, 'cancelled', 'a rollback was asked for; exited with code 143; the target was not touched'],
]

function outcomeOf(row: Row): OutcomeAnnouncement {
  const { '#': number = '', target = '', by = '', how = '' } = row
  const [, outcome, reason] = ends.find(([pattern]) => pattern.test(how)) ?? []
  if (outcome === undefined || reason === undefined) throw new Error(`No way to end: ${how}`)
  const [kind = ''] = by.split(' ')
  const [at, endedAt] = [timeOf(row['asked for'] ?? ''), timeOf(row['ended'] ?? '')]
  const successor = /(?:by|for) (\d+)$/.exec(how)?.[1]
  const failed = row['failure seen'] ?? ''
  return {
    ...{ kind: 'outcome', id: `${idOf(number)}:${outcome}`, target, at: endedAt, reason, outcome },
    deployment: {
      ...{ id: idOf(number), trigger: { kind, at }, startedAt: at, endedAt, failures: [], timeline: [] },
      ...imagesOf(by, number),
      changed: by === 'redeploy' ? [] : ['app'],
      ...(failed === '' ? {} : { failedAt: timeOf(failed) }),
      ...(successor === undefined ? {} : { successor: idOf(successor) }),
    },
  }
}

/** What a row goes to and, as far as the page says, from: each brings an image of its own, a rollback those of others. */
function imagesOf(by: string, number: string) {
  const [, from, to = number] = /^rollback from (\d+) to (\d+)$/.exec(by) ?? []
  const image = (of: string) => ({ app: { repository: 'team/app', digest: digestOf(of) } })
  return { to: image(to), ...(from === undefined ? {} : { from: image(from) }) }
}

function healedOf(row: Row): Healed[] {
  const [, time] = /healed at (\d\d:\d\d)/.exec(row['comes to'] ?? '') ?? []
  if (time === undefined) return []
  return [{ deploymentId: idOf(row['#']), at: timeOf(`${(row['ended'] ?? '').slice(0, 5)} ${time}`) }]
}

export function pasts(): Past[] {
  const byTarget = Map.groupBy(deployments, (row) => row['target'] ?? '')
  return [...byTarget].map(([target, rows]) => ({
    ...{ target, isCut: false, unreadable: [] },
    outcomes: rows.map(outcomeOf),
    healed: rows.flatMap(healedOf),
  }))
}

export function imageTimes(): ReadonlyMap<Digest, ImageTimes> {
  const known = deployments.flatMap((row): [Digest, ImageTimes][] => {
    const [, what, time = ''] = /^(commit|created) (.*)$/.exec(row['image'] ?? '') ?? []
    if (what === undefined) return []
    return [[digestOf(row['#'] ?? ''), what === 'commit' ? { committedAt: timeOf(time) } : { createdAt: timeOf(time) }]]
  })
  return new Map(known)
}
