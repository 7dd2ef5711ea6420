import type { LongshoreConfig } from '../config/normalised.ts'
import type { Evidence } from '../domain/fact.ts'
import type { ReceivePorts } from './receive-push.ts'

/** Where something happened; without a cluster it may be any of that service's name. */
export interface RolloutPlace {
  readonly id: string
  readonly at: number
  readonly service: string
  readonly cluster?: string
}

/** Nudges the targets that a rollout event is about; what a stopped task died of goes into the inbox first. */
export async function receiveRollout(
  place: RolloutPlace,
  evidence: Evidence | undefined,
  config: LongshoreConfig,
  { inbox, queue }: ReceivePorts,
): Promise<readonly string[]> {
  const targets = targetsAt(place, config)
  if (targets.length === 0) return targets
  if (evidence) {
    const fact = { kind: 'task-stopped' as const, id: `task:${evidence.task}`, at: place.at, evidence }
    await inbox.put(targets.map((target) => ({ target, fact })))
  }
  await queue.send(targets.map((target) => ({ target, dedupId: `${place.id}:${target}` })))
  return targets
}

function targetsAt({ service, cluster }: RolloutPlace, config: LongshoreConfig): string[] {
  return Object.entries(config.targets)
    .filter(([, { ecs }]) => ecs.service === service && (cluster === undefined || ecs.cluster === cluster))
    .map(([target]) => target)
}
