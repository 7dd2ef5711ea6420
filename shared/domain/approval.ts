import { type ApproveFact, startStage } from './fact.ts'
import type { Rollout } from './observation.ts'
import { notice } from './outbox.ts'
import type { Attempt, Deployment, TargetRecord } from './record.ts'
import { withStartApproved } from './start-question.ts'
import { noted } from './timeline.ts'

/** The deployment that waits for a person, and where it stands; undefined when none does. */
export function awaitingApproval({
  state,
}: TargetRecord): { readonly deployment: Deployment; readonly stage: string } | undefined {
  if (state.name !== 'rolling') return undefined
  const { asks, progress } = state.deployment.attempt
  const isOpen = asks !== undefined && asks.approved === undefined && asks.stage === progress.stage
  return isOpen ? { deployment: state.deployment, stage: asks.stage } : undefined
}

/** A person approved. Of a deployment that does not wait for it any more this is told, and nothing else happens. */
export function withApproval(record: TargetRecord, fact: ApproveFact): TargetRecord {
  const { id, at, by, deploymentId, stage } = fact
  if (stage === startStage) return withStartApproved(record, fact)
  const waiting = awaitingApproval(record)
  if (!waiting || waiting.deployment.id !== deploymentId || waiting.stage !== stage) {
    const reason = `the approval by ${by} came too late: ${deploymentId} does not wait for it any more`
    return notice(record, { notice: 'refused', id, at, reason, deploymentId })
  }
  const { deployment } = waiting
  const approved = noted(deployment, at, `approved by ${by}: ${stage}`)
  const attempt = { ...approved.attempt, asks: { stage, approved: { by, at } } }
  return { ...record, state: { name: 'rolling', deployment: { ...approved, attempt } } }
}

/** Whether a person has to be asked, or was and has not answered. */
export function lacksApproval({ asks }: Attempt, { stage = '', next }: Rollout): boolean {
  return next?.approval === true && !(asks?.stage === stage && asks.approved !== undefined)
}

/** The question, put once for each stage. */
export function asking(
  record: TargetRecord,
  deployment: Deployment,
  { stage = '' }: Rollout,
  at: number,
): { readonly record: TargetRecord; readonly attempt: Attempt } {
  const { attempt, id, goal } = deployment
  if (attempt.asks?.stage === stage) return { record, attempt }
  const reason = `${stage}: approve it (serverless invoke -f approve -d '{"target":"${record.target}","deployment":"${id}"}'), or roll back`
  const told = notice(record, {
    notice: 'waiting',
    id: `approve:${id}:${stage}`,
    at,
    reason,
    images: goal.images,
    deploymentId: id,
    asks: stage,
  })
  return { record: told, attempt: { ...attempt, asks: { stage } } }
}
