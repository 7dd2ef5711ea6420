import type { KnownBlock } from '@slack/types'
import type { OutcomeDocument } from '../document-schema.ts'
import type { SlackMessage } from '../slack-blocks.ts'
import { section, small } from '../slack-parts.ts'
import { code, sentence } from '../slack-text.ts'
import { packed } from './pack-lines.ts'

/** A list under a heading; lines that do not fit are left out at its beginning or at its end. */
interface Part {
  readonly title: string
  readonly lines: readonly string[]
  readonly keeps?: 'last'
}

/** What a reader of the thread finds: why it failed, what else differs, what exactly was to run, and what happened when. */
export function renderDetails(document: OutcomeDocument): SlackMessage {
  const { deployment, target } = document
  const blocks = partsOf(document)
    .filter(({ lines }) => lines.length > 0)
    .flatMap(blocksOf)
  const about = [`deployment ${code(deployment.id, 40)}`, ...carrierOf(deployment.carrier)]
  return { text: sentence(`Details of ${target}`, 200), blocks: [...blocks, small(about.join(' · '))] }
}

function partsOf({ deployment }: OutcomeDocument): Part[] {
  const { failures, differences = [], to, timeline } = deployment
  return [
    { title: 'Why it failed', lines: failures.map((failure) => `• ${code(failure, 400)}`) },
    { title: 'What else differs', lines: differences.map((difference) => `• ${code(difference, 200)}`) },
    {
      title: 'Images',
      lines: Object.entries(to).map(
        ([container, { repository, digest }]) => `${code(container, 60)} ${code(`${repository}@${digest}`, 500)}`,
      ),
    },
    {
      title: 'Timeline (UTC)',
      lines: timeline.map(({ at, what }) => `${at.slice(11, 19)}  ${code(what, 200)}`),
      keeps: 'last',
    },
  ]
}

function blocksOf({ title, lines, keeps }: Part): KnownBlock[] {
  const [first = '', ...rest] = packed(lines, keeps ?? 'first')
  return [section(`*${title}*\n${first}`), ...rest.map(section)]
}

function carrierOf(carrier: string | undefined): string[] {
  return carrier === undefined ? [] : [code(carrier, 200)]
}
