import { expect, it } from '@jest/globals'
import { status } from '../../shared/commands/status.ts'
import type { TimelineEntry } from '../../shared/domain/timeline-entry.ts'
import { aConfig, commandWorld } from '../commands/command-world.ts'
import { aDeployment, inFlight } from '../domain/a-world.ts'
import { minute, released, start } from './an-outcome.ts'

const timeline: readonly TimelineEntry[] = [
  { at: start, what: 'image pushed', kind: 'pushed' },
  { at: start + minute, what: 'started', kind: 'decided' },
  { at: start + minute, what: 'asked the platform to roll out', kind: 'acted' },
  { at: start + 8 * minute, what: 'rolled out', kind: 'seen' },
]

it('status tells where the minutes of a deployment went, ended or in progress', async () => {
  const world = commandWorld()
  await world.history.put(released(0, { timeline }))
  const trigger = { kind: 'push' as const, id: 'p', at: start }
  const deployment = aDeployment(2, { trigger, startedAt: start + minute, timeline: timeline.slice(0, 3) })
  await world.records.save(inFlight({ name: 'rolling', deployment }), 0)
  world.clock.moveTo(start + 20 * minute)
  const told = await status({ kind: 'status', target: 'api' }, aConfig(), world)
  expect(told.history?.[0]?.timeWent).toBe('waiting to start 1 min, rolling out 7 min, being proven 2 min')
  expect(told.targets[0]?.deployment?.timeWent).toBe('waiting to start 1 min, rolling out 19 min')
})
