import { digestsOf, sameDigests } from '../../../shared/domain/image.ts'
import type { TargetRecord } from '../../../shared/domain/record.ts'
import { advance, resumePaused } from './drive.ts'
import { healing } from './steps.ts'
import { factsOf, recordOf, target, type World } from './world.ts'

const minute = 60_000

/** The promise of an end was broken. */
class NotLive extends Error {}

function must(truth: boolean, what: string): void {
  if (!truth) throw new NotLive(what)
}

/** Faults stop, time runs on: everything comes to its end. */
export async function comeToRest(world: World): Promise<void> {
  world.trail.push('-- faults are over')
  world.faultsOver = true
  world.dieAfter = undefined
  world.stallNext = false
  while (world.stalled.length > 0) await resumePaused(world)
  await healing(world)
  for (let quarter = 0; quarter < 12; quarter += 1) {
    await advance(world, 16 * minute)
    if (isAtRest(world) && runsWhatWasLeft(world, recordOf(world))) return
  }
}

function isAtRest(world: World): boolean {
  const record = recordOf(world)
  const over = record?.state.name === 'idle' || record?.state.name === 'stuck'
  return over && !record.pending && record.outbox.length === 0 && factsOf(world).length === 0
}

/** The platform may go back by itself from what was left broken, just before the look at it ends. */
function runsWhatWasLeft({ platform, setting }: World, record: TargetRecord | undefined): boolean {
  if (!record?.settledOn || setting.policy.mode === 'observe') return true
  const leading = platform.rollouts(target).findLast((rollout) => rollout.leading)
  return leading?.digests === undefined || sameDigests(digestsOf(record.settledOn.images), leading.digests, {})
}

export function checkLiveness(world: World): void {
  const record = recordOf(world)
  if (!record) throw new NotLive('no record was ever made')
  const { state } = record
  const waitsForResume = state.name === 'waiting' && record.stopped !== undefined
  const isOpen = state.name === 'waiting' && (record.pending?.question?.until ?? 0) > world.clock.now()
  must(state.name === 'idle' || state.name === 'stuck' || waitsForResume || isOpen, `still ${state.name}`)
  must(factsOf(world).length === 0, `facts left: ${factsOf(world).map(({ id }) => id)}`)
  must(record.outbox.length === 0, 'announcements left')
  checkOutcomes(world, isOpen ? record.pending?.deploymentId : undefined)
  checkPromises(world, record.pending?.deploymentId)
  checkNewest(world, record)
  if (state.name === 'idle') checkRunning(world, record)
}

/** What people are still asked about has none yet. */
function checkOutcomes({ begun, outcomes, announcer }: World, open: string | undefined): void {
  const published = new Set(announcer.published().map(({ id }) => id))
  for (const id of begun) {
    if (id === open) continue
    const own = outcomes.filter(({ deployment }) => deployment.id === id)
    must(own.length === 1, `deployment ${id} has ${own.length} outcomes`)
    must(
      own.every((outcome) => published.has(outcome.id)),
      `the outcome of ${id} was never told`,
    )
  }
}

/** Whoever asked for a deployment has it, or was refused under its id. */
function checkPromises({ promised, outcomes }: World, waits: string | undefined): void {
  for (const id of promised) {
    const isEnded = outcomes.some(({ deployment }) => deployment.id === id)
    must(id === waits || isEnded, `what was asked for as ${id} came to nothing, and nothing is kept of why`)
  }
}

/** The marks are what the registry shows, so no push was missed. */
function checkNewest({ setting, registry }: World, record: TargetRecord): void {
  for (const [container, { repository, tags, order }] of Object.entries(setting.policy.containers)) {
    if (order !== 'exact' || tags.kind !== 'exact') continue
    const named = registry.resolve(repository, tags.tag)
    if (named) must(record.mark[container]?.digest === named, `the newest push of ${container} was missed`)
  }
}

function checkRunning(world: World, record: TargetRecord): void {
  const leading = world.platform.rollouts(target).findLast((rollout) => rollout.leading)
  must(runsWhatWasLeft(world, record), 'something else runs than what was left there')
  if (world.setting.policy.mode === 'observe') return
  for (const container of Object.keys(world.setting.policy.containers)) {
    const mark = record.mark[container]
    const runs = leading?.digests?.[container]
    if (!mark || runs === undefined || runs === mark.digest) continue
    must(
      isExcused(world, record, container, mark.digest),
      `${mark.tag} of ${container} was never deployed: ${runs} runs`,
    )
  }
}

/** The newest push does not run: it was told why, or somebody decided otherwise since. */
function isExcused(world: World, record: TargetRecord, container: string, digest: string): boolean {
  const pushedAt = world.pushes.findLast((push) => push.container === container && push.digest === digest)?.at
  if (pushedAt === undefined || pushedAt <= (world.installedAt ?? 0)) return true
  if (record.holds.some((hold) => hold.digests[container] === digest)) return true
  if (world.interventions.some((at) => at >= pushedAt - minute)) return true
  return world.announcer.published().some((announcement) => {
    if (announcement.kind === 'notice') {
      return announcement.notice !== 'usurped' && announcement.images?.[container]?.digest === digest
    }
    return announcement.outcome !== 'superseded' && announcement.deployment.to[container]?.digest === digest
  })
}
