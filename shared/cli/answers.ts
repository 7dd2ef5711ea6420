import * as z from 'zod'
import { CannotAsk } from './refusals.ts'

/** What functions of the stack answer, as far as it is shown. What an older or newer stack says besides is left alone. */

const Images = z.record(
  z.string(),
  z.object({ repository: z.string(), digest: z.string(), tag: z.string().optional() }),
)
export type Images = z.infer<typeof Images>

const Trigger = {
  trigger: z.string(),
  by: z.string().optional(),
  triggeredAt: z.string().optional(),
  approvedBy: z.string().optional(),
  promotedFrom: z.string().optional(),
  override: z.string().optional(),
}

const Entry = z.object({ at: z.string(), what: z.string(), kind: z.string().optional(), afterSeconds: z.number() })
export type Entry = z.infer<typeof Entry>

const Target = z.object({
  target: z.string(),
  phase: z.string(),
  release: z.string().nullable(),
  runs: Images.optional(),
  since: z.string().nullable(),
  deployment: z
    .object({
      ...{ id: z.string(), startedAt: z.string(), to: z.string(), images: Images, timeWent: z.string() },
      ...{ stage: z.string().optional(), proofs: z.array(z.string()).optional(), ...Trigger },
    })
    .optional(),
  waitsFor: z.string().optional(),
  next: z
    .object({
      ...{ deploymentId: z.string(), images: Images, why: z.string().optional() },
      ...{ expiresAt: z.string().optional(), frozenUntil: z.string().optional(), ...Trigger },
    })
    .optional(),
  paused: z.string().optional(),
  frozen: z.string().optional(),
  usurped: z.string().optional(),
  holds: z.array(z.string()),
  refused: z.array(z.string()).optional(),
  ledger: z.number(),
  looksAgainAt: z.string().optional(),
  last: z.string().optional(),
})
export type Target = z.infer<typeof Target>

const Deployment = z.object({
  ...{ target: z.string(), id: z.string(), phase: z.string(), ...Trigger },
  ...{ outcome: z.string().optional(), reason: z.string().optional(), timeWent: z.string().optional() },
  ...{ startedAt: z.string().optional(), endedAt: z.string().optional(), successor: z.string().optional() },
  ...{ from: Images.optional(), images: Images, restored: Images.optional() },
  failures: z.array(z.string()),
  timeline: z.array(Entry),
})
export type Deployment = z.infer<typeof Deployment>

export const Status = z.object({
  message: z.string(),
  at: z.string(),
  paused: z.boolean(),
  targets: z.array(Target),
  ledger: z.array(z.object({ release: z.string(), images: Images, at: z.string(), origin: z.string() })).optional(),
  timeline: z.array(Entry).optional(),
  history: z
    .array(z.object({ id: z.string(), outcome: z.string(), at: z.string(), reason: z.string(), images: Images }))
    .optional(),
  deployment: Deployment.optional(),
})
export type Status = z.infer<typeof Status>

export const History = z.object({
  message: z.string(),
  deployments: z.array(
    z.union([
      z.object({ target: z.string(), id: z.string(), unreadable: z.string() }),
      Deployment.omit({ timeline: true }),
    ]),
  ),
  before: z.string().optional(),
})

export const Explained = z.object({
  message: z.string(),
  image: z.object({ repository: z.string(), tag: z.string().nullable(), digest: z.string().nullable() }),
  targets: z.array(
    z.object({
      ...{ target: z.string(), container: z.string(), takes: z.boolean() },
      ...{ why: z.string(), because: z.string() },
    }),
  ),
})
export type Explained = z.infer<typeof Explained>

export const Diff = z.object({
  message: z.string(),
  target: z.string(),
  from: Images.nullable(),
  to: Images,
  changed: z.array(z.string()),
  carrier: z.object({ now: z.string().nullable(), startsFrom: z.string().nullable() }),
  besides: z.array(z.string()),
  byCommand: z.array(z.string()).optional(),
  byItself: z.array(z.string()).optional(),
})
export type Diff = z.infer<typeof Diff>

/** An answer in the shape that this command line knows. Throws `CannotAsk` when the stack is of another version. */
export function readAnswer<T>(Shape: z.ZodType<T>, answer: unknown, key: string): T {
  const read = Shape.safeParse(answer)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new CannotAsk(
    `${key} answered something else than was expected (${issue?.path.map(String).join('.')}): the stack is of another version than this command line. Deploy it again.`,
  )
}
