import * as z from 'zod'
import type { StoryWorld } from './story-world.ts'

const TargetStatus = z.object({
  target: z.string(),
  phase: z.string(),
  release: z.string().nullable(),
  holds: z.array(z.string()),
  ledger: z.number(),
  pending: z.string().optional(),
  paused: z.string().optional(),
  usurped: z.string().optional(),
})
export type TargetStatus = z.infer<typeof TargetStatus>

const Status = z.object({ paused: z.boolean(), targets: z.array(TargetStatus) })

/** What the function `status` answers about all targets. Its own calls are kept out of the count, and meet no faults. */
export async function statusOf({ sandbox }: Pick<StoryWorld, 'sandbox'>): Promise<readonly TargetStatus[]> {
  const result = await sandbox.lambda.invoke('status', {})
  if (!result.ok) throw new Error(`The function status failed: ${result.error.errorMessage}`)
  const { paused, targets } = Status.parse(JSON.parse(result.payload))
  return paused ? targets.map((target) => ({ paused: 'the whole stack', ...target })) : targets
}
