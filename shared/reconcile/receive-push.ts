import type { LongshoreConfig } from '../config/normalised.ts'
import type { PushFact } from '../domain/fact.ts'
import { follows } from '../domain/pushes.ts'
import type { Inbox, NudgeQueue } from '../ports.ts'

export interface ReceivePorts {
  readonly inbox: Inbox
  readonly queue: NudgeQueue
}

/** The targets that follow what was pushed. */
function takersOf(push: PushFact, config: LongshoreConfig): string[] {
  return Object.entries(config.targets)
    .filter(([, { policy }]) => Object.values(policy.containers).some((container) => follows(container, push)))
    .map(([target]) => target)
}

/** Puts a push into the inbox of every target that follows it, then nudges them; the fact first, so that no nudge finds nothing. */
export async function receivePush(
  push: PushFact,
  config: LongshoreConfig,
  { inbox, queue }: ReceivePorts,
): Promise<readonly string[]> {
  const targets = takersOf(push, config)
  if (targets.length === 0) return targets
  await inbox.put(targets.map((target) => ({ target, fact: push })))
  await queue.send(targets.map((target) => ({ target, dedupId: `${push.id}:${target}` })))
  return targets
}
