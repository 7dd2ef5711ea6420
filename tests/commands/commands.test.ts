import { beforeEach, describe, expect, it } from '@jest/globals'
import { approve } from '../../shared/commands/approve.ts'
import { pause } from '../../shared/commands/pause.ts'
import { redeploy } from '../../shared/commands/redeploy.ts'
import { resume } from '../../shared/commands/resume.ts'
import { rollback } from '../../shared/commands/rollback.ts'
import type { Attempt } from '../../shared/domain/record.ts'
import {
  anAttempt,
  aPolicy,
  digest,
  entry,
  patternPolicy,
  proxyRepository,
  release,
  repository,
  rollingRecord,
  t0,
} from '../domain/a-world.ts'
import { aConfig, commandWorld, request } from './command-world.ts'

const config = aConfig()
let world: ReturnType<typeof commandWorld>

beforeEach(() => {
  world = commandWorld()
})

describe('redeploy', () => {
  it('puts one fact into the inbox and nudges, however often one request is made', async () => {
    const asked = { kind: 'redeploy' as const, target: 'api', by: 'alice' }
    const first = await redeploy(asked, request, config, world)
    expect(await redeploy(asked, request, config, world)).toEqual(first)
    expect(await world.facts()).toMatchObject([
      { kind: 'redeploy', by: 'alice', deploymentId: first.deploymentId, id: `command:${request}` },
    ])
    expect(world.queue.waiting().map(({ target }) => target)).toEqual(['api'])
    expect(first.message).toContain(first.deploymentId)
  })

  it.each([
    ['a tag', { tag: 'main-7' }],
    ['a tag of a repository', { repository: 'team/api', tag: 'main-7' }],
    ['a digest', { digest: digest(7) }],
  ])('finds the image by %s', async (_what, wish) => {
    world.registry.push(repository, 'main-7', digest(7))
    await redeploy({ kind: 'redeploy', target: 'api', by: 'alice', image: wish }, request, config, world)
    expect(await world.facts()).toMatchObject([{ image: { repository, digest: digest(7) } }])
  })

  it.each([
    ['a tag that is not there', { tag: 'main-8' }, /no image main-8 in .*team\/api/],
    ['a digest that is not there', { digest: digest(8) }, /no image sha256:0+8 in/],
    ['a repository it does not run', { repository: 'team/other', tag: 'main-7' }, /Its repositories: .*team\/api/],
    ['a repository that only ends alike', { repository: 'api', tag: 'main-7' }, /runs nothing of api/],
  ])('refuses %s, and says what there is', async (_what, wish, message) => {
    world.registry.push(repository, 'main-7', digest(7))
    const asked = redeploy({ kind: 'redeploy', target: 'api', by: 'alice', image: wish }, request, config, world)
    await expect(asked).rejects.toThrow(message)
    expect(await world.facts()).toEqual([])
  })

  it('asks which repository when two of a target have the tag', async () => {
    const proxy = { ...patternPolicy, repository: proxyRepository }
    const two = aConfig(aPolicy({ containers: { app: patternPolicy, proxy } }))
    world.registry.push(repository, 'main-7', digest(7))
    world.registry.push(proxyRepository, 'main-7', digest(8))
    const asked = redeploy({ kind: 'redeploy', target: 'api', by: 'a', image: { tag: 'main-7' } }, request, two, world)
    await expect(asked).rejects.toThrow(/Name one: .*team\/api:main-7 or .*team\/proxy:main-7/)
  })

  it('is refused while the target or the stack is paused', async () => {
    const asked = { kind: 'redeploy' as const, target: 'api', by: 'alice' }
    await world.stack.writeStop({ stopped: true, by: 'bob', reason: 'incident' })
    await expect(redeploy(asked, request, config, world)).rejects.toThrow(/stack is paused by bob \(incident\)/)
    await world.remember({ stopped: { at: t0, by: 'carol' } })
    await expect(redeploy(asked, request, config, world)).rejects.toThrow(/api is paused by carol/)
  })

  it('says which targets there are when it is given another', async () => {
    const asked = redeploy({ kind: 'redeploy', target: 'web', by: 'alice' }, request, config, world)
    await expect(asked).rejects.toThrow('There is no target web. There are: api.')
  })
})

describe('rollback', () => {
  it.each([
    ['nothing', undefined, undefined],
    ['a tag', { tag: 'main-1' }, digest(1)],
    ['a digest', { digest: digest(1) }, digest(1)],
    ['a repository and tag', { repository: 'team/api', tag: 'main-1' }, digest(1)],
  ])('to %s becomes a fact', async (_what, to, wanted) => {
    await world.remember({ ledger: [entry(2), entry(1)], settledOn: release(2) })
    world.registry.push(repository, 'main-1', digest(1))
    await rollback({ kind: 'rollback', target: 'api', by: 'a', ...(to ? { to } : {}) }, request, config, world)
    const [fact] = await world.facts()
    expect(fact).toMatchObject({ kind: 'rollback', by: 'a' })
    expect(fact?.kind === 'rollback' ? fact.to : 'no fact').toBe(wanted)
  })

  it.each([
    ['a tag', { tag: 'main-9' }],
    ['a digest', { digest: digest(9) }],
    ['the tag of another repository', { repository: 'team/proxy', tag: 'main-1' }],
  ])('to %s that is not in the ledger lists the ledger', async (_what, to) => {
    await world.remember({ ledger: [entry(2), entry(1)] })
    const asked = rollback({ kind: 'rollback', target: 'api', by: 'a', to }, request, config, world)
    await expect(asked).rejects.toThrow(/not in the ledger of api\. Its ledger holds: main-2 sha256:0+2; main-1/)
    expect(await world.facts()).toEqual([])
  })

  it('to a release whose image was deleted says which are left', async () => {
    await world.remember({ ledger: [entry(3), entry(2), entry(1)] })
    world.registry.push(repository, 'main-2', digest(2))
    const asked = { kind: 'rollback' as const, target: 'api', by: 'a', to: { tag: 'main-1' } }
    const gone = /api cannot go back there: .*gone.* Of its ledger these are left: main-2 sha256:0+2\.$/
    await expect(rollback(asked, request, config, world)).rejects.toThrow(gone)
    expect(await world.facts()).toEqual([])
  })

  it('is refused when nothing else was ever proven', async () => {
    await world.remember({ ledger: [entry(2)], settledOn: release(2) })
    const asked = rollback({ kind: 'rollback', target: 'api', by: 'a' }, request, config, world)
    await expect(asked).rejects.toThrow(/no other proven release/)
  })
})

describe('approve', () => {
  const waiting = (stage: string, asks?: Attempt['asks']) => {
    const attempt = anAttempt(2, { progress: { running: 2, stage, at: t0 }, ...(asks ? { asks } : {}) })
    return rollingRecord(2, { attempt })
  }

  it('lets the deployment that waits go on', async () => {
    await world.remember(waiting('before production traffic moves', { stage: 'before production traffic moves' }))
    const done = await approve({ kind: 'approve', target: 'api', by: 'ann' }, 'r1', config, world)
    expect(done).toMatchObject({ accepted: true, deploymentId: 'deployment-2' })
    expect(await world.facts()).toMatchObject([{ kind: 'approve', by: 'ann', deploymentId: 'deployment-2' }])
    expect(world.queue.waiting().map(({ target }) => target)).toEqual(['api'])
  })

  it('is refused for a deployment that has been overtaken', async () => {
    await world.remember(waiting('here', { stage: 'here' }))
    const asked = approve(
      { kind: 'approve', target: 'api', deployment: 'deployment-1', by: 'ann' },
      'r1',
      config,
      world,
    )
    await expect(asked).rejects.toThrow('deployment-1 waits for nothing any more on api: deployment-2 (here) does.')
    expect(await world.facts()).toEqual([])
  })

  it.each([
    ['a target at rest', {}],
    ['a rollout that asks nobody', waiting('starting the new tasks')],
    [
      'a rollout that left the stage',
      waiting('moving production traffic', { stage: 'before production traffic moves' }),
    ],
    ['a stage that somebody approved', waiting('here', { stage: 'here', approved: { by: 'bob', at: t0 } })],
  ])('is refused for %s, saying what it is at', async (_what, record) => {
    await world.remember(record)
    const asked = approve({ kind: 'approve', target: 'api', by: 'ann' }, 'r1', config, world)
    await expect(asked).rejects.toThrow(/Nothing on api waits for an approval: it is (idle|rolling)/)
    expect(await world.facts()).toEqual([])
  })
})

describe('pause and resume', () => {
  it('of one target become facts', async () => {
    await pause({ kind: 'pause', target: 'api', by: 'a', reason: 'x' }, 'r1', config, world)
    world.clock.advance(1)
    await resume({ kind: 'resume', target: 'api', by: 'b' }, 'r2', config, world)
    expect(await world.facts()).toMatchObject([
      { kind: 'stop', by: 'a', reason: 'x' },
      { kind: 'resume', by: 'b' },
    ])
  })

  it('of the stack change its state and lift no hold', async () => {
    await pause({ kind: 'pause', by: 'a', reason: 'x' }, 'r1', config, world)
    expect(await world.stack.readStop()).toEqual({ stopped: true, by: 'a', reason: 'x' })
    await resume({ kind: 'resume', by: 'b' }, 'r2', config, world)
    expect(await world.stack.readStop()).toMatchObject({ stopped: false })
    expect(await world.facts()).toEqual([])
    expect(world.queue.waiting().map(({ target }) => target)).toEqual(['api'])
  })
})
