import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { aDesk, anOutcome, aProgress, aStory, type DeskWorld, type Image, ids } from './a-desk.ts'

let world: DeskWorld
let image: Image

beforeEach(async () => {
  world = await aDesk()
  image = world.image('b')
})

afterEach(async () => {
  await world.aws.stop()
})

const deployments = () => world.aws.github.deployments()
const statuses = () => deployments().flatMap((deployment) => deployment.statuses)
const looks = () => world.aws.github.requests().filter(({ path }) => path === '/repos/acme/api')

/** A deployment that breaks, with all that nobody else should read. */
const failures = ['db-1.internal refused the connection']
const story = () => [
  aProgress({ to: image }, 1, 'preparing'),
  { ...aProgress({ to: image }, 2), asks: 'canary' },
  ...(['rolling', 'proving', 'finishing', 'reverting'] as const).map((phase, index) =>
    aProgress({ to: image }, 3 + index, phase),
  ),
  anOutcome({ to: image }, 'rolled-back', { failures }),
]

const plain = [
  'A deployment is to come',
  'The task before the rollout runs',
  'Waits for a person',
  'Rolling out',
  'Rolled out, and has to prove itself',
  'Proven; the task after it runs',
  'Failed; going back to what ran before',
  'Failed',
  'Went back to what ran before',
]

function expectPlain(): void {
  expect(statuses().map(({ description }) => description)).toEqual(plain)
  expect(new Set(statuses().map(({ logUrl }) => logUrl))).toEqual(new Set(['']))
  expect(deployments()[0]).toMatchObject({ description: plain[0], payload: { longshore: { deployment: ids[0] } } })
  expect(JSON.stringify(deployments())).not.toMatch(/db-1|console|longshore-dev/)
}

describe('what everybody can read', () => {
  beforeEach(() => world.aws.github.publish('acme/api'))

  it('holds neither names nor reasons nor links to the console', async () => {
    expect(await world.deliver(story())).toEqual([])
    expectPlain()
    expect(looks()).toHaveLength(1)
  })

  it('holds them when that is wanted', async () => {
    await world.deliver(story(), { details: true })
    expect(statuses().map(({ description }) => description)).toContain(failures[0])
    expect(looks()).toEqual([])
  })

  it.each([
    ['succeeded', ['Proven, after 2 min 0 s']],
    ['rollback-failed', ['Failed, and going back failed too']],
    ['failed', ['Failed']],
    ['superseded', ['Left off for something newer']],
    ['cancelled', ['Cancelled']],
    ['expired', ['Expired']],
  ] as const)('says %s in plain words', async (outcome, words) => {
    await world.deliver([aProgress({ to: image }, 1)])
    await world.deliver([anOutcome({ to: image }, outcome, { failures })])
    expect(statuses().map(({ description }) => description)).toEqual([plain[0], plain[3], ...words])
  })

  it('says without a name what took the place of a release', async () => {
    await world.deliver(aStory({ to: image }))
    await world.deliver(aStory({ to: world.image('c'), id: ids[1] }))
    expect(deployments()[0]?.statuses.at(-1)?.description).toBe('Replaced by a newer deployment')
  })
})

describe('what not everybody can read', () => {
  it('holds plain words only when that is wanted', async () => {
    await world.deliver(story(), { details: false })
    expectPlain()
    expect(looks()).toEqual([])
  })

  it('keeps its words when everybody may read it from then on', async () => {
    await world.deliver([aProgress({ to: image }, 1)])
    world.aws.github.publish('acme/api')
    await world.deliver([anOutcome({ to: image })])
    expect(statuses().at(-1)?.description).toBe('1.b is proven, after 2 min 0 s')
  })
})
