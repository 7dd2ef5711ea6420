import type { EcsApi } from '../../aws/ecs-api.ts'
import { answering, refuse } from '../../aws/refusal.ts'
import type { ScheduledTaskTarget } from '../../config/normalised.ts'
import type { AppliedResult, ApplyEffect } from '../../domain/effect.ts'
import { digestsOf as wantedOf } from '../../domain/image.ts'
import { isProblem, type PlatformView, type Problem } from '../../domain/observation.ts'
import type { Policy } from '../../domain/policy.ts'
import type { Ask, Platform } from '../../ports.ts'
import { carriesDigests, taskDefinitionStore } from '../ecs/task-definition-store.ts'
import { noSteps } from '../no-steps.ts'
import { readRule } from './read-rule.ts'
import { readSchedule } from './read-schedule.ts'
import { nameOf, type Scheduled, type ScheduledTaskContext } from './scheduled-task-context.ts'
import { ownId, viewOf } from './view.ts'

export interface ScheduledTaskPlatformOptions extends Omit<ScheduledTaskContext, 'definitions'> {
  /** By target name. */
  readonly targets: Readonly<Record<string, ScheduledTaskTarget>>
  readonly ecs: () => Promise<EcsApi>
  /** The own stack: what is registered is tagged with it. */
  readonly stack?: string
}

const looksAtOnce = 5

/** Rules of EventBridge and schedules of Scheduler that run a task definition: what they name is what is deployed. */
export function scheduledTaskPlatform({ targets, ecs, stack, ...host }: ScheduledTaskPlatformOptions): Platform {
  const context: ScheduledTaskContext = { ...host, definitions: taskDefinitionStore(ecs, stack) }
  const known = (name: string): ScheduledTaskTarget =>
    targets[name] ??
    refuse('invalid', `Target ${name} is no scheduled task of the configuration. Add it to longshore.yml.`)
  return {
    observe: (asks) => observe(context, known, asks),
    async apply(policy, effect) {
      const result = await answering(() => applyRelease(context, known(policy.target), policy, effect))
      if (!isProblem(result)) return result
      return { kind: 'refused', deploymentId: effect.deploymentId, cause: result.cause, message: result.message }
    },
    advance: (policy, effect) => noSteps(policy.target, effect),
  }
}

async function observe(
  context: ScheduledTaskContext,
  known: (name: string) => ScheduledTaskTarget,
  asks: readonly Ask[],
): Promise<ReadonlyMap<string, PlatformView | Problem>> {
  const views = new Map<string, PlatformView | Problem>()
  const look = async (ask: Ask): Promise<void> => {
    const view = await answering(async () => {
      const target = known(ask.policy.target)
      const at = context.clock.now()
      return viewOf(context, target, ask, await read(context, target), at)
    })
    views.set(ask.policy.target, view)
  }
  for (let start = 0; start < asks.length; start += looksAtOnce) {
    await Promise.all(asks.slice(start, start + looksAtOnce).map(look))
  }
  return views
}

function read(context: ScheduledTaskContext, target: ScheduledTaskTarget): Promise<Scheduled> {
  return target.by === 'rule' ? readRule(context, target) : readSchedule(context, target)
}

/** Read right before it is written: an update replaces everything. Throws a Refusal when AWS did nothing. */
async function applyRelease(
  context: ScheduledTaskContext,
  target: ScheduledTaskTarget,
  policy: Policy,
  effect: ApplyEffect,
): Promise<AppliedResult> {
  if (policy.mode === 'observe')
    refuse('invalid', `Target ${policy.target} is only observed (mode: observe): nothing is deployed.`)
  const scheduled = await read(context, target)
  const carrier = await carrierFor(context, target, scheduled, effect)
  if (scheduled.taskDefinition !== carrier) await scheduled.put(carrier)
  const { deploymentId, kind } = effect
  const id = ownId(target, deploymentId, kind === 'revert')
  return { kind: 'applied', deploymentId, rollout: { id, carrier, createdAt: context.clock.now() } }
}

/** The release's own revision if it can be used as it is, else a copy pinned to the release. */
async function carrierFor(
  { definitions }: ScheduledTaskContext,
  target: ScheduledTaskTarget,
  scheduled: Scheduled,
  { release, deploymentId, again }: ApplyEffect,
): Promise<string> {
  const base = await definitions.readFresh(release.carrier ?? scheduled.taskDefinition)
  const isUsable = base.definition.status === 'ACTIVE' && carriesDigests(base.definition, wantedOf(release.images))
  if (release.carrier !== undefined && isUsable) return release.carrier
  if (base.definition.family !== target.family) {
    refuse(
      'invalid',
      `The ${nameOf(target)} runs the family ${base.definition.family}, and longshore.yml names ${target.family}. Correct one of them.`,
    )
  }
  return definitions.pin(base, release.images, deploymentId, again)
}
