import { beforeEach, describe, expect, it } from '@jest/globals'
import { status } from '../../shared/commands/status.ts'
import {
  aDeployment,
  aPending,
  aPolicy,
  digest,
  entry,
  inFlight,
  minute,
  release,
  repository,
  t0,
} from '../domain/a-world.ts'
import { ended, released } from '../figures/an-outcome.ts'
import { aConfig, commandWorld } from './command-world.ts'

const config = aConfig()
let world: ReturnType<typeof commandWorld>

beforeEach(() => {
  world = commandWorld()
})

describe('status of targets', () => {
  it('tells of a target that was never looked at', async () => {
    const told = await status({ kind: 'status' }, config, world)
    expect(told).toMatchObject({ paused: false, targets: [{ target: 'api', phase: 'not seen yet' }] })
  })

  it('tells what one target runs, holds and could go back to', async () => {
    const hold = { digests: { app: digest(3) }, at: t0, deploymentId: 'd3', why: 'it crashed' }
    await world.remember({
      ledger: [entry(2), entry(1)],
      settledOn: release(2),
      holds: [hold],
      endedAt: t0,
      wakeAt: t0,
    })
    const told = await status({ kind: 'status', target: 'api' }, config, world)
    expect(told.message).toBe('api: idle, on app main-2 (000000000000); 1 on hold')
    expect(told.targets[0]).toMatchObject({
      ...{ phase: 'idle', ledger: 2, holds: ['000000000000: it crashed'] },
      ...{ runs: { app: { repository, digest: digest(2), tag: 'main-2' } }, looksAgainAt: '2026-11-16T09:00:00.000Z' },
    })
    expect(told.ledger?.map(({ release: text }) => text)).toEqual([
      'app main-2 (000000000000)',
      'app main-1 (000000000000)',
    ])
    expect(told.ledger?.[1]?.images).toEqual({ app: { repository, digest: digest(1), tag: 'main-1' } })
  })

  it('tells of the others when one record cannot be read', async () => {
    const two = aConfig(aPolicy(), aPolicy({ target: 'other' }))
    const records = {
      ...world.records,
      load: (target: string) =>
        target === 'api' ? Promise.reject(new Error('version 99')) : world.records.load(target),
    }
    const told = await status({ kind: 'status' }, two, { ...world, records })
    expect(told.targets.map(({ phase }) => phase)).toEqual(['unreadable: version 99', 'not seen yet'])
  })

  it('says first what keeps the whole stack from starting anything', async () => {
    await world.stack.writeStop({ stopped: true, by: 'bob', reason: 'incident' })
    await world.stack.writeFreeze({ until: t0 + 60 * minute, by: 'ann' })
    const told = await status({ kind: 'status' }, config, world)
    expect(told.message).toMatch(/^PAUSED by bob \(incident\)\nFROZEN until 2026-11-16T10:00:00.000Z by ann\n/)
    expect(told).toMatchObject({ paused: true, targets: [{ frozen: expect.stringContaining('frozen by ann until') }] })
    world.clock.advance(60 * minute)
    expect((await status({ kind: 'status' }, config, world)).message).not.toContain('FROZEN')
  })

  it('tells who paused a target and until when it is frozen, without what a reason may hide', async () => {
    const by = { at: t0, by: 'bob', reason: 'see https://user:pass@host\u001B[31m' }
    await world.remember({ stopped: by, frozen: { at: t0, until: t0 + minute, by: 'ann' } })
    const [told] = (await status({ kind: 'status' }, config, world)).targets
    expect(told?.paused).toBe('by bob since 2026-11-16T09:00:00.000Z: see https://[hidden]@host [31m')
    expect(told?.frozen).toMatch(/^frozen by ann until 2026-11-16 09:01/)
  })
})

describe('status of what is under way', () => {
  it('tells what is to start next, what it waits for and until when', async () => {
    const question = { askedAt: t0, until: t0 + minute, goal: release(3).images }
    const pending = aPending(3, { question })
    await world.remember({ pending, state: { name: 'waiting', since: t0, why: 'approval' } })
    const [told] = (await status({ kind: 'status' }, config, world)).targets
    expect(told).toMatchObject({
      ...{ phase: 'waiting', waitsFor: 'an approval' },
      next: {
        deploymentId: pending.deploymentId,
        why: 'approval',
        expiresAt: '2026-11-16T09:01:00.000Z',
        images: { app: { digest: digest(3) } },
      },
    })
  })

  it('tells what happened so far in the deployment in progress, and how long each step took', async () => {
    const timeline = [
      { at: t0, what: 'started' },
      { at: t0 + 90_000, what: 'rolled out', kind: 'seen' as const },
    ]
    await world.records.save(inFlight({ name: 'rolling', deployment: aDeployment(2, { timeline }) }), 0)
    const told = await status({ kind: 'status', target: 'api' }, config, world)
    expect(told.timeline).toEqual([
      { at: '2026-11-16T09:00:00.000Z', what: 'started', afterSeconds: 0 },
      { at: '2026-11-16T09:01:30.000Z', what: 'rolled out', kind: 'seen', afterSeconds: 90 },
    ])
    expect(told.targets[0]?.deployment?.images).toEqual({ app: { repository, digest: digest(2), tag: 'main-2' } })
  })
})

describe('status of one deployment', () => {
  const ask = (deployment: string, target?: string) =>
    status({ kind: 'status', deployment, ...(target === undefined ? {} : { target }) }, config, world)

  it('tells of one that ended, with all of its timeline', async () => {
    const outcome = ended('rolled-back', 'it crashed', 0, {
      failures: ['it crashed'],
      timeline: [{ at: t0, what: 'started' }],
    })
    await world.history.put(outcome)
    const told = await ask(outcome.deployment.id)
    expect(told.deployment).toMatchObject({
      ...{ phase: 'ended', outcome: 'rolled-back', reason: 'it crashed', failures: ['it crashed'] },
      ...{ startedAt: '2026-11-16T09:00:00.000Z', endedAt: '2026-11-16T09:10:00.000Z' },
      timeline: [{ what: 'started', afterSeconds: 0 }],
    })
    expect(told.message).toMatch(/^01\w+ on api: rolled-back app untagged \(aaaaaaaaaaaa\): it crashed$/)
    expect(told.targets).toHaveLength(1)
  })

  it('tells of one in progress, and of one that waits behind it', async () => {
    const pending = aPending(3)
    await world.records.save(inFlight({ name: 'rolling', deployment: aDeployment(2) }, { pending }), 0)
    expect((await ask('deployment-2', 'api')).deployment).toMatchObject({
      phase: 'rolling',
      images: { app: { tag: 'main-2' } },
    })
    expect((await ask(pending.deploymentId)).deployment).toMatchObject({ phase: 'waiting', timeline: [] })
  })

  it('tells of one that was refused when its turn came, and of the target for a day', async () => {
    const trigger = { kind: 'redeploy', id: 'c', at: t0, by: 'ann' } as const
    await world.remember({ refused: [{ deploymentId: '01J', trigger, reason: 'it runs already' }] })
    const told = await ask('01J')
    expect(told.message).toBe('01J on api: refused: it runs already')
    expect(told.deployment).toMatchObject({
      phase: 'refused',
      trigger: 'redeploy',
      by: 'ann',
      reason: 'it runs already',
    })
    expect(told.deployment).not.toHaveProperty('outcome')
    const line = '01J, redeploy by ann, 2026-11-16T09:00:00.000Z: it runs already'
    expect(told.targets[0]?.refused).toEqual([line])
    world.clock.moveTo(t0 + 24 * 60 * minute)
    expect((await ask('01J', 'api')).targets[0]).not.toHaveProperty('refused')
  })

  it('refuses one that nobody knows, and names what could not be read', async () => {
    await world.history.put(released(0))
    await expect(ask('01J', 'api')).rejects.toThrow('There is no deployment 01J on api: none in progress')
    const records = { ...world.records, load: () => Promise.reject(new Error('version 99')) }
    const asked = status({ kind: 'status', deployment: '01J' }, config, { ...world, records })
    await expect(asked).rejects.toThrow('on any target: none in progress')
    await expect(asked).rejects.toThrow('what api remembers could not be read')
  })
})
