import type { DescribeServiceRevisionsCommandInput } from '@aws-sdk/client-ecs'
import { afterEach, describe, expect, it } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { type EcsApi, ecsApi } from '../../shared/aws/ecs-api.ts'
import { type LambdaVersionsApi, lambdaVersionsApi } from '../../shared/aws/lambda-versions-api.ts'
import { ecsTargets, lambdaTargets } from '../../shared/config/targets-of.ts'
import type { Digest } from '../../shared/domain/image.ts'
import { ecsUsers } from '../../shared/platforms/ecs/images-in-use.ts'
import { lambdaUsers } from '../../shared/platforms/lambda/images-in-use.ts'
import { aContainer, aTarget } from '../config/a-configuration.ts'
import { host } from '../contracts/aws-world.ts'
import { type PruneWorld, pruneWorld } from './prune-world.ts'

let world: PruneWorld | undefined

afterEach(async () => {
  await world?.aws.stop()
  world = undefined
})

/** A service whose task definition names its sidecar by a tag that another image has by now. */
async function movedSidecar(): Promise<PruneWorld> {
  const service = (name: string) => aTarget(name, {}, { containers: { app: aContainer(`team/${name}`) } })
  world = await pruneWorld({ api: service('api'), proxy: service('proxy') })
  const { aws, old } = world
  const own = { app: `${host}/team/proxy@${old('team/proxy', 'own', 280)}` }
  aws.ecs.createService({ cluster: 'production', name: 'proxy', containers: own })
  old('team/api', 'running', 300, { tag: 'running' })
  old('team/proxy', 'sidecar', 250, { tag: 'stable' })
  const containers = { app: `${host}/team/api:running`, proxy: `${host}/team/proxy:stable` }
  aws.ecs.createService({ cluster: 'production', name: 'api', containers })
  old('team/proxy', 'moved on', 200, { tag: 'stable' })
  old('team/proxy', 'newest', 40)
  return world
}

function ecsAnswering({ config, ports }: PruneWorld, change: (api: EcsApi) => Partial<EcsApi>) {
  const api = ecsApi(clientSettings())
  const client = async (): Promise<EcsApi> => ({ ...api, ...change(api) })
  const users = [ecsUsers({ targets: ecsTargets(config), client, clock: ports.clock, imagesOf: ports.definitions })]
  return { ...ports, users }
}

/** No task of it runs: what its sidecar's tag came to is known from its revision alone. */
const noTasks = { listTasks: async () => ({ taskArns: [], $metadata: {} }) }

describe('of services', () => {
  it('lets go what no service was resolved to any more', async () => {
    const here = await movedSidecar()
    here.old('team/proxy', 'nobody', 260)
    expect((await here.apply(ecsAnswering(here, () => noTasks))).unread).toEqual([])
    expect(here.left('team/proxy')).toEqual(['moved on', 'newest', 'own', 'sidecar'])
  })

  it.each(['INTERNAL', 'MISSING'])('keeps everything where a revision is not told: %s', async (reason) => {
    const here = await movedSidecar()
    const ports = ecsAnswering(here, () => ({
      ...noTasks,
      describeServiceRevisions: async ({ serviceRevisionArns = [] }) => ({
        ...{ serviceRevisions: [], failures: serviceRevisionArns.map((arn) => ({ arn, reason })), $metadata: {} },
      }),
    }))
    const { unread } = await here.apply(ports)
    expect(unread).toContainEqual(expect.stringMatching(`revisions of service api in cluster production.*${reason}`))
    expect(here.left('team/proxy')).toContain('sidecar')
  })

  it('keeps everything where a task is not told', async () => {
    const here = await movedSidecar()
    here.old('team/proxy', 'nobody', 260)
    const { unread } = await here.apply(ecsAnswering(here, () => describingNone('ACCESS_DENIED')))
    expect(unread).toEqual([expect.stringMatching('tasks in cluster production.*ACCESS_DENIED')])
    expect(here.left('team/proxy')).toContain('nobody')
  })

  it('lets go on where a task ended since it was listed', async () => {
    const here = await movedSidecar()
    here.old('team/proxy', 'nobody', 260)
    expect((await here.apply(ecsAnswering(here, () => describingNone('MISSING')))).unread).toEqual([])
    expect(here.left('team/proxy')).toEqual(['moved on', 'newest', 'own', 'sidecar'])
  })

  it('asks for all revisions of a service, twenty a call', async () => {
    const here = await movedSidecar()
    const digests = Array.from({ length: 25 }, (_, n) => here.old('team/proxy', `resolved ${n}`, 200 + n))
    await here.apply(ecsAnswering(here, (api) => ({ ...noTasks, ...manyRevisions(api, digests) })))
    expect(here.left('team/proxy').filter((name) => name.startsWith('resolved'))).toHaveLength(25)
  })

  it('counts a service that was just deleted as one that cannot be read, and keeps what it named', async () => {
    const here = await movedSidecar()
    here.old('team/api', 'nobody', 320)
    here.aws.ecs.deleteService('production', 'api')
    expect((await here.apply()).unread).toEqual([
      expect.stringContaining('service api in cluster production was deleted'),
    ])
    expect(here.left('team/api')).toContain('nobody')
    expect(here.left('team/proxy')).toContain('moved on')
  })
})

function describingNone(reason: string): Partial<EcsApi> {
  return {
    describeTasks: async ({ tasks = [] }) => ({
      ...{ tasks: [], failures: tasks.map((arn) => ({ arn, reason })), $metadata: {} },
    }),
  }
}

function manyRevisions(api: EcsApi, digests: readonly Digest[]): Partial<EcsApi> {
  const byArn = new Map(
    digests.map((digest, n) => [`arn:aws:ecs:us-east-1:123456789012:service-revision/x/${n}`, digest]),
  )
  return {
    async describeServices(input) {
      const { services = [], ...rest } = await api.describeServices(input)
      const currentServiceRevisions = [...byArn.keys()].map((arn) => ({ arn }))
      return { ...rest, services: services.map((service) => ({ ...service, currentServiceRevisions })) }
    },
    async describeServiceRevisions({ serviceRevisionArns: asked = [] }: DescribeServiceRevisionsCommandInput) {
      if (asked.length > 20) throw new Error('AWS describes twenty revisions a call')
      const serviceRevisions = asked.map((arn) => ({
        serviceRevisionArn: arn,
        containerImages: [{ imageDigest: byArn.get(arn) }],
      }))
      return { serviceRevisions, $metadata: {} }
    },
  }
}

it('keeps everything where a version of a function is an image, but of no digest', async () => {
  const thumbs = { lambda: { function: 'thumbs', alias: 'live', repository: 'team/media', tags: { exact: 'stable' } } }
  world = await pruneWorld({ thumbs })
  const { aws, old, left, apply, config, ports } = world
  const image = `${host}/team/media@${old('team/media', 'version 1', 200)}`
  old('team/media', 'newest', 40)
  aws.functions.createFunction({ name: 'thumbs', image, versions: [image], aliases: { live: '1' } })
  const api = lambdaVersionsApi(clientSettings())
  const client = async (): Promise<LambdaVersionsApi> => ({
    ...api,
    async getFunction(input) {
      const { Code: _code, ...rest } = await api.getFunction(input)
      return rest
    },
  })
  const { unread } = await apply({ ...ports, users: [lambdaUsers({ targets: lambdaTargets(config), client })] })
  expect(unread).toEqual([expect.stringContaining('of function thumbs')])
  expect(left('team/media')).toEqual(['newest', 'version 1'])
})
