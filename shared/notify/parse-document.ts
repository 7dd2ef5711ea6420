import * as z from 'zod/mini'
import { AnnouncementDocument } from './document-schema.ts'

const Envelope = z.object({ Type: z.literal('Notification'), Message: z.string() })

/** The document in a queue message: bare (raw delivery) or in the envelope that SNS puts around it otherwise. */
export function parseDocument(
  body: string,
): { readonly ok: true; readonly document: AnnouncementDocument } | { readonly ok: false; readonly why: string } {
  const outer = parseJson(body)
  const envelope = z.safeParse(Envelope, outer)
  const parsed = z.safeParse(AnnouncementDocument, envelope.success ? parseJson(envelope.data.Message) : outer)
  if (parsed.success) return { ok: true, document: parsed.data }
  const path = parsed.error.issues[0]?.path.join('.')
  return {
    ok: false,
    why: `the message is no longshore.announcement of version 1${path ? `: ${path} is missing or wrong` : ''}`,
  }
}

/** `undefined` is what is not JSON: no JSON text means it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
