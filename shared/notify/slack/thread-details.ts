import type { KnownBlock } from '@slack/types'
import type { Commits } from '../commits-of.ts'
import type { OutcomeDocument } from '../document-schema.ts'
import type { SlackMessage } from '../slack-blocks.ts'
import { section, small } from '../slack-parts.ts'
import { code, escapeMarkup, sentence } from '../slack-text.ts'
import { packed } from './pack-lines.ts'

/** A list under a heading; lines that do not fit are left out at its beginning or at its end. */
interface Part {
  readonly title: string
  readonly lines: readonly string[]
  readonly keeps?: 'last'
  /** Characters. */
  readonly most: number
}

/**
 * Characters of all lines together: Slack refuses a message from about 12,000 on. What the other parts leave is the timeline's,
 * which is the longest and can be read elsewhere.
 */
const room = { all: 9_000, failures: 2_700, differences: 1_000, commits: 900, aroundCommits: 500, images: 1_200 }

/**
 * What a reader of the thread finds: why it failed, what else differs, which commits came, what exactly was to run, and what
 * happened when.
 */
export function renderDetails(document: OutcomeDocument, commits: readonly Commits[] = []): SlackMessage {
  const { deployment, target } = document
  const blocks = partsOf(document, commits)
    .filter(({ lines }) => lines.length > 0)
    .flatMap(blocksOf)
  const about = [`deployment ${code(deployment.id, 40)}`, ...carrierOf(deployment.carrier)]
  return { text: sentence(`Details of ${target}`, 200), blocks: [...blocks, small(about.join(' · '))] }
}

function partsOf({ deployment }: OutcomeDocument, commits: readonly Commits[]): Part[] {
  const { failures, differences = [], to, timeline } = deployment
  const parts: Part[] = [
    {
      title: 'Why it failed',
      lines: failures.map((failure) => `• ${code(failure, 400)}`),
      most: room.failures,
    },
    {
      title: 'What else differs',
      lines: differences.map((difference) => `• ${code(difference, 200)}`),
      most: room.differences,
    },
    ...commits.slice(0, mostRepositories).map(commitsPart),
    {
      title: 'Images',
      lines: Object.entries(to).map(
        ([container, { repository, digest }]) => `${code(container, 60)} ${code(`${repository}@${digest}`, 500)}`,
      ),
      most: room.images,
    },
  ]
  const used = parts.reduce((sum, { lines, most }) => sum + Math.min(most, lines.join('\n').length + 1), 0)
  return [
    ...parts,
    {
      title: 'Timeline (UTC)',
      lines: timeline.map(({ at, what }) => `${at.slice(11, 19)}  ${code(what, 200)}`),
      keeps: 'last',
      most: room.all - used,
    },
  ]
}

/** With those of two containers a message is still readable. */
const mostRepositories = 2

function commitsPart({ repository, url, ahead, behind, newest }: Commits): Part {
  const back = behind === 0 ? [] : [`lacks ${behind} of what ran before`]
  const all = newest.map(({ sha, subject, author }) => {
    const by = author === undefined ? '' : ` by ${code(author, 40)}`
    return `${code(sha.slice(0, 7), 7)} ${code(subject, 100)}${by}`
  })
  const lines = fitting(all, room.commits)
  const more = ahead > lines.length ? [`and ${ahead - lines.length} more`] : []
  const title = `Commits of ${sentence(repository, 100)}`
  return { title, lines: [...back, ...lines, ...more, compareLink(url)], most: room.commits + room.aroundCommits }
}

/** As many lines from the first on as have room. */
function fitting(lines: readonly string[], most: number): readonly string[] {
  let left = most
  const end = lines.findIndex((line) => {
    left -= line.length + 1
    return left < 0
  })
  return end === -1 ? lines : lines.slice(0, end)
}

/** Nothing in it ends the link early, or makes another one. */
function compareLink(url: string): string {
  return URL.canParse(url) && /^https?:\/\/[^\s|<>]+$/.test(url) ? `<${escapeMarkup(url)}|compare>` : code(url, 200)
}

function blocksOf({ title, lines, keeps, most }: Part): KnownBlock[] {
  const [first = '', ...rest] = packed(lines, keeps ?? 'first', most)
  return [section(`*${title}*\n${first}`), ...rest.map(section)]
}

function carrierOf(carrier: string | undefined): string[] {
  return carrier === undefined ? [] : [code(carrier, 200)]
}
