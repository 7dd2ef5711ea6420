import * as z from 'zod'
import type { StoryWorld } from './story-world.ts'

const Findings = z.object({
  findings: z.array(
    z.object({
      check: z.string(),
      severity: z.string(),
      target: z.string().optional(),
      what: z.string(),
      why: z.string(),
      mend: z.string(),
    }),
  ),
})
export type ReportedFinding = z.infer<typeof Findings>['findings'][number]

/** What the function `doctor` finds; its calls count as Longshore's. */
export async function findingsOf({ sandbox }: Pick<StoryWorld, 'sandbox'>): Promise<readonly ReportedFinding[]> {
  const result = await sandbox.lambda.invoke('doctor', {})
  if (!result.ok) throw new Error(`The function doctor failed: ${result.error.errorMessage}`)
  return Findings.parse(JSON.parse(result.payload)).findings
}
