import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { aTarget, startWire, type WireWorld } from './world.ts'

let world: WireWorld

beforeEach(async () => {
  world = await startWire({ targets: { api: aTarget('api'), web: aTarget('web') } })
})
afterEach(() => world?.stop())

/** Pushes to both targets at once, so that one batch holds both. */
async function pushBoth(): Promise<void> {
  for (const name of ['api', 'web']) world.push({ repository: `team/${name}`, tag: 'main-1' })
  await world.until('both outcomes', () => ['api', 'web'].every((target) => world.outcomes(target).length > 0))
}

function expectOnlyApiFailed(why: string | RegExp): void {
  expect(world.outcomes('api')).toMatchObject([{ outcome: 'failed' }])
  const [outcome] = world.outcomes('api')
  expect([outcome?.reason, ...(outcome?.deployment.failures ?? [])].join(' ')).toMatch(why)
  expect(world.outcomes('web')).toMatchObject([{ outcome: 'succeeded' }])
}

describe('a target that cannot be deployed to ends failed, names what is wrong, and leaves others alone', () => {
  it('when its service is INACTIVE', async () => {
    world.sandbox.ecs.deleteService('production', 'api')
    await pushBoth()
    expectOnlyApiFailed(/service api/)
  })

  it('when its service is gone', async () => {
    world.sandbox.ecs.deleteService('production', 'api', { forget: true })
    await pushBoth()
    expectOnlyApiFailed(/service api/)
  })

  it('when the pushed image is gone before it is looked at', async () => {
    world.sandbox.faults.onEvent({ source: 'aws.ecr', nth: 1 }, { delayMs: 30_000 })
    const { digest } = world.push({ repository: 'team/api', tag: 'main-1' })
    world.sandbox.ecr.deleteImage('team/api', { imageDigest: digest })
    world.push({ repository: 'team/web', tag: 'main-1' })
    await world.until('both outcomes', () => ['api', 'web'].every((target) => world.outcomes(target).length > 0))
    expectOnlyApiFailed(new RegExp(digest.slice(0, 15)))
  })

  it('when a permission is missing', async () => {
    const denied = world.sandbox.faults.onCall({ service: 'ecs', operation: 'RegisterTaskDefinition' }, 'access-denied')
    world.push({ repository: 'team/api', tag: 'main-1' })
    await world.until('the outcome', () => world.outcomes('api').length > 0)
    denied.remove()
    world.push({ repository: 'team/web', tag: 'main-1' })
    await world.until('the other outcome', () => world.outcomes('web').length > 0)
    expectOnlyApiFailed(/ecs:RegisterTaskDefinition/)
  })
})

describe('a cluster that is gone', () => {
  it('fails the target that names it', async () => {
    await world.stop()
    const lost = { ...aTarget('lost'), ecs: { ...aTarget('lost').ecs, cluster: 'elsewhere' } }
    world = await startWire({ targets: { web: aTarget('web'), lost }, services: { lost: {} } })
    world.sandbox.ecs.deleteService('elsewhere', 'lost', { forget: true })
    world.push({ repository: 'team/lost', tag: 'main-1' })
    await world.until('the outcome', () => world.outcomes('lost').length > 0)
    expect(world.outcomes('lost')).toMatchObject([{ outcome: 'failed', reason: expect.stringContaining('elsewhere') }])
  })
})
