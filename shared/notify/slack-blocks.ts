import type { KnownBlock } from '@slack/types'
import type { AnnouncementDocument, OutcomeDocument } from './document-schema.ts'
import { headlineOf, headlineText } from './headline.ts'
import { footer, imageLines, section, small, startedBy } from './slack-parts.ts'
import { code, sentence } from './slack-text.ts'
import { duration, outcomeReasonOf, subjectImages, whyOf } from './words.ts'

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
  'no-commit': ':label:',
  waiting: ':hourglass_flowing_sand:',
  'not-deployed': ':no_entry_sign:',
  'would-deploy': ':eyes:',
}

type NoticeName = Extract<AnnouncementDocument, { kind: 'notice' }>['notice']

/** Characters per part: with these no message is longer than twelve lines of eighty. */
const room = {
  target: 64,
  headline: 24,
  why: 230,
  /** With commands to copy. */
  whyNoCommit: 480,
  whyOfTwo: 150,
  oneLine: 76,
  done: 150,
}

/**
 * One compact message: what happened where, old and new images, why, what was done about it, and below it in small who or
 * what started it, how long it took and where to look. What needs nobody (superseded, cancelled) is small as a whole.
 */
export function renderSlack(document: AnnouncementDocument): SlackMessage {
  const lines = [headline(document), ...images(document), ...whyLines(document), ...doneLines(document)]
  const body = isNeutral(document) ? small(lines.join('\n')) : section(lines.join('\n'))
  return { text: fallback(document), blocks: [body, small(below(document))] }
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

function images(document: AnnouncementDocument): string[] {
  return imageLines(subjectImages(document), document.kind === 'outcome' ? document.deployment.from : undefined)
}

function whyLines(document: AnnouncementDocument): string[] {
  if (isGood(document)) return [sentence(capitalised(document.reason), room.oneLine)].filter((line) => line !== '')
  const more = outcomeReasonOf(document) ?? differencesOf(document)
  if (more === undefined) {
    const isNoCommit = document.kind === 'notice' && document.notice === 'no-commit'
    return [`Why: ${code(whyOf(document), isNoCommit ? room.whyNoCommit : room.why)}`]
  }
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

function below(document: AnnouncementDocument): string {
  if (document.kind === 'notice') return footer(document, [])
  const { deployment } = document
  return footer(document, [startedBy(deployment), duration(deployment.durationSeconds)])
}
