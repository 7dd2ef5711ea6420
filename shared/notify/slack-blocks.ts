import type { ContextBlock, KnownBlock, SectionBlock } from '@slack/types'
import type { AnnouncementDocument, DocumentImage, OutcomeDocument } from './document-schema.ts'
import { headlineOf, headlineText } from './headline.ts'
import { code, escapeMarkup, sentence } from './slack-text.ts'
import { tidy } from './tidy.ts'
import { duration, fullNameOf, imageBefore, outcomeReasonOf, subjectImages, triggerOf, whyOf } from './words.ts'

/** A message as the webhook takes it: `text` is what notifications and screen readers show. */
export interface SlackMessage {
  readonly text: string
  readonly blocks: KnownBlock[]
}

const marks: Readonly<Record<OutcomeDocument['outcome'] | NoticeName, string>> = {
  succeeded: ':white_check_mark:',
  'rolled-back': ':leftwards_arrow_with_hook:',
  'rollback-failed': ':rotating_light:',
  failed: ':x:',
  superseded: '',
  cancelled: '',
  expired: ':hourglass:',
  stuck: ':rotating_light:',
  healed: ':adhesive_bandage:',
  usurped: ':warning:',
  refused: ':warning:',
  'task-failed': ':warning:',
  waiting: ':hourglass_flowing_sand:',
  'not-deployed': ':no_entry_sign:',
  'would-deploy': ':eyes:',
}

type NoticeName = Extract<AnnouncementDocument, { kind: 'notice' }>['notice']

/** Characters per part: with these no message is longer than twelve lines of eighty. */
const room = {
  target: 64,
  headline: 24,
  oneTag: 23,
  tagOfMany: 16,
  container: 12,
  why: 230,
  whyOfTwo: 150,
  oneLine: 76,
  done: 150,
  place: 24,
  trigger: 30,
}

/**
 * One compact message: what happened where, old and new images, why, what was done about it, and below it in small who or
 * what started it, how long it took and where to look. What needs nobody (superseded, cancelled) is small as a whole.
 */
export function renderSlack(document: AnnouncementDocument): SlackMessage {
  const lines = [headline(document), ...imageLines(document), ...whyLines(document), ...doneLines(document)]
  const body = isNeutral(document) ? small(lines.join('\n')) : section(lines.join('\n'))
  return { text: fallback(document), blocks: [body, small(footer(document))] }
}

function fallback(document: AnnouncementDocument): string {
  const what = headlineText(document)
  return sentence(isGood(document) ? what : `${what}: ${whyOf(document)}`, 400)
}

function isGood(document: AnnouncementDocument): boolean {
  return document.kind === 'outcome' && document.outcome === 'succeeded'
}

function isNeutral(document: AnnouncementDocument): boolean {
  return document.kind === 'outcome' && (document.outcome === 'superseded' || document.outcome === 'cancelled')
}

function headline(document: AnnouncementDocument): string {
  const { before, image, after } = headlineOf(document)
  const mark = marks[document.kind === 'outcome' ? document.outcome : document.notice]
  const target = `*${sentence(document.target, room.target)}*`
  return [mark, target, before, code(image, room.headline), after].filter((word) => word !== '').join(' ')
}

/** `v1.2.2 (7f5b2640fe6f)` → `v1.2.3 (0123456789ab)`; of several containers two, each with its name, then how many more. */
function imageLines(document: AnnouncementDocument): string[] {
  const images = Object.entries(subjectImages(document))
  const before = document.kind === 'outcome' ? document.deployment.from : undefined
  const [only] = images
  if (images.length === 1 && only) return [change(imageBefore(...only, before), only[1], room.oneTag)]
  const lines = images
    .slice(0, 2)
    .map(
      ([name, image]) =>
        `${code(name, room.container)} ${change(imageBefore(name, image, before), image, room.tagOfMany)}`,
    )
  return images.length > 2 ? [...lines, `and ${images.length - 2} more`] : lines
}

function change(before: DocumentImage | undefined, image: DocumentImage, tagRoom: number): string {
  const after = imageCode(image, tagRoom)
  return before ? `${imageCode(before, tagRoom)} → ${after}` : after
}

function imageCode(image: DocumentImage, tagRoom: number): string {
  return code(fullNameOf(image.tag ? { ...image, tag: tidy(image.tag, tagRoom) } : image), tagRoom + 15)
}

function whyLines(document: AnnouncementDocument): string[] {
  if (isGood(document)) return [sentence(capitalised(document.reason), room.oneLine)].filter((line) => line !== '')
  const more = outcomeReasonOf(document) ?? differencesOf(document)
  if (more === undefined) return [`Why: ${code(whyOf(document), room.why)}`]
  return [`Why: ${code(whyOf(document), room.whyOfTwo)}`, code(more, room.oneLine)]
}

function differencesOf(document: AnnouncementDocument): string | undefined {
  const differences = document.kind === 'outcome' ? (document.deployment.differences ?? []) : []
  return differences.length === 0 ? undefined : `also differs: ${differences.join('; ')}`
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function doneLines(document: AnnouncementDocument): string[] {
  return document.done === undefined ? [] : [sentence(document.done, room.done)]
}

function footer(document: AnnouncementDocument): string {
  const { resource, account, region, consoleUrl } = document
  const parts = [
    ...(document.kind === 'outcome' ? [startedBy(document), duration(document.deployment.durationSeconds)] : []),
    ...(resource === undefined ? [] : [code(tidy(resource, 2 * room.place + 1), 2 * room.place + 1)]),
    sentence(`${account} ${region}`, 40),
    ...(consoleUrl === undefined ? [] : [`<${escapeMarkup(consoleUrl)}|console>`]),
  ]
  return parts.join(' · ')
}

function startedBy(document: OutcomeDocument): string {
  return code(triggerOf(document), room.trigger)
}

/** `verbatim` keeps Slack from making links of what looks like one. */
function section(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }
}

function small(text: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] }
}
