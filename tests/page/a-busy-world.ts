import { aTarget } from '../wire/world.ts'
import { type PageWorld, startPage } from './page-world.ts'

const MINUTE = 60_000

const bake = { prove: { bake: '10m' } }
const tags = { semver: '>=1.0.0' } as const

/**
 * A world in which something of everything is going on: releases that went well, one that crashed and is on hold, a target
 * that is stopped, and one whose rollout is being proven.
 */
export async function startBusyPage(): Promise<PageWorld> {
  const world = await startPage({
    targets: {
      'api-production': aTarget('api', bake, tags),
      'checkout-production': aTarget('checkout', {}, tags),
      'search-production': aTarget('search', {}, tags),
      'web-production': aTarget('web', {}, tags),
      'web-staging': aTarget('staging', {}, { glob: 'main-*' }),
    },
  })
  const { wire } = world
  const released = async (repository: string, tag: string, target: string, fate?: 'crashes') => {
    wire.push({ repository: `team/${repository}`, tag }, fate)
    await wire.pass(MINUTE)
    await wire.untilAtRest(target)
  }
  await released('api', '1.4.0', 'api-production')
  await released('web', '1.9.2', 'web-production')
  await released('checkout', '1.2.0', 'checkout-production')
  await released('checkout', '1.2.1', 'checkout-production', 'crashes')
  await released('staging', 'main-41', 'web-staging')
  await released('search', '1.1.0', 'search-production')
  await wire.invoke('stop', { target: 'search-production', reason: 'index is being rebuilt', by: 'alice' })
  wire.push({ repository: 'team/search', tag: '1.2.0' })
  wire.push({ repository: 'team/api', tag: '1.5.0' })
  await wire.until('the rollout', async () => (await wire.record('api-production'))?.state.name === 'proving')
  await wire.pass(4 * MINUTE)
  return world
}
