import * as z from 'zod'
import { Duration } from './duration.ts'

const EndName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'Give the name of an end, for example ops-teams.')

/** An end that takes nothing for a while. */
export const EndFault = z.strictObject({
  end: EndName,
  mood: z
    .enum(['rate-limited', 'server-error', 'gone', 'refuses', 'redirects', 'hang', 'down'])
    .describe('How it answers.'),
  retryAfter: Duration.optional().describe('For rate-limited: what Retry-After says; default 30s.'),
  times: z.int().min(1).optional().describe('At most so often.'),
  for: Duration.optional().describe('How long it lasts; for ever when left out.'),
})
export type EndFault = z.infer<typeof EndFault>

const Texts = z.union([z.string(), z.array(z.string())])

/** What ends took. */
export const ExpectedEnds = z
  .record(EndName, z.array(Texts))
  .describe(
    'By end: one entry for each message that it took, with texts it must contain; exactly so many, in any order.',
  )
export type ExpectedEnds = z.infer<typeof ExpectedEnds>
