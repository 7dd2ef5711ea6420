import * as z from 'zod/mini'
import { AnnouncementDocument } from '../document-schema.ts'
import { parseDocument } from '../parse-document.ts'

/** An announcement on its way to one end. It has a message of its own, so that no end waits for another. */
const ToEnd = z.object({
  schema: z.literal('longshore.to-end'),
  version: z.literal(1),
  end: z.string(),
  announcement: AnnouncementDocument,
})

/** What a message of the queue is: an announcement as the topic published it, or one on its way to one end. */
export type EndMessage =
  | { readonly kind: 'published'; readonly document: AnnouncementDocument }
  | { readonly kind: 'to-end'; readonly end: string; readonly document: AnnouncementDocument }
  | { readonly kind: 'unreadable'; readonly why: string }

export function writeToEnd(end: string, announcement: AnnouncementDocument): string {
  return JSON.stringify({ schema: 'longshore.to-end', version: 1, end, announcement } satisfies z.infer<typeof ToEnd>)
}

export function readEndMessage(body: string): EndMessage {
  const toEnd = z.safeParse(ToEnd, parseJson(body))
  if (toEnd.success) return { kind: 'to-end', end: toEnd.data.end, document: toEnd.data.announcement }
  const published = parseDocument(body)
  return published.ok ? { kind: 'published', document: published.document } : { kind: 'unreadable', why: published.why }
}

/** `undefined` is what is not JSON: no JSON text means it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
