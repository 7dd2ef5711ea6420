import type { Failure } from '@aws-sdk/client-ecs'
import { refuse } from '../../aws/refusal.ts'

export interface PartialAnswer {
  /** In words: `tasks in cluster production`. */
  readonly subject: string
  readonly asked: readonly string[]
  readonly answered: readonly (string | undefined)[]
  readonly failures: readonly Failure[] | undefined
}

/**
 * ECS answers what it can, and names the rest as failures of a call that went well. Throws a Refusal for the first of them, except where
 * the reason is `excused`.
 */
export function requireAnswers({ subject, asked, answered, failures = [] }: PartialAnswer, excused?: string): void {
  const reasons = new Map(failures.map(({ arn, reason }) => [arn, reason]))
  const missing = asked.find((arn) => !answered.includes(arn) && !(excused && reasons.get(arn) === excused))
  if (missing === undefined) return
  const why = reasons.get(missing) ?? 'it was left out of the answer'
  refuse('unavailable', `Cannot describe all ${subject}: ${missing}: ${why}. Try again later.`)
}
