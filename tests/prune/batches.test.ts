import { afterEach, expect, it } from '@jest/globals'
import { refuse } from '../../shared/aws/refusal.ts'
import { assertComplete } from '../../shared/commands/prune-incomplete.ts'
import type { PruneRegistry } from '../../shared/prune-ports.ts'
import { aContainer, aTarget } from '../config/a-configuration.ts'
import { host } from '../contracts/aws-world.ts'
import { type PruneWorld, pruneWorld } from './prune-world.ts'

let world: PruneWorld | undefined

afterEach(async () => {
  await world?.aws.stop()
  world = undefined
})

/** Two batches of images that nobody needs, in one of two repositories. */
async function twoBatches(): Promise<PruneWorld> {
  const service = (name: string) => aTarget(name, {}, { containers: { app: aContainer(`team/${name}`) } })
  world = await pruneWorld({ api: service('api'), web: service('web') })
  for (const name of ['api', 'web']) {
    world.old(`team/${name}`, 'newest', 40)
    world.old(`team/${name}`, 'running', 300, { tag: 'running' })
    const containers = { app: `${host}/team/${name}:running` }
    world.aws.ecs.createService({ cluster: 'production', name, containers })
  }
  for (let n = 0; n < 150; n += 1) world.old('team/api', `plain ${n}`, 100 + n)
  world.old('team/web', 'nobody', 200)
  return world
}

const throttled = 'Cannot scan the records of all targets: ProvisionedThroughputExceededException.'

/** A table that cannot be reached any more from the third look on: that is after the first batch. */
function failing({ ports }: PruneWorld): PruneWorld['ports']['memory'] {
  let reads = 0
  return {
    async read() {
      reads += 1
      return reads > 2 ? refuse('throttled', throttled) : ports.memory.read()
    },
  }
}

it('tells what was deleted when records cannot be read between two of them', async () => {
  const here = await twoBatches()
  const { repositories, unread, message } = await here.apply({ ...here.ports, memory: failing(here) })
  expect(unread).toEqual([throttled])
  expect(repositories[0]).toMatchObject({
    repository: 'team/api',
    removed: { images: 100, left: 50, spared: 0, failed: [] },
  })
  expect(repositories[1]).toMatchObject({ repository: 'team/web', removed: { images: 0, left: 1, spared: 0 } })
  expect(message).toContain('50 are left for the next run')
  expect(here.left('team/api')).toHaveLength(52)
  expect(here.left('team/web')).toContain('nobody')
})

it('tells why the rest was left where somebody could not be asked any more, and a schedule rings', async () => {
  const here = await twoBatches()
  const { aws, ports } = here
  const registry: PruneRegistry = {
    ...ports.registry,
    async remove(repository, digests) {
      const removal = await ports.registry.remove(repository, digests)
      await aws.run(61_000)
      aws.faults.onCall({ service: 'ecs', operation: 'ListTasks' }, 'access-denied')
      return removal
    },
  }
  const report = await here.apply({ ...ports, registry })
  expect(report.unread).toEqual([expect.stringContaining('ecs:ListTasks')])
  expect(report.repositories).toMatchObject([
    { removed: { images: 100, left: 50, spared: 0 } },
    { removed: { images: 0, left: 1, spared: 0 } },
  ])
  expect(report.message).toContain('50 are left for the next run')
  expect(() => assertComplete(report)).toThrow('ecs:ListTasks')
})

it('tells what was deleted when the lease cannot be given back', async () => {
  const here = await twoBatches()
  const claims = { ...here.ports.claims, release: async () => refuse('throttled', throttled) }
  const { repositories, unread } = await here.apply({ ...here.ports, claims })
  expect(repositories[0]).toMatchObject({ removed: { images: 150, left: 0 } })
  expect(unread).toEqual([])
})

it('writes each batch down as it is deleted', async () => {
  const here = await twoBatches()
  const lines: unknown[] = []
  const log = { info: (message: string, keys?: unknown) => void lines.push({ message, keys }) }
  await here.apply({ ...here.ports, log })
  expect(lines).toEqual([
    { message: 'pruned a batch', keys: batch('team/api', 100) },
    { message: 'pruned a batch', keys: batch('team/api', 50) },
    { message: 'pruned a batch', keys: batch('team/web', 1) },
  ])
})

function batch(repository: string, images: number) {
  const digest = expect.stringMatching(/^sha256:/)
  return { repository: `${host}/${repository}`, deleted: Array.from({ length: images }, () => digest), failed: 0 }
}
