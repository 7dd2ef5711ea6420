import type { OutcomeAnnouncement } from '../../../shared/domain/announcement.ts'
import { bringsImages } from '../../../shared/domain/deployment.ts'
import type { ApplyEffect, RunTaskEffect } from '../../../shared/domain/effect.ts'
import { isHeld } from '../../../shared/domain/hold.ts'
import { digestsOf, type Image, sameDigests } from '../../../shared/domain/image.ts'
import { comparePushes } from '../../../shared/domain/order.ts'
import type { Deployment, Mark, TargetRecord } from '../../../shared/domain/record.ts'
import { releaseKey } from '../../../shared/domain/release.ts'
import { whyNotBegun } from './people.ts'
import { whyUnfit, whyUnproven } from './proofs.ts'
import { recordOf, target, type World } from './world.ts'

/** What must never be seen broken, whatever happened. */
class Unsafe extends Error {}

function must(truth: boolean, what: string): void {
  if (!truth) throw new Unsafe(what)
}

/** What holds after every worker. */
export async function checkSafety(world: World): Promise<void> {
  const [error] = world.unexpected
  if (error !== undefined) throw error
  const record = recordOf(world)
  if (!record) return
  const resting = record.state.name === 'idle'
  must(resting || record.wakeAt !== undefined, `${record.state.name} without a time to look again`)
  must(record.outbox.length === 0 || record.wakeAt !== undefined, 'an outbox without a time to look again')
  const ids = world.outcomes.map(({ deployment }) => deployment.id)
  must(new Set(ids).size === ids.length, `a deployment with two outcomes: ${ids.join(', ')}`)
  const lost = record.refused?.find(
    ({ trigger, reason }) => trigger.kind === 'rollback' && reason.includes('was pushed'),
  )
  must(lost === undefined, `a rollback lost its place to a push: ${lost?.deploymentId}`)
  checkPublished(world)
}

function checkPublished({ announcer }: World): void {
  const byId = new Map<string, string>()
  for (const { at: _at, ...announcement } of announcer.published()) {
    const text = JSON.stringify({ ...announcement, deployment: undefined })
    must((byId.get(announcement.id) ?? text) === text, `one id for two happenings: ${announcement.id}`)
    byId.set(announcement.id, text)
  }
}

/** What holds when a call is about to be made, right after the record was found current. */
export function checkCall(world: World, effect: ApplyEffect): void {
  const record = recordOf(world)
  if (!record) throw new Unsafe('a call without a record')
  const { state } = record
  must('deployment' in state, `a call while ${state.name}`)
  if (!('deployment' in state)) return
  must(state.deployment.id === effect.deploymentId, 'a call for another deployment than the one in progress')
  if (effect.kind === 'revert') checkRevert(record, effect)
  else checkApply(world, record, effect, state.deployment)
}

function checkApply(world: World, record: TargetRecord, effect: ApplyEffect, deployment: Deployment): void {
  must(record.state.name === 'rolling', `the goal applied while ${record.state.name}`)
  must(releaseKey(effect.release) === releaseKey(deployment.goal), 'a call for other images than the goal')
  checkPrepared(world, deployment)
  checkStart(world, record, deployment)
  const unfit = whyUnfit(world, record, deployment)
  must(unfit === undefined, unfit ?? '')
}

/** Nothing is touched before the task has exited with 0. */
function checkPrepared({ tasks }: World, deployment: Deployment): void {
  if (!deployment.policy.before || !bringsImages(deployment)) return
  const task = tasks.started.find(({ effect }) => effect.deploymentId === deployment.id && effect.place === 'before')
  must(task !== undefined && tasks.endOf(task)?.exitCode === 0, 'the goal applied before its task has exited with 0')
}

/** What holds when a task is about to be run. */
export function checkTask(world: World, { deploymentId, place, release }: RunTaskEffect): void {
  const { state, ledger } = recordOf(world) ?? { state: { name: 'none' } as const, ledger: [] }
  must(state.name === (place === 'before' ? 'preparing' : 'finishing'), `a task ${place} while ${state.name}`)
  if (!('deployment' in state)) return
  must(state.deployment.id === deploymentId, 'a task for another deployment than the one in progress')
  must(releaseKey(release) === releaseKey(state.deployment.goal), 'a task with other images than the goal')
  const isProven = ledger.some((entry) => entry.deploymentId === deploymentId)
  must(place === 'before' || isProven, 'a task after a proof that was not there')
}

/** What was begun has ended before its deployment does, unless the target left the configuration. */
export function checkTasksEnded({ tasks }: World, { deployment }: OutcomeAnnouncement): void {
  const runs = tasks.started.find((task) => task.effect.deploymentId === deployment.id && !tasks.endOf(task))
  must(runs === undefined, `deployment ${deployment.id} ended while its task ran`)
}

function checkRevert(record: TargetRecord, { release }: ApplyEffect): void {
  const { state } = record
  must(state.name === 'reverting', `a revert while ${state.name}`)
  const proven = record.ledger.some((entry) => releaseKey(entry.release) === releaseKey(release))
  must(proven, 'a revert to a release that is not in the ledger')
  must(!isHeld(record, release), 'a revert to a release on hold')
}

function checkStart(world: World, record: TargetRecord, deployment: Deployment): void {
  const { trigger, goal } = deployment
  must(world.setting.policy.mode !== 'observe', 'a call on a target that is only observed')
  const kept = whyNotBegun(world, record, deployment)
  must(kept === undefined, kept ?? '')
  const byItself = ['push', 'sweep'].includes(trigger.kind)
  if (!byItself) return
  must(!isHeld(record, goal), 'a held release rolled out by itself')
  const proven = digestsOf(record.ledger[0]?.release.images ?? {})
  const failed = world.failed.some(
    (pairs) => sameDigests(pairs, digestsOf(goal.images), {}) && !sameDigests(pairs, proven, {}),
  )
  must(!failed, 'what failed here was rolled out again by itself')
  must(record.stopped === undefined || record.stopped.at >= deployment.startedAt, 'a start while stopped')
  for (const container of deployment.changed) checkNewer(world, record, deployment, container)
}

/** An older push does not replace a newer one that is not on hold. */
function checkNewer(world: World, record: TargetRecord, { goal, from }: Deployment, container: string): void {
  const order = world.setting.policy.containers[container]?.order ?? 'exact'
  const [to, before] = [goal.images[container], from?.images[container]]
  if (order === 'exact' || !to || !before || !from || isHeld(record, from) || world.askedFor.has(to.digest)) return
  const pushOf = ({ digest, tag }: Image): Mark | undefined => {
    const push = world.pushes.findLast((one) => one.container === container && one.digest === digest && one.tag === tag)
    return push && { tag: push.tag, digest: push.digest, pushedAt: push.at }
  }
  const [mine, theirs] = [pushOf(to), pushOf(before)]
  if (mine && theirs) must(comparePushes(order, mine, theirs) >= 0, `${mine.tag} replaced the newer ${theirs.tag}`)
}

/** What holds when success is told for the first time: our images completed, or nothing had to run. */
export function checkSuccess(world: World, announcement: OutcomeAnnouncement): void {
  const { deployment, reason } = announcement
  if (reason.startsWith('nothing ran')) return
  const wanted = Object.fromEntries(Object.entries(deployment.to).map(([container, { digest }]) => [container, digest]))
  const completed = world.platform
    .rollouts(target)
    .some(({ state, digests }) => state !== 'failed' && state !== 'in-progress' && sameDigests(wanted, digests, {}))
  const unproven = whyUnproven(world, announcement)
  if (unproven !== undefined) world.unexpected.push(new Unsafe(unproven))
  if (!completed) world.unexpected.push(new Unsafe(`success told for images that never completed: ${deployment.id}`))
}
