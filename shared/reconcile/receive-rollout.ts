import type { LongshoreConfig } from '../config/normalised.ts'
import { watchedNames } from '../config/watched.ts'
import type { Evidence } from '../domain/fact.ts'
import type { ReceivePorts } from './receive-push.ts'

/** Something that an event says happened to a rollout. */
export interface RolloutNews {
  readonly id: string
  readonly at: number
  /** What it speaks of, in the words of `watchedNames`. */
  readonly about: readonly string[]
}

/** Nudges the targets that a rollout event is about; what a stopped task died of goes into the inbox first. */
export async function receiveRollout(
  news: RolloutNews,
  evidence: Evidence | undefined,
  config: LongshoreConfig,
  { inbox, queue }: ReceivePorts,
): Promise<readonly string[]> {
  const targets = targetsOf(news, config)
  if (targets.length === 0) return targets
  if (evidence) {
    const fact = { kind: 'task-stopped' as const, id: `task:${evidence.task}`, at: news.at, evidence }
    await inbox.put(targets.map((target) => ({ target, fact })))
  }
  await queue.send(targets.map((target) => ({ target, dedupId: `${news.id}:${target}` })))
  return targets
}

function targetsOf({ about }: RolloutNews, config: LongshoreConfig): string[] {
  return Object.entries(config.targets)
    .filter(([name, target]) => watchedNames(name, target).some((what) => about.includes(what)))
    .map(([name]) => name)
}
