import { afterEach, expect, it } from '@jest/globals'
import type { PruneReport } from '../../shared/prune/report.ts'
import { imageIn, type PruneWorld } from './prune-world.ts'
import { twoServicesWorld } from './two-services.ts'

let world: PruneWorld | undefined

async function twoServices(rules: Record<string, unknown> = {}): Promise<PruneWorld> {
  world = await twoServicesWorld(rules)
  return world
}

afterEach(async () => {
  await world?.aws.stop()
  world = undefined
})

/** Lets something happen after everything was looked at once. */
function meanwhile(happen: (world: PruneWorld) => void | Promise<void>) {
  if (!world) throw new Error('there is no world')
  const { ports } = world
  const here = world
  let reads = 0
  const memory = {
    async read() {
      reads += 1
      if (reads === 2) await happen(here)
      return ports.memory.read()
    },
  }
  return { ...ports, memory }
}

it('a deployment may begin: its image stays', async () => {
  const { old, left, apply, fact } = await twoServices()
  const wished = old('team/api', 'wished', 200)
  old('team/api', 'old', 200)
  const image = imageIn('team/api', wished)
  const ports = meanwhile(() => fact('api', { kind: 'redeploy', id: 'f', at: 1, by: 'ann', deploymentId: 'd', image }))
  const { repositories } = await apply(ports)
  expect(left('team/api')).toEqual(['newest', 'running', 'wished'])
  expect(repositories[0]?.removed).toMatchObject({ images: 1, spared: 1 })
})

it.each<[string, (world: PruneWorld, digest: string) => void]>([
  ['be tagged', ({ aws }, digest) => void aws.ecr.push({ repository: 'team/api', digest, tag: 'again', silent: true })],
  ['be pulled', ({ aws }, digest) => aws.ecr.pulled('team/api', digest)],
])('an image may %s: it stays', async (_what, change) => {
  const { old, left, apply, ports } = await twoServices()
  const touched = old('team/api', 'touched', 200)
  old('team/api', 'old', 200)
  let lists = 0
  const here = world
  const registry = {
    ...ports.registry,
    async list(repository: string) {
      lists += 1
      if (lists === 3 && here) change(here, touched)
      return ports.registry.list(repository)
    },
  }
  await apply({ ...ports, registry })
  expect(left('team/api')).toEqual(['newest', 'running', 'touched'])
})

it('an image may be tagged even while records are read, which takes minutes where there are many', async () => {
  const { old, left, apply } = await twoServices()
  const touched = old('team/api', 'touched', 200)
  old('team/api', 'old', 200)
  const ports = meanwhile(
    ({ aws }) => void aws.ecr.push({ repository: 'team/api', digest: touched, tag: 'again', silent: true }),
  )
  const { repositories } = await apply(ports)
  expect(left('team/api')).toEqual(['newest', 'running', 'touched'])
  expect(repositories[0]?.removed).toMatchObject({ images: 1, spared: 1 })
})

it('the registry may stop answering: the rest is left', async () => {
  const { old, left, apply, ports } = await twoServices()
  old('team/api', 'old', 200)
  let lists = 0
  const registry = {
    ...ports.registry,
    async list(repository: string) {
      lists += 1
      if (lists === 3) world?.aws.faults.onCall({ service: 'ecr', operation: 'DescribeImages' }, 'access-denied')
      return ports.registry.list(repository)
    },
  }
  const { unread, repositories } = await apply({ ...ports, registry })
  expect(unread).toEqual([expect.stringContaining('ecr:DescribeImages')])
  expect(repositories[0]?.removed).toMatchObject({ images: 0, left: 1, spared: 0 })
  expect(left('team/api')).toEqual(['newest', 'old', 'running'])
})

it('the schedule may come a second time: that does nothing, and rings no alarm', async () => {
  const { aws, old, left, scheduled, apply } = await twoServices({ apply: true })
  old('team/api', 'old', 200)
  await scheduled()
  await aws.run(13 * 60 * 60_000)
  const reports: PruneReport[] = []
  await apply(meanwhile(async () => void reports.push(await scheduled())))
  expect(reports).toMatchObject([{ applied: false, repositories: [], unread: [] }])
  expect(reports[0]?.message).toContain('another run is at work')
  expect(left('team/api')).toEqual(['newest', 'running'])
})

it('a second run is refused, until the first is over', async () => {
  const { old, left, apply } = await twoServices()
  old('team/api', 'old', 200)
  const ports = meanwhile(async ({ apply: second }) => {
    await expect(second()).rejects.toThrow('another run is at work')
  })
  await apply(ports)
  expect(left('team/api')).toEqual(['newest', 'running'])
  expect((await apply()).message).toContain('Nothing is to be deleted.')
})
