import * as z from 'zod/mini'
import { AnnouncementDocument, ProgressDocument } from './document-schema.ts'

const Envelope = z.object({ Type: z.literal('Notification'), Message: z.string() })

/** What those who follow deployments are told: how far they are, how they ended, and what else people must know. */
export type FollowedDocument = AnnouncementDocument | ProgressDocument

export function isProgress(document: FollowedDocument): document is ProgressDocument {
  return document.schema === 'longshore.progress'
}

type Parsed<Document> =
  | { readonly ok: true; readonly document: Document }
  | { readonly ok: false; readonly why: string }

/** The announcement in a queue message: bare (raw delivery) or in the envelope that SNS puts around it otherwise. */
export function parseDocument(body: string): Parsed<AnnouncementDocument> {
  const parsed = z.safeParse(AnnouncementDocument, innermost(body))
  if (parsed.success) return { ok: true, document: parsed.data }
  return { ok: false, why: whyNot('longshore.announcement', parsed.error) }
}

/** As `parseDocument`, of queues that hear of progress too. */
export function parseFollowed(body: string): Parsed<FollowedDocument> {
  const inner = innermost(body)
  if (!z.safeParse(OfProgress, inner).success) return parseDocument(body)
  const parsed = z.safeParse(ProgressDocument, inner)
  if (parsed.success) return { ok: true, document: parsed.data }
  return { ok: false, why: whyNot('longshore.progress', parsed.error) }
}

const OfProgress = z.object({ schema: z.literal('longshore.progress') })

function innermost(body: string): unknown {
  const outer = parseJson(body)
  const envelope = z.safeParse(Envelope, outer)
  return envelope.success ? parseJson(envelope.data.Message) : outer
}

function whyNot(schema: string, { issues }: z.core.$ZodError): string {
  const path = issues[0]?.path.join('.')
  return `the message is no ${schema} of version 1${path ? `: ${path} is missing or wrong` : ''}`
}

/** `undefined` is what is not JSON: no JSON text means it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
