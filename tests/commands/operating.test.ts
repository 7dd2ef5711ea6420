import { beforeEach, describe, expect, it } from '@jest/globals'
import { approve } from '../../shared/commands/approve.ts'
import { cancel } from '../../shared/commands/cancel.ts'
import { freeze } from '../../shared/commands/freeze.ts'
import { pause } from '../../shared/commands/pause.ts'
import { promote } from '../../shared/commands/promote.ts'
import { redeploy } from '../../shared/commands/redeploy.ts'
import { reject } from '../../shared/commands/reject.ts'
import { resume } from '../../shared/commands/resume.ts'
import type { LongshoreConfig } from '../../shared/config/normalised.ts'
import { blankRecord } from '../../shared/domain/decide.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import type { StartQuestion } from '../../shared/domain/remembered.ts'
import {
  anAttempt,
  aPending,
  aPolicy,
  aRecord,
  digest,
  entry,
  image,
  minute,
  patternPolicy,
  provingRecord,
  proxyRepository,
  release,
  repository,
  revertingRecord,
  rollingRecord,
  stuckRecord,
  t0,
} from '../domain/a-world.ts'
import { aConfig, commandWorld, request } from './command-world.ts'

const config = aConfig()
let world: ReturnType<typeof commandWorld>

beforeEach(() => {
  world = commandWorld()
})

const day = 24 * 60 * minute

function asking(more: Partial<StartQuestion> = {}): TargetRecord {
  const now = world.clock.now()
  const question = { askedAt: now, until: now + day, goal: { app: image(2) }, ...more }
  return aRecord({ pending: aPending(2, { question }), state: { name: 'waiting', since: now, why: 'approval' } })
}

describe('approve', () => {
  const ask = (more: object = {}) =>
    approve({ kind: 'approve', target: 'api', by: 'ann', ...more }, request, config, world)

  it('lets the start begin that waits, and says what keeps it still', async () => {
    await world.remember(asking())
    expect(await ask()).toMatchObject({ deploymentId: 'deployment-2', message: 'deployment-2 is approved and begins.' })
    expect(await world.facts()).toMatchObject([
      { kind: 'approve', stage: 'start', by: 'ann', deploymentId: 'deployment-2' },
    ])
    await world.stack.writeStop({ stopped: true, by: 'bob' })
    expect((await ask()).message).toMatch(/Starts are paused by bob: it begins on resume, if that comes before 20/)
  })

  it.each<[string, number, string]>([
    ['that ends before its time', 60 * minute, 'it begins then, or expires at'],
    ['that outlasts its time', 2 * day, 'it expires before that, at'],
  ])('says so in a freeze %s', async (_what, lasts, words) => {
    const frozen = { at: t0, until: world.clock.now() + lasts, by: 'bob' }
    await world.remember({ ...asking(), frozen })
    const { message } = await ask()
    const expires = new Date(world.clock.now() + day).toISOString()
    expect(message).toMatch(/^deployment-2 is approved\. It is frozen by bob until 20.* UTC: /)
    expect(message).toContain(`${words} ${expires}`)
  })

  it('says so in a freeze of the calendar, and of nothing that overrides it', async () => {
    const all = [{ every: 'once' as const, from: 0, to: t0 / minute + 1_000_000, zone: 'UTC' }]
    const calendar = aConfig(aPolicy({ freeze: all }))
    const said = () => approve({ kind: 'approve', target: 'api', by: 'ann' }, request, calendar, world)
    await world.remember(asking())
    expect((await said()).message).toMatch(/^deployment-2 is approved\. It is frozen until 20/)
  })

  it('overriding a freeze begins in it', async () => {
    const pending = asking().pending ?? aPending(2)
    const trigger = { ...pending.trigger, override: 'hotfix' }
    const frozen = { at: t0, until: world.clock.now() + day, by: 'bob' }
    await world.remember({ ...asking(), frozen, pending: { ...pending, trigger } })
    expect((await ask()).message).toBe('deployment-2 is approved and begins.')
  })

  it('behind what is being proven begins after it', async () => {
    const pending = asking().pending ?? aPending(2)
    await world.remember(provingRecord(3, {}, { pending }))
    expect((await ask()).message).toBe('deployment-2 is approved. It begins once deployment-3 (proving) has ended.')
  })

  it('tells the second of two who was first, and asks for nothing more', async () => {
    await world.remember(asking({ approved: { by: 'bob', at: t0 } }))
    expect((await ask()).message).toBe('bob approved deployment-2 already; nothing else is needed.')
    expect(await world.facts()).toEqual([])
  })

  it.each<[string, object, RegExp]>([
    [
      'for another deployment',
      { deployment: 'deployment-1' },
      /^deployment-1 waits for nothing any more on api: deployment-2 \(start\) does/,
    ],
    ['for another stage', { stage: 'here' }, /waits for nothing any more on api: deployment-2 \(start\) does/],
  ])('is refused %s', async (_what, more, words) => {
    await world.remember(asking())
    await expect(ask(more)).rejects.toThrow(words)
  })

  it('is refused once its time is over', async () => {
    await world.remember(asking({ until: world.clock.now() - 1 }))
    await expect(ask()).rejects.toThrow('Nothing on api waits for an approval: it is waiting.')
  })

  it('is refused for what has begun, saying who let it', async () => {
    const trigger = { kind: 'push' as const, id: 'p', at: t0, approved: { by: 'bob', at: t0 } }
    await world.remember(rollingRecord(2, { trigger }))
    await expect(ask({ deployment: 'deployment-2' })).rejects.toThrow('deployment-2 was approved by bob and has begun.')
  })

  it('wants to know which of two that wait', async () => {
    const attempt = anAttempt(3, { asks: { stage: 'here' }, progress: { running: 1, stage: 'here', at: t0 } })
    await world.remember(rollingRecord(3, { attempt }, { pending: asking().pending ?? aPending(2) }))
    await expect(ask()).rejects.toThrow(/Two deployments wait on api: deployment-3 \(here\) and deployment-2 \(start\)/)
    expect((await ask({ deployment: 'deployment-2' })).deploymentId).toBe('deployment-2')
  })
})

it('reject puts who and why', async () => {
  await world.remember(asking())
  const said = await reject({ kind: 'reject', target: 'api', by: 'ann', reason: 'sale' }, request, config, world)
  expect(said.message).toBe('deployment-2 does not begin.')
  expect(await world.facts()).toMatchObject([{ kind: 'reject', reason: 'sale', deploymentId: 'deployment-2' }])
})

describe('cancel', () => {
  const ask = (more: object = {}) =>
    cancel({ kind: 'cancel', target: 'api', by: 'ann', ...more }, request, config, world)

  it.each<[string, TargetRecord, string]>([
    ['what waits', aRecord({ pending: aPending(2) }), 'deployment-2 does not begin.'],
    ['what rolls', rollingRecord(2), 'deployment-2 is taken back: the target goes back to what was proven last.'],
    [
      'what is being proven',
      provingRecord(2),
      'deployment-2 is taken back: the target goes back to what was proven last.',
    ],
    [
      'what rolls, not what waits',
      rollingRecord(2, {}, { pending: aPending(3) }),
      'deployment-2 is taken back: the target goes back to what was proven last.',
    ],
  ])('takes back %s', async (_what, record, message) => {
    await world.remember(record)
    expect((await ask()).message).toBe(message)
    expect(await world.facts()).toMatchObject([{ kind: 'cancel', deploymentId: 'deployment-2', by: 'ann' }])
  })

  it.each<[string, Partial<TargetRecord>, object, RegExp]>([
    ['at rest', {}, {}, /Nothing is in progress on api: it is idle. To take back what runs, roll back./],
    ['going back', revertingRecord(2), {}, /deployment-2 goes back already/],
    ['stuck', stuckRecord(2), {}, /the target is stuck; roll back to a release/],
    [
      'at another deployment',
      rollingRecord(3),
      { deployment: 'deployment-2' },
      /deployment-2 is not in progress on api any more: deployment-3 is rolling/,
    ],
  ])('is refused %s, with what to do instead', async (_what, record, more, words) => {
    await world.remember(record)
    await expect(ask(more)).rejects.toThrow(words)
    expect(await world.facts()).toEqual([])
  })
})

describe('pause, freeze and resume of several targets', () => {
  const grouped = (): LongshoreConfig => {
    const both = aConfig(aPolicy(), aPolicy({ target: 'web' }), aPolicy({ target: 'other' }))
    const targets = Object.entries(both.targets).map(([name, one]) => [
      name,
      name === 'other' ? one : { ...one, group: 'shop' },
    ])
    return { ...both, targets: Object.fromEntries(targets) }
  }

  it('reach those of a group, and name what finishes', async () => {
    await world.records.save({ ...blankRecord('web'), ...rollingRecord(2), target: 'web' }, 0)
    const said = await pause({ kind: 'pause', group: 'shop', by: 'ann' }, request, grouped(), world)
    expect(said).toMatchObject({ target: null, targets: ['api', 'web'] })
    expect(said.message).toBe(
      'Nothing starts any more on the 2 targets of shop. In progress, and finishes: deployment-2 on web (rolling).',
    )
    expect(await Promise.all(['api', 'web', 'other'].map(world.facts))).toMatchObject([
      [{ kind: 'stop' }],
      [{ kind: 'stop' }],
      [],
    ])
    const back = await resume({ kind: 'resume', group: 'shop', by: 'ann' }, 'r2', grouped(), world)
    expect(back.message).toMatch(/^the 2 targets of shop go on/)
  })

  it('refuse a group that there is not', async () => {
    await expect(pause({ kind: 'pause', group: 'shp', by: 'a' }, request, grouped(), world)).rejects.toThrow(
      'There are: shop.',
    )
  })

  it('freeze everything beside a pause, until resume', async () => {
    await pause({ kind: 'pause', by: 'bob' }, 'r1', config, world)
    const until = world.clock.now() + 120 * minute
    const said = await freeze({ kind: 'freeze', until: { forMs: 120 * minute }, by: 'ann' }, request, config, world)
    expect(said.until).toBe(new Date(until).toISOString())
    expect(await world.stack.readStop()).toEqual({ stopped: true, by: 'bob', frozen: { until, by: 'ann' } })
    await resume({ kind: 'resume', by: 'ann' }, 'r2', config, world)
    expect(await world.stack.readStop()).toEqual({ stopped: false, by: 'ann' })
  })

  it('freeze tells what is frozen for longer already, and leaves that as it is', async () => {
    const longer = world.clock.now() + day
    await world.remember({ frozen: { at: t0, until: longer, by: 'bob' } })
    const ask = (more: object) =>
      freeze({ kind: 'freeze', until: { forMs: 60 * minute }, by: 'ann', ...more }, request, config, world)
    const stays = `frozen until ${new Date(longer).toISOString()} already, by bob, and that stays. Only resume ends it earlier; it also lifts pause and holds and lets out what was kept.`
    const target = await ask({ target: 'api' })
    expect(target.message).toContain(` api is ${stays}`)
    await ask({ until: { forMs: day } })
    const stack = await ask({})
    expect(stack.message).toContain(' The whole stack is frozen until')
    expect(stack.until).toBe(new Date(longer).toISOString())
    expect((await world.stack.readStop()).frozen).toEqual({ until: longer, by: 'ann' })
  })

  it.each([
    ['over', { forMs: 0 }, /is not in the future/],
    ['past', { at: t0 - day }, /is not in the future/],
    [
      'more than 90 days ahead',
      { forMs: 90 * day + 1 },
      /more than 90 days ahead. Write a longer freeze into longshore.yml/,
    ],
  ])('freeze is refused for a time that is %s', async (_what, until, words) => {
    await expect(freeze({ kind: 'freeze', target: 'api', until, by: 'a' }, request, config, world)).rejects.toThrow(
      words,
    )
  })
})

describe('resume', () => {
  it.each<[string, LongshoreConfig, object, RegExp]>([
    ['out of its calendar', config, {}, /are lifted, and what they kept back goes out\.$/],
    [
      'in its calendar',
      aConfig(aPolicy({ freeze: [{ every: 'once', from: 0, to: t0 / minute + 1_000_000, zone: 'UTC' }] })),
      {},
      /are lifted\. What they kept back waits on: api is frozen until 20.* UTC\.$/,
    ],
    [
      'in a freeze of the whole stack',
      config,
      { frozen: { until: t0 + 10_000 * day, by: 'bob' } },
      /waits on: api is frozen by bob until/,
    ],
    [
      'in a pause of the whole stack',
      config,
      { stopped: { stopped: true, by: 'bob' } },
      /waits on: the whole stack is paused by bob\.$/,
    ],
  ])('of a target %s says what becomes of what was kept back', async (_what, its, more, words) => {
    if ('frozen' in more) await world.stack.writeFreeze({ until: t0 + 10_000 * day, by: 'bob' })
    if ('stopped' in more) await world.stack.writeStop({ stopped: true, by: 'bob' })
    const said = await resume({ kind: 'resume', target: 'api', by: 'ann' }, request, its, world)
    expect(said.message).toMatch(words)
  })

  it('of everything says what a calendar freezes still', async () => {
    const all = [{ every: 'once' as const, from: 0, to: t0 / minute + 1_000_000, zone: 'UTC' }]
    const its = aConfig(aPolicy({ freeze: all }), aPolicy({ target: 'web' }))
    const said = await resume({ kind: 'resume', by: 'ann' }, request, its, world)
    expect(said.message).toMatch(
      /^The whole stack goes on\. Pauses, freezes and holds of targets stay.*api is frozen until 20/,
    )
  })
})

describe('redeploy in a freeze', () => {
  it('is refused with its end and how to override it, and goes through with a reason', async () => {
    const frozen = { at: t0, until: world.clock.now() + day, by: 'ann', reason: 'sale' }
    await world.remember({ frozen })
    const ask = (more: object = {}) =>
      redeploy({ kind: 'redeploy', target: 'api', by: 'bob', ...more }, request, config, world)
    await expect(ask()).rejects.toThrow(
      /^api is frozen by ann \(sale\) until 20.* UTC\. To start it all the same, say why: "override"/,
    )
    await ask({ override: 'hotfix' })
    expect(await world.facts()).toMatchObject([{ kind: 'redeploy', override: 'hotfix' }])
  })
})

describe('promote', () => {
  const proxy = { ...patternPolicy, repository: proxyRepository }
  const two = aConfig(aPolicy({ target: 'staging' }), aPolicy({ target: 'production' }))
  const ask = (from = 'staging', to = 'production', settings = two) =>
    promote({ kind: 'promote', from, to, by: 'ann' }, request, settings, world)
  const staging = (record: Partial<TargetRecord>) => world.records.save({ ...blankRecord('staging'), ...record }, 0)

  it('brings the digests that were proven last, and says so of what was only found', async () => {
    world.registry.push(repository, 'main-2', digest(2))
    await staging({ ledger: [entry(3, { origin: 'found' }), entry(2), entry(1)] })
    expect((await ask()).message).toMatch(
      /^production: main-2 \(0+2?\) of staging will be rolled out as [0-9A-Z]{26}\.$/,
    )
    expect(await world.facts('production')).toMatchObject([
      { kind: 'promote', from: 'staging', images: { app: image(2) } },
    ])
    world = commandWorld()
    world.registry.push(repository, 'main-1', digest(1))
    await staging({ ledger: [entry(1, { origin: 'found' })] })
    expect((await ask()).message).toContain('It was never proven by a rollout')
  })

  it('passes over what was rolled back from', async () => {
    world.registry.push(repository, 'main-1', digest(1))
    const holds = [{ digests: { app: digest(2) }, at: t0, deploymentId: 'd', why: 'rolled back by bob' }]
    await staging({ ledger: [entry(2), entry(1)], holds })
    await ask()
    expect(await world.facts('production')).toMatchObject([{ images: { app: image(1) } }])
  })

  it('finds each container its repository, whatever it is called', async () => {
    const other = aConfig(
      aPolicy({ target: 'staging' }),
      aPolicy({ target: 'production', containers: { web: patternPolicy } }),
    )
    world.registry.push(repository, 'main-2', digest(2))
    await staging({ ledger: [entry(2)] })
    await ask('staging', 'production', other)
    expect(await world.facts('production')).toMatchObject([{ images: { web: image(2) } }])
  })

  it.each<[string, Partial<TargetRecord>, LongshoreConfig, RegExp]>([
    ['nothing was proven', {}, two, /Nothing was proven on staging yet/],
    [
      'a container finds no image',
      { ledger: [entry(2)] },
      aConfig(
        aPolicy({ target: 'staging' }),
        aPolicy({ target: 'production', containers: { app: patternPolicy, proxy } }),
      ),
      /for proxy there is no image.*production runs app \(.*api\), proxy \(.*proxy\); proven on staging: app \(.*api\)/,
    ],
    ['an image is gone', { ledger: [entry(7)] }, two, /Cannot promote: .*gone/],
  ])('is refused where %s', async (_what, record, settings, words) => {
    world.registry.push(repository, 'main-2', digest(2))
    await staging(record)
    await expect(ask('staging', 'production', settings)).rejects.toThrow(words)
    expect(await world.facts('production')).toEqual([])
  })

  it('is refused onto itself, onto what runs it already, and onto what is paused', async () => {
    world.registry.push(repository, 'main-2', digest(2))
    await staging({ ledger: [entry(2)] })
    await expect(ask('staging', 'staging')).rejects.toThrow('Cannot promote staging to itself')
    await world.records.save({ ...blankRecord('production'), settledOn: release(2) }, 0)
    await expect(ask()).rejects.toThrow(/production runs main-2 .* already/)
    await world.stack.writeStop({ stopped: true, by: 'bob' })
    await expect(ask()).rejects.toThrow(/paused by bob/)
  })
})
