import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { cloudWatchAlarms } from '../../shared/aws/cloudwatch-alarms.ts'
import { cloudWatchApi } from '../../shared/aws/cloudwatch-api.ts'
import type { Alarms } from '../../shared/ports.ts'
import { memoryAlarms } from '../fakes/memory-alarms.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'
import { startAws } from './aws-world.ts'

interface World {
  readonly alarms: Alarms
  readonly now: () => number
  set(name: string, state: 'ok' | 'alarm' | 'insufficient-data', reason?: string): void
  pass(ms: number): Promise<void>
  /** Alarms cannot be asked for from now on. */
  throttle(): void
  stop(): Promise<void>
}

const values = { ok: 'OK', alarm: 'ALARM', 'insufficient-data': 'INSUFFICIENT_DATA' } as const

async function inSandbox(): Promise<World> {
  const sandbox = await startAws()
  const api = cloudWatchApi({ ...clientSettings(), maxAttempts: 1 })
  return {
    alarms: cloudWatchAlarms(async () => api),
    now: () => sandbox.clock.now(),
    set(name, state, reason) {
      const known = sandbox.cloudwatch.alarms().includes(name)
      if (!known) sandbox.cloudwatch.createAlarm({ name, state: 'OK' })
      sandbox.cloudwatch.setAlarm(name, values[state], reason)
    },
    pass: sandbox.run,
    throttle: () => void sandbox.faults.onCall({ service: 'cloudwatch' }, 'throttle'),
    stop: () => sandbox.stop(),
  }
}

async function inMemory(): Promise<World> {
  const clock = virtualClock(Date.parse('2026-11-16T09:00:00Z'))
  const alarms = memoryAlarms(clock)
  return {
    ...{ alarms, now: clock.now, set: alarms.set },
    pass: async (ms) => clock.moveTo(clock.now() + ms),
    throttle: () => alarms.answerWith({ kind: 'problem', cause: 'throttled', message: 'slow down' }),
    stop: async () => undefined,
  }
}

describe.each([
  ['in memory', inMemory],
  ['of CloudWatch', inSandbox],
])('alarms %s', (_where, start) => {
  let world: World
  beforeEach(async () => {
    world = await start()
  })
  afterEach(() => world.stop())

  it('tell their state, since when and why', async () => {
    world.set('quiet', 'ok')
    await world.pass(60_000)
    const firedAt = world.now()
    world.set('loud', 'ok')
    world.set('loud', 'alarm', '5 of 5 calls failed')
    await world.pass(60_000)
    const states = await world.alarms.states(['quiet', 'loud'])
    expect(states).toMatchObject([
      { name: 'quiet', state: 'ok' },
      { name: 'loud', state: 'alarm', since: firedAt },
    ])
    expect(JSON.stringify(states)).toContain('5 of 5 calls failed')
  })

  it('keep their time when they are set to what they are', async () => {
    world.set('loud', 'ok')
    world.set('loud', 'alarm', 'first')
    const firedAt = world.now()
    await world.pass(60_000)
    world.set('loud', 'alarm', 'again')
    expect(await world.alarms.states(['loud'])).toMatchObject([{ state: 'alarm', since: firedAt }])
  })

  it('tell of too little data, and of a name that there is no alarm of', async () => {
    world.set('new', 'ok')
    world.set('new', 'insufficient-data')
    expect(await world.alarms.states(['new', 'nothing'])).toMatchObject([
      { name: 'new', state: 'insufficient-data' },
      { name: 'nothing', state: 'missing' },
    ])
  })

  it('that fired and recovered since a time tell when and why; those that fired before do not', async () => {
    world.set('old', 'ok')
    world.set('old', 'alarm', 'long ago')
    world.set('old', 'ok')
    world.set('flap', 'ok')
    await world.pass(60_000)
    const began = world.now()
    expect(await world.alarms.states(['old', 'flap'], began)).toEqual([
      expect.not.objectContaining({ firedSince: expect.anything() }),
      expect.not.objectContaining({ firedSince: expect.anything() }),
    ])
    await world.pass(60_000)
    const firedAt = world.now()
    world.set('flap', 'alarm', '9 of 10 calls failed')
    expect(await world.alarms.states(['flap'], began)).toMatchObject([{ state: 'alarm', firedSince: firedAt }])
    await world.pass(60_000)
    world.set('flap', 'insufficient-data')
    world.set('flap', 'ok', 'all is well')
    expect(await world.alarms.states(['flap', 'old'], began)).toMatchObject([
      { state: 'ok', firedSince: firedAt, reason: '9 of 10 calls failed' },
      { state: 'ok' },
    ])
    expect(await world.alarms.states(['flap'], world.now() + 1)).toMatchObject([{ state: 'ok' }])
  })

  it('are answered for by the hundred', async () => {
    const names = Array.from({ length: 130 }, (_, index) => `alarm-${index}`)
    for (const name of names) world.set(name, 'ok')
    const states = await world.alarms.states(names)
    expect(Array.isArray(states) && states.map(({ name }) => name)).toEqual(names)
  })

  it('say that they cannot be asked for', async () => {
    world.throttle()
    expect(await world.alarms.states(['quiet'])).toMatchObject({ kind: 'problem', cause: 'throttled' })
  })
})
