import type { LongshoreConfig } from '../config/normalised.ts'
import { turnOf } from '../config/turns.ts'
import type { Policy } from '../domain/policy.ts'
import type { Nudge, Seen } from '../ports.ts'
import { askUnlessUnreadable } from './ask-about.ts'
import { type ReconcilePorts, reconcile } from './reconcile.ts'
import { withdrawTarget } from './withdraw-target.ts'

/** A message of the nudge queue; `nudge` is absent when its body is none. */
export interface NudgeMessage {
  readonly messageId: string
  readonly nudge?: Nudge
}

export interface BatchLog {
  failed(target: string, error: unknown): void
}

/**
 * Brings every target of a batch forward, each once however many messages name it. Names the messages to deliver again: all of
 * a target that failed (later messages of its group must not overtake), and those that are no nudges.
 */
export async function reconcileBatch(
  messages: readonly NudgeMessage[],
  config: LongshoreConfig,
  ports: ReconcilePorts & { readonly batchLog: BatchLog },
): Promise<readonly string[]> {
  const byTarget = Map.groupBy(
    messages.filter((message) => message.nudge !== undefined),
    (message) => message.nudge?.target ?? '',
  )
  const seen = await seenTogether([...byTarget.keys()], byTarget, config, ports)
  const turns = Map.groupBy([...byTarget.keys()], (target) => turnOf(target, config))
  const failed = await Promise.all(
    [...turns.values()].map((targets) =>
      inTurn(targets, byTarget, (target) => attempt(target, seen.get(target), config, ports)),
    ),
  )
  const unreadable = messages.filter((message) => message.nudge === undefined).map((message) => message.messageId)
  return [...failed.flat(), ...unreadable]
}

/** Brings targets that take turns forward one after the other; gives the messages of those that failed. */
async function inTurn(
  targets: readonly string[],
  messages: ReadonlyMap<string, readonly NudgeMessage[]>,
  bring: (target: string) => Promise<boolean>,
): Promise<string[]> {
  const failed: string[] = []
  for (const target of targets) {
    if (await bring(target)) continue
    failed.push(...(messages.get(target) ?? []).map(({ messageId }) => messageId))
  }
  return failed
}

async function attempt(
  target: string,
  seen: Seen | undefined,
  config: LongshoreConfig,
  ports: ReconcilePorts & { readonly batchLog: BatchLog },
): Promise<boolean> {
  try {
    const configured = config.targets[target]
    await (configured ? reconcile(configured.policy, seen, ports) : withdrawTarget(target, ports))
    return true
  } catch (error) {
    ports.batchLog.failed(target, error)
    return false
  }
}

/** What came with the nudges; several targets without a view are looked at in one go. */
async function seenTogether(
  targets: readonly string[],
  messages: ReadonlyMap<string, readonly NudgeMessage[]>,
  config: LongshoreConfig,
  ports: ReconcilePorts,
): Promise<ReadonlyMap<string, Seen>> {
  const seen = new Map(targets.map((target) => [target, newestSeen(messages.get(target) ?? [])] as const))
  const unseen = targets
    .filter((target) => !isFresh(seen.get(target), ports))
    .flatMap((target) => config.targets[target]?.policy ?? [])
  if (unseen.length > 1) {
    const views = await lookTogether(unseen, ports)
    for (const [target, platform] of views) seen.set(target, { ...seen.get(target), platform })
  }
  return seen
}

function newestSeen(messages: readonly NudgeMessage[]): Seen {
  return Object.assign({}, ...messages.map((message) => message.nudge?.seen ?? {}))
}

/** Views younger than this are used by reconcile; anything near it would be too old when its turn comes. */
const freshMs = 10_000

function isFresh(seen: Seen | undefined, { clock }: ReconcilePorts): boolean {
  return seen?.platform?.kind === 'seen' && clock.now() - seen.platform.at <= freshMs
}

async function lookTogether(
  policies: readonly Policy[],
  ports: ReconcilePorts,
): ReturnType<ReconcilePorts['platform']['observe']> {
  const asks = await Promise.all(policies.map((policy) => askUnlessUnreadable(policy, ports)))
  return ports.platform.observe(asks.flat())
}
