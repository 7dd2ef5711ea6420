import { afterEach, expect, it } from '@jest/globals'
import { prune } from '../../shared/commands/prune.ts'
import type { LongshoreConfig } from '../../shared/config/normalised.ts'
import { targetsHere } from '../../shared/config/targets-of.ts'
import type { Digest } from '../../shared/domain/image.ts'
import { aContainer, aTarget } from '../config/a-configuration.ts'
import { host } from '../contracts/aws-world.ts'
import { imageIn, type PruneWorld, pruneWorld } from './prune-world.ts'

let world: PruneWorld | undefined

afterEach(async () => {
  await world?.aws.stop()
  world = undefined
})

const proven: Digest = `sha256:${'a'.repeat(64)}`
const there = { account: '210987654321', region: 'us-east-1', role: 'arn:aws:iam::210987654321:role/longshore' }

/** A target that is here, and the images of its repository: one of them is what others may have as a sidecar. */
async function proxyHere(targets: Record<string, unknown> = {}): Promise<PruneWorld> {
  const proxy = aTarget('proxy', {}, { containers: { app: aContainer('team/proxy', { exact: 'prod' }) } })
  world = await pruneWorld({ proxy, ...targets }, { repositories: ['team/proxy'] })
  world.old('team/proxy', 'running', 300, { tag: 'running' })
  world.old('team/proxy', 'sidecar', 200, { tag: 'v3' })
  world.old('team/proxy', 'newest', 40, { tag: 'newest' })
  const containers = { app: `${host}/team/proxy:running` }
  world.aws.ecs.createService({ cluster: 'production', name: 'proxy', containers })
  return world
}

function ledgerWith(carrier: string) {
  return [{ release: { images: { app: imageIn('team/api', proven) }, carrier }, origin: 'proven' as const, at: 1 }]
}

function moved(config: LongshoreConfig, name: string): LongshoreConfig {
  const target = config.targets[name]
  if (!target) throw new Error(`there is no target ${name}`)
  return { ...config, targets: { ...config.targets, [name]: { ...target, elsewhere: there } } }
}

it('keeps everything while a target is in another account: its sidecars are not known', async () => {
  const api = aTarget('api', {}, { containers: { app: aContainer('team/api') } })
  const { config, ports, left, remember } = await proxyHere({ api })
  await remember({ target: 'api', ledger: ledgerWith('arn:aws:ecs:us-east-1:210987654321:task-definition/api:7') })
  const elsewhere = moved(config, 'api')
  expect(Object.keys(targetsHere(elsewhere).targets)).toEqual(['proxy'])
  const { unread } = await prune({ kind: 'prune', apply: true, by: 'ann' }, elsewhere, { ...ports, users: [] })
  expect(unread).toContainEqual(expect.stringContaining('What target api runs in account 210987654321'))
  expect(left('team/proxy')).toEqual(['newest', 'running', 'sidecar'])
})

it.each([
  ['region', 'arn:aws:ecs:eu-west-1:123456789012:task-definition/far:7'],
  ['account', 'arn:aws:ecs:us-east-1:210987654321:task-definition/proxy:1'],
])('keeps everything while a ledger names a task definition of another %s: it is not deleted', async (_of, carrier) => {
  const { left, remember, apply } = await proxyHere()
  await remember({ target: 'gone', ledger: ledgerWith(carrier) })
  expect((await apply()).unread).toEqual([expect.stringMatching(`What target gone may go back to.*${carrier}`)])
  expect(left('team/proxy')).toEqual(['newest', 'running', 'sidecar'])
})

it('lets go what only a deleted task definition of its own account named', async () => {
  const { left, remember, apply } = await proxyHere()
  await remember({ target: 'gone', ledger: ledgerWith('arn:aws:ecs:us-east-1:123456789012:task-definition/far:7') })
  expect((await apply()).unread).toEqual([])
  expect(left('team/proxy')).toEqual(['newest', 'running'])
})

it('closes only what a Docker host in another account follows: it runs nothing else', async () => {
  const api = {
    dockerHost: {
      ...{ instances: { tag: { App: 'api' } }, repository: 'team/api', tags: { exact: 'stable' } },
      ...{ port: { blue: 3032, green: 3031, container: 3000 }, upstream: { file: '/etc/nginx/conf.d/api.conf' } },
    },
  }
  const { config, ports, left } = await proxyHere({ api })
  const { unread } = await prune({ kind: 'prune', apply: true, by: 'ann' }, moved(config, 'api'), ports)
  expect(unread).toEqual([])
  expect(left('team/proxy')).toEqual(['newest', 'running'])
})
