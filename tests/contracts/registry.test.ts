import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { ecrApi } from '../../shared/aws/ecr-api.ts'
import { ecrRegistry } from '../../shared/aws/ecr-registry.ts'
import type { Digest } from '../../shared/domain/image.ts'
import type { LedgerEntry } from '../../shared/domain/record.ts'
import { releaseKey } from '../../shared/domain/release.ts'
import type { Registry } from '../../shared/ports.ts'
import { fakeRegistry } from '../fakes/fake-registry.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'
import { startAws } from './aws-world.ts'
import { digest, repository } from './platform-worlds.ts'

interface RegistryWorld {
  readonly registry: Registry
  now(): number
  push(n: number, tag: string, children?: readonly Digest[]): void
  remove(n: number): void
  archive(n: number): void
  calls(): number
  stop(): Promise<void>
}

async function memoryRegistry(): Promise<RegistryWorld> {
  const clock = virtualClock()
  const registry = fakeRegistry({ clock })
  return {
    ...{ registry, now: clock.now, calls: () => 1, stop: async () => {} },
    push: (n, tag, children = []) => registry.push(repository, tag, digest(n), { children }),
    remove: (n) => registry.remove(repository, digest(n)),
    archive: (n) => registry.archive(repository, digest(n)),
  }
}

async function sandboxRegistry(): Promise<RegistryWorld> {
  const { ecr, world, calls, stop } = await startAws()
  ecr.createRepository('team/api')
  return {
    registry: ecrRegistry(async (region) => ecrApi(clientSettings(region))),
    now: world.clock.now,
    push: (n, tag, children = []) =>
      void ecr.push({
        repository: 'team/api',
        tag,
        digest: digest(n),
        ...(children.length > 0 ? { index: { children } } : {}),
      }),
    remove: (n) => ecr.deleteImage('team/api', { imageDigest: digest(n) }),
    archive: (n) => ecr.archive('team/api', digest(n)),
    calls: () => calls.list({ service: 'ecr' }).length,
    stop,
  }
}

let world: RegistryWorld

function everyRegistry(title: string, suite: () => void): void {
  const kinds = [
    ['in memory', memoryRegistry],
    ['ECR over the wire', sandboxRegistry],
  ] as const
  describe.each(kinds)(`${title} (%s)`, (_name, start) => {
    beforeEach(async () => {
      world = await start()
    })
    afterEach(() => world.stop())
    suite()
  })
}

function anEntry(...numbers: number[]): LedgerEntry {
  const images = Object.fromEntries(numbers.map((n) => [`c${n}`, { repository, digest: digest(n) }]))
  return { release: { images }, origin: 'proven', at: 1 }
}

everyRegistry('tags of a registry', () => {
  it('name images, with the time of the push', async () => {
    world.push(1, 'v1')
    world.push(2, 'v2')
    expect(await world.registry.named(repository, ['v1', 'v2'])).toEqual({
      v1: { tag: 'v1', digest: digest(1), pushedAt: world.now() },
      v2: { tag: 'v2', digest: digest(2), pushedAt: world.now() },
    })
    expect(world.calls()).toBe(1)
  })

  it('are absent when they do not exist, or only archived', async () => {
    world.push(1, 'v1')
    world.push(2, 'v2')
    world.archive(2)
    expect(Object.keys({ ...(await world.registry.named(repository, ['v1', 'v2', 'v3'])) })).toEqual(['v1'])
  })

  it('name the image they moved to', async () => {
    world.push(1, 'live')
    world.push(2, 'live')
    expect(await world.registry.named(repository, ['live'])).toMatchObject({ live: { digest: digest(2) } })
  })

  it('are listed as far as a policy admits them', async () => {
    for (const [n, tag] of ['v1.0.0', 'v1.1.0', 'v2.0.0', 'main'].entries()) world.push(n + 1, tag)
    const admitted = await world.registry.admitted(repository, { kind: 'semver', range: '1.x' })
    expect(Array.isArray(admitted) && admitted.map(({ tag }) => tag).sort()).toEqual(['v1.0.0', 'v1.1.0'])
  })
})

everyRegistry('images of a registry', () => {
  it('are usable while they exist and are not archived', async () => {
    for (const n of [1, 2, 3]) world.push(n, `v${n}`)
    world.remove(2)
    world.archive(3)
    const entries = [anEntry(1), anEntry(1, 2), anEntry(3)]
    expect(await world.registry.usable(entries)).toEqual([
      { release: releaseKey(entries[0]?.release ?? { images: {} }), usable: true },
      expect.objectContaining({ usable: false, why: `image ${repository}@${digest(2)} is gone from the registry` }),
      expect.objectContaining({ usable: false, why: `image ${repository}@${digest(3)} is archived` }),
    ])
  })

  it('have children when they are an index', async () => {
    world.push(1, 'v1', [digest(11), digest(12)])
    world.push(2, 'v2')
    expect(await world.registry.children(repository, digest(1))).toEqual([digest(11), digest(12)])
    expect(await world.registry.children(repository, digest(2))).toEqual([])
  })
})
