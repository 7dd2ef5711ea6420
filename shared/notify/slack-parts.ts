import type { ContextBlock, SectionBlock } from '@slack/types'
import type { DocumentImage, DocumentImages, ProgressDocument } from './document-schema.ts'
import { code, escapeMarkup, sentence } from './slack-text.ts'
import { tidy } from './tidy.ts'
import { fullNameOf, imageBefore, triggerOf } from './words.ts'

/** Characters per part: with these no message is longer than twelve lines of eighty. */
const room = { oneTag: 23, tagOfMany: 16, container: 12, place: 24, trigger: 120 }

/** `v1.2.2 (7f5b2640fe6f)` → `v1.2.3 (0123456789ab)`; of several containers two, each with its name, then how many more. */
export function imageLines(to: DocumentImages, from: DocumentImages | undefined): string[] {
  const images = Object.entries(to)
  const [only] = images
  if (images.length === 1 && only) return [change(imageBefore(...only, from), only[1], room.oneTag)]
  const lines = images
    .slice(0, 2)
    .map(
      ([name, image]) =>
        `${code(name, room.container)} ${change(imageBefore(name, image, from), image, room.tagOfMany)}`,
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

type Somewhere = Pick<ProgressDocument, 'resource' | 'account' | 'region' | 'consoleUrl'>

/** In small below a message: what goes before, where it is, and a link to look at it. */
export function footer({ resource, account, region, consoleUrl }: Somewhere, before: readonly string[]): string {
  const parts = [
    ...before,
    ...(resource === undefined ? [] : [code(tidy(resource, 2 * room.place + 1), 2 * room.place + 1)]),
    sentence(`${account} ${region}`, 40),
    ...(consoleUrl === undefined ? [] : [`<${escapeMarkup(consoleUrl)}|console>`]),
  ]
  return parts.join(' · ')
}

/** Who or what started a deployment. */
export function startedBy(deployment: Pick<ProgressDocument['deployment'], 'trigger'>): string {
  return code(triggerOf({ deployment }), room.trigger)
}

/** `verbatim` keeps Slack from making links of what looks like one. */
export function section(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }
}

/** Shown in small, grey letters. */
export function small(text: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] }
}
