import { carries } from '../attempt.ts'
import { end } from '../deployment.ts'
import { frozenNow } from '../frozen.ts'
import { withHoldOn } from '../hold.ts'
import { changedContainers } from '../image.ts'
import { isKnownHere } from '../ledger.ts'
import type { Rollout } from '../observation.ts'
import { pausedNow } from '../paused.ts'
import type { Deployment, Pending, TargetRecord } from '../record.ts'
import type { Context, Step } from '../step.ts'
import { failing } from '../turns.ts'
import type { Verdict } from '../verdict.ts'
import { adopting, runsPushed } from './overtaking.ts'

/** What a rollout ran is to blame, whatever it was called for: in force mode the platform may have taken other images by itself. */
export function failed(
  record: TargetRecord,
  deployment: Deployment,
  { reasons, own }: Extract<Verdict, { kind: 'failed' }>,
  context: Context,
): Step {
  const { pending, manifests } = record
  const why = withReached(deployment, reasons)
  const isOther = deployment.policy.mode === 'force' && own?.digests && !carries(own, deployment.goal, manifests)
  if (!isOther) return failing(record, deployment, why, context)
  return pending && runsPushed(record, deployment, pending, own)
    ? asPushed(record, deployment, pending, { own, why }, context)
    : failing(withRunHeld(record, deployment, own, why, context), deployment, [...why, resolvedTo(own)], context)
}

/** The push that the platform took goes on with the rollout, and is condemned in its stead. */
function asPushed(
  record: TargetRecord,
  deployment: Deployment,
  pending: Pending,
  { own, why }: { readonly own: Rollout; readonly why: readonly string[] },
  context: Context,
): Step {
  const reason = takenAlthough(record, context) ?? 'the platform took a newer push by itself'
  const about = { outcome: 'superseded' as const, reason, successor: pending.deploymentId }
  const begun = adopting(end(record, deployment, about, context.now), deployment, pending, own, context)
  if (!('deployment' in begun.state)) return failing(record, deployment, why, context)
  const { deployment: pushed } = begun.state
  const attempt = { ...deployment.attempt, release: pushed.goal }
  return failing(begun, { ...pushed, attempt }, why, context)
}

/** Nobody waits to start what ran, and nobody is to start it by itself later; what ran well before can still be gone back to. */
function withRunHeld(
  record: TargetRecord,
  { id, goal, from }: Deployment,
  { digests = {} }: Rollout,
  [why = 'the rollout failed']: readonly string[],
  { now }: Context,
): TargetRecord {
  const images = Object.entries(goal.images).map(([container, image]) => {
    const digest = digests[container] ?? image.digest
    return [container, { repository: image.repository, digest }] as const
  })
  const ran = { images: Object.fromEntries(images) }
  const changed = changedContainers(ran.images, from?.images, record.manifests)
  return isKnownHere(record, ran) ? record : withHoldOn(record, ran, changed, { at: now, deploymentId: id, why })
}

/** People want to know how much of the traffic met what failed. */
function withReached({ attempt }: Deployment, reasons: readonly string[]): readonly string[] {
  const { stage } = attempt.progress
  const isTold = stage === undefined || reasons.some((reason) => reason.includes(stage))
  return isTold ? reasons : [...reasons, `it had come so far: ${stage}`]
}

export function resolvedTo({ digests = {} }: Rollout, why?: string): string {
  const other = `the platform resolved the tag to other images than were pushed: ${Object.values(digests).join(', ')}`
  return why === undefined ? other : `${other} (${why})`
}

/** What keeps starts back keeps nothing that runs already: people who were told so hear why it goes on. */
export function takenAlthough(
  record: TargetRecord,
  { policy, observation: { stackStop }, now }: Context,
): string | undefined {
  const kept = pausedNow(record, stackStop) ?? frozenNow(record, policy, stackStop, now)?.words
  return (
    kept && `the platform took a newer push by itself, although ${kept}: it runs already, so it is judged as any other`
  )
}
