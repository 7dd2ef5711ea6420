import { blankRecord, decide } from '../../../shared/domain/decide.ts'
import { needsOf } from '../../../shared/domain/needs.ts'
import type { TargetRecord } from '../../../shared/domain/record.ts'
import { observe } from '../../../shared/reconcile/observe.ts'
import { factsOf, recordOf, target, type World } from './world.ts'

/** Deciding again on what was decided, with the same observation, asks for nothing more. Never tried while a port is down. */
export async function checkFixedPoint(world: World): Promise<void> {
  const { clock, ports, setting } = world
  const facts = factsOf(world)
  const record = recordOf(world)
  const known = record ?? blankRecord(target)
  const now = clock.now()
  const observation = await observe(known, setting.policy, needsOf(known, facts, setting.policy, now), undefined, ports)
  const once = decide({ record, policy: setting.policy, facts, observation, now })
  if (once.wakeAt !== undefined && once.wakeAt <= now) return
  const twice = decide({ record: once.next, policy: setting.policy, facts: [], observation, now })
  const calls = twice.effects.filter((effect) => effect.kind !== 'announce')
  if (calls.length > 0) throw new Error(`no fixed point: decides ${JSON.stringify(calls)} on the same sight again`)
  const [first, second] = [once.next, twice.next].map(lasting)
  if (first !== second) throw new Error(`no fixed point:\n${first}\n${second}`)
}

/** Without what a further look counts: how often and when it was looked. */
function lasting(record: TargetRecord): string {
  const { trouble: _tries, wakeAt: _when, ...rest } = record
  return JSON.stringify(rest)
}
