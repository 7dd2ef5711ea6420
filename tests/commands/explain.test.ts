import { beforeEach, describe, expect, it } from '@jest/globals'
import { explain } from '../../shared/commands/explain.ts'
import {
  aPolicy,
  digest,
  image,
  minute,
  patternPolicy,
  proxyRepository,
  release,
  repository,
  t0,
} from '../domain/a-world.ts'
import { aConfig, commandWorld } from './command-world.ts'

const config = aConfig()
let world: ReturnType<typeof commandWorld>

beforeEach(() => {
  world = commandWorld()
})

const ask = (tag: string, name = 'team/api') => ({ kind: 'explain' as const, image: { repository: name, tag } })

it('says who takes an image, and why the others do not', async () => {
  const other = aPolicy({ target: 'other', containers: { app: { ...patternPolicy, repository: proxyRepository } } })
  const told = await explain(ask('main-5'), aConfig(aPolicy(), other), world)
  expect(told.targets).toEqual([
    { target: 'api', container: 'app', takes: true, why: 'takes', because: 'follows main-*' },
    {
      target: 'other',
      container: 'app',
      takes: false,
      why: 'other-repository',
      because: `runs images of ${proxyRepository}`,
    },
  ])
  expect(told.message).toBe(`yes  api/app: follows main-*\nno   other/app: runs images of ${proxyRepository}`)
})

it('names the tag policy that keeps a tag out', async () => {
  const told = await explain(ask('dev-5'), config, world)
  expect(told.targets[0]).toMatchObject({ takes: false, why: 'tag', because: 'dev-5 does not match main-*' })
})

it.each([{ approve: { withinMs: minute } }, { afterFreeze: 'approve' as const }])(
  'says that somebody is asked after a freeze: %j',
  async (asks) => {
    await world.remember({ frozen: { at: t0, until: t0 + minute, by: 'bob' } })
    const told = await explain(ask('main-5'), aConfig(aPolicy(asks)), world)
    expect(told.targets[0]?.because).toMatch(/; it is asked about then, if nothing newer was pushed$/)
  },
)

it('says that somebody has to approve it', async () => {
  const told = await explain(ask('main-5'), aConfig(aPolicy({ approve: { withinMs: minute } })), world)
  expect(told.targets[0]).toMatchObject({ takes: true, because: 'follows main-*, once somebody has approved it' })
})

describe('names what keeps an image back:', () => {
  it.each([
    [
      'a hold',
      { holds: [{ digests: { app: digest(5) }, at: t0, deploymentId: 'd', why: 'it crashed' }] },
      { why: 'held', because: 'this image is on hold: it crashed' },
    ],
    ['a pause', { stopped: { at: t0, by: 'bob' } }, { why: 'paused', because: 'api is paused by bob' }],
    [
      'a freeze',
      { frozen: { at: t0, until: t0 + minute, by: 'bob' } },
      { why: 'frozen', because: expect.stringMatching(/^frozen by bob until .*; it goes out then/) },
    ],
    ['what runs', { settledOn: release(5) }, { why: 'runs', because: 'it runs already' }],
    [
      'a newer push',
      { mark: { app: { tag: 'main-6', digest: digest(6), pushedAt: t0 * 2 } } },
      { why: 'older', because: 'main-6 is newer' },
    ],
  ])('%s', async (_what, more, reason) => {
    world.registry.push(repository, image(5).tag ?? '', digest(5))
    await world.remember(more)
    expect((await explain(ask('main-5'), config, world)).targets).toMatchObject([{ takes: false, ...reason }])
  })

  it('the pause of the whole stack', async () => {
    await world.stack.writeStop({ stopped: true, by: 'bob' })
    expect((await explain(ask('main-5'), config, world)).targets).toMatchObject([{ why: 'paused' }])
  })

  it('that the target is only observed', async () => {
    const told = await explain(ask('main-5'), aConfig(aPolicy({ mode: 'observe' })), world)
    expect(told.targets).toMatchObject([{ why: 'observed' }])
  })
})

describe('an image by its digest', () => {
  const byDigest = (n: number) => ({ kind: 'explain' as const, target: 'api', image: { digest: digest(n) } })

  it('is judged by the newest of its tags that the target follows', async () => {
    world.registry.push(repository, 'main-5', digest(5))
    world.registry.push(repository, 'dev-5', digest(5))
    expect(await explain(byDigest(5), config, world)).toMatchObject({
      image: { repository, tag: 'main-5', digest: digest(5) },
      targets: [{ takes: true }],
    })
  })

  it.each([
    ['that is not there', 'main-6', 6],
    ['that no followed tag names', 'dev-5', 5],
  ])('%s is not taken', async (_what, tag, other) => {
    world.registry.push(repository, tag, digest(other))
    expect((await explain(byDigest(5), config, world)).targets).toMatchObject([
      { takes: false, why: 'no-image', because: `no tag that it follows (main-*) names this image in ${repository}` },
    ])
  })

  it('is refused for a target that there is none of', async () => {
    await expect(explain({ ...byDigest(5), target: 'x' }, config, world)).rejects.toThrow('There is no target x')
  })
})
