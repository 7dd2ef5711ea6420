import { acknowledge } from '../../shared/domain/acknowledge.ts'
import { deploymentIdOf } from '../../shared/domain/deployment-id.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import {
  aPolicy,
  aPush,
  aRecord,
  aRollout,
  aView,
  decideIn,
  digest,
  draining,
  image,
  minute,
  repository,
  second,
  t0,
} from './a-world.ts'

export const policy = aPolicy({ bakeMs: 5 * minute })
export const id = deploymentIdOf(t0, 'api', 'push-2')
export const followed = { app: `${repository} pattern ^main-` }
export const mark = { app: { tag: 'main-2', digest: digest(2), pushedAt: t0 } }
export const goal = { images: { app: image(2) } }
export const trigger = { kind: 'push', id: 'push-2', at: t0 } as const
export const begun = [
  { at: t0, what: 'image pushed', kind: 'pushed' },
  { at: t0 + minute, what: 'started', kind: 'decided' },
  { at: t0 + minute, what: 'asked the platform to roll out', kind: 'acted' },
]
const seenThere = [...begun, { at: t0 + minute + second, what: 'the rollout began', kind: 'seen' }]
export const runsThere = [...seenThere, { at: t0 + 2 * minute, what: 'first instance runs', kind: 'seen' }]
export const called = [{ deploymentId: id, digests: { app: digest(2) }, at: t0 + minute }]
export const answer = { id: 'rollout-2', carrier: 'td:2', createdAt: t0 + minute + second }
export const mine = { carrier: 'td:2', deploymentId: id, at: t0 + minute + 2 * second }

/** Minutes after the push. */
export function at(minutes: number) {
  return t0 + minutes * minute
}

/** The story: a push of image 2 to a target at rest on image 1, decided a minute after it. */
export function started(): TargetRecord {
  return decideIn({ record: aRecord(), policy, facts: [aPush(2)], platform: aView([aRollout(1)]) }).next
}

/** Its call was answered two seconds later. */
export function answered(): TargetRecord {
  return acknowledge(started(), [{ kind: 'applied', deploymentId: id, rollout: answer }], t0 + minute + 2 * second)
}

export function decided(record: TargetRecord, minutes: number, rollouts: Parameters<typeof aView>[0]): TargetRecord {
  return decideIn({ record, policy, platform: aView(rollouts, { at: at(minutes) }), now: at(minutes) }).next
}

export const own = (more: Partial<ReturnType<typeof aRollout>> = {}) =>
  aRollout(2, { createdAt: answer.createdAt, ...more })
/** A minute later one of its two instances runs. */
export const rolling = (record: TargetRecord) =>
  decided(record, 2, [own({ state: 'in-progress', running: 1 }), draining])
