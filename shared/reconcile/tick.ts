import type { LongshoreConfig } from '../config/normalised.ts'
import type { Millis } from '../domain/image.ts'
import type { Policy } from '../domain/policy.ts'
import type {
  Ask,
  Clock,
  DueTarget,
  Nudge,
  NudgeQueue,
  Platform,
  RecordStore,
  Registry,
  Seen,
  StackState,
} from '../ports.ts'
import { askUnlessUnreadable } from './ask-about.ts'
import { newestByTarget } from './sweep-registry.ts'

export interface TickPorts {
  readonly clock: Clock
  readonly stack: StackState
  readonly records: RecordStore
  readonly platform: Platform
  readonly registry: Registry
  readonly queue: NudgeQueue
}

export interface TickReport {
  /** How long the oldest due look has been overdue; the watchdog's alarm reads it. */
  readonly overdueSeconds: number
  readonly nudged: number
}

/** Due a little later counts as due now: the next tick would be a minute late. */
const aheadMs = 20_000

const sweepEveryMinutes = 5
const listEveryMinutes = 15

/** How many records are read at the same time. */
const chunk = 25

/**
 * The safety net, once a minute: nudges what is due or in flight; every five minutes every target, with what the registry shows
 * for exact tags, every fifteen also for patterns. Looks at the platform in batches and hands what it saw along.
 */
export async function tick(at: Millis, config: LongshoreConfig, ports: TickPorts): Promise<TickReport> {
  const minute = Math.floor(at / 60_000)
  const now = ports.clock.now()
  const due = await ports.stack.due(now + aheadMs)
  const isSweep = minute % sweepEveryMinutes === 0
  const targets = new Set([...due.map(({ target }) => target), ...(isSweep ? Object.keys(config.targets) : [])])
  const policies = [...targets].flatMap((target) => config.targets[target]?.policy ?? [])
  const registryAt = ports.clock.now()
  const newest = isSweep
    ? await newestByTarget(config, { patterns: minute % listEveryMinutes === 0 }, ports.registry)
    : new Map()
  const views = await lookAt(policies, ports)
  const nudges = [...targets].map((target): Nudge => {
    const images = newest.get(target)
    const platform = views.get(target)
    const seen: Seen = {
      ...(platform ? { platform } : {}),
      ...(images ? { registry: { kind: 'seen', at: registryAt, newest: images } } : {}),
    }
    return { target, dedupId: `tick:${target}:${minute}`, seen }
  })
  if (nudges.length > 0) await ports.queue.send(nudges)
  return { overdueSeconds: overdue(due, now), nudged: nudges.length }
}

function overdue(due: readonly DueTarget[], now: Millis): number {
  const oldest = Math.min(now, ...due.map(({ wakeAt }) => wakeAt))
  return Math.round((now - oldest) / 1000)
}

async function lookAt(policies: readonly Policy[], ports: TickPorts): ReturnType<Platform['observe']> {
  const asks: Ask[] = []
  for (let start = 0; start < policies.length; start += chunk) {
    const some = policies.slice(start, start + chunk).map((policy) => askUnlessUnreadable(policy, ports))
    asks.push(...(await Promise.all(some)).flat())
  }
  return ports.platform.observe(asks)
}
