import { afterEach, expect, it } from '@jest/globals'
import type { EcsTarget, LongshoreConfig } from '../../shared/config/normalised.ts'
import { aContainer, aTarget } from '../config/a-configuration.ts'
import { host } from '../contracts/aws-world.ts'
import { type PruneWorld, pruneWorld } from './prune-world.ts'

const hour = 60 * 60_000

let world: PruneWorld | undefined

afterEach(async () => {
  await world?.aws.stop()
  world = undefined
})

/** A service, and an image that nobody needs. */
async function oneService(): Promise<PruneWorld> {
  const api = aTarget('api', {}, { containers: { app: aContainer('team/api', { semver: '>=1.0.0' }) } })
  world = await pruneWorld({ api }, { apply: true, schedule: 'rate(1 day)' })
  world.old('team/api', 'running', 300, { tag: 'running' })
  world.old('team/api', 'newest', 40, { tag: 'newest' })
  world.old('team/api', 'nobody', 200)
  const containers = { app: `${host}/team/api:running` }
  world.aws.ecs.createService({ cluster: 'production', name: 'api', containers })
  return world
}

it.each([
  ['ecr', 'DescribeImages'],
  ['ecs', 'ListTasks'],
])('counts from when everything could be read (%s:%s)', async (service, operation) => {
  const { aws, left, scheduled } = await oneService()
  aws.faults.onCall({ service, operation }, 'access-denied')
  expect((await scheduled()).unread).toHaveLength(1)
  aws.faults.clear()
  await aws.run(13 * hour)
  expect((await scheduled()).message).toContain('this was told for the first time')
  expect(left('team/api')).toEqual(['newest', 'nobody', 'running'])
  await aws.run(12 * hour)
  expect((await scheduled()).applied).toBe(true)
  expect(left('team/api')).toEqual(['newest', 'running'])
})

it('says that nothing counts as told while something could not be read', async () => {
  const { config, scheduled } = await oneService()
  if (!config.prune) throw new Error('it prunes')
  const repositories = [`${host}/team/api`, `${host}/team/missing`]
  const { message, unread } = await scheduled({ ...config, prune: { ...config.prune, repositories } })
  expect(unread).toEqual([expect.stringContaining('team/missing')])
  expect(message).toContain('This counts as told once everything could be looked at')
})

it('says when the schedule deletes, from the first telling on, also when a person asks', async () => {
  const { aws, config, scheduled, dry } = await oneService()
  const from = (ms: number) => `from ${new Date(ms).toISOString()} on`
  const first = aws.clock.now()
  const { message } = await dry()
  expect(message).toContain('this was told for the first time')
  expect(message).toContain(from(first + 12 * hour))
  expect(message).not.toContain('apply: true')
  await aws.run(3 * hour)
  for (const again of [await scheduled(), await dry()]) {
    expect(again.message).toContain(`told for the first time at ${new Date(first).toISOString()}`)
    expect(again.message).toContain(from(first + 12 * hour))
  }
  if (!config.prune) throw new Error('it prunes')
  const { schedule: _schedule, ...byHand } = config.prune
  for (const prune of [{ ...config.prune, apply: false }, byHand]) {
    expect((await scheduled({ ...config, prune })).message).toContain('or a schedule with apply: true under prune')
  }
})

it.each<[string, (config: LongshoreConfig) => LongshoreConfig['targets']]>([
  ['a target that is gone', () => ({})],
  ['other tags', ({ targets }) => withTags(targets)],
  ['another cluster', ({ targets }) => withPlace(targets, { cluster: 'elsewhere' })],
  ['another service', ({ targets }) => withPlace(targets, { service: 'web' })],
])('tells anew after %s', async (_what, targetsOf) => {
  const { aws, config, left, scheduled } = await oneService()
  await scheduled()
  await aws.run(13 * hour)
  const other = { ...config, targets: targetsOf(config) }
  expect((await scheduled(other)).applied).toBe(false)
  expect(left('team/api')).toEqual(['newest', 'nobody', 'running'])
  await aws.run(12 * hour)
  expect((await scheduled(other)).applied).toBe(true)
})

function withTags(targets: LongshoreConfig['targets']): LongshoreConfig['targets'] {
  const { api } = targets
  const app = api?.policy.containers['app']
  if (!api || !app) throw new Error('there is a target')
  const tags = { kind: 'exact' as const, tag: 'stable' }
  return { ...targets, api: { ...api, policy: { ...api.policy, containers: { app: { ...app, tags } } } } }
}

function withPlace(targets: LongshoreConfig['targets'], place: Partial<EcsTarget>): LongshoreConfig['targets'] {
  const { api } = targets
  if (api?.kind !== 'ecs') throw new Error('there is a service')
  return { ...targets, api: { ...api, ecs: { ...api.ecs, ...place } } }
}
