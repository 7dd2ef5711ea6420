import * as z from 'zod'
import type { Publication } from '../services/sns/topic.ts'

const Image = z.object({ repository: z.string(), digest: z.string(), tag: z.string().optional() })
const Images = z.record(z.string(), Image)
export type PublishedImages = z.infer<typeof Images>

const base = { id: z.string(), target: z.string(), at: z.string(), reason: z.string() }

const Outcome = z.object({
  ...base,
  kind: z.literal('outcome'),
  outcome: z.string(),
  deployment: z.object({
    id: z.string(),
    trigger: z.object({ kind: z.string(), by: z.string().optional(), at: z.string() }),
    startedAt: z.string(),
    endedAt: z.string(),
    from: Images.optional(),
    to: Images,
    restored: Images.optional(),
    changed: z.array(z.string()),
    failures: z.array(z.string()),
    timeline: z.array(z.object({ what: z.string() })),
  }),
})

const Notice = z.object({ ...base, kind: z.literal('notice'), notice: z.string() })

const Document = z.discriminatedUnion('kind', [Outcome, Notice])

/** What of a published announcement a scenario looks at; everything else of the document stays as it is. */
export type PublishedDocument = z.infer<typeof Document>
export type PublishedOutcome = z.infer<typeof Outcome>
export type PublishedNotice = z.infer<typeof Notice>

/**
 * Reads what was published for machines; undefined where that was no announcement: a test of doctor, or what somebody sent by hand.
 * @throws {Error} when an announcement is not a document of the published shape
 */
export function documentOf(publication: Publication): PublishedDocument | undefined {
  const kind = publication.attributes['kind']?.StringValue
  if (kind !== 'outcome' && kind !== 'notice') return undefined
  const { sqs, default: text = '' } = publication.messages
  const parsed = Document.safeParse(parseJson(sqs ?? text))
  if (parsed.success) return parsed.data
  throw new Error(`A message on ${publication.topicArn} is no announcement: ${z.prettifyError(parsed.error)}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
