import { afterEach, describe, expect, it } from '@jest/globals'
import { recordVersion } from '../../shared/domain/record.ts'
import { aContainer } from '../config/a-configuration.ts'
import { host } from '../contracts/aws-world.ts'
import { day, imageIn, type PruneWorld, pruneWorld } from './prune-world.ts'
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

describe('what somebody needs stays', () => {
  it('in a ledger, in flight, in an inbox, of a target that is configured no more, in a task of anybody', async () => {
    const { aws, old, left, remember, fact, apply } = await twoServices()
    const named = (name: string) => old('team/api', name, 200)
    const [proven, goal, from, wished] = [named('proven'), named('goal'), named('from'), named('wished')]
    const [forgotten, unproven, sidecar] = [named('forgotten'), named('unproven'), named('sidecar')]
    const held = old('team/api', 'held', 200)
    const byHand = old('team/web', 'by hand', 250)
    old('team/web', 'nobody', 250, { tag: 'v0' })
    const carrier = aws.ecs.registerContainers('api', {
      app: `${host}/team/api@${proven}`,
      log: `${host}/team/api@${sidecar}`,
    })
    const release = { images: { app: imageIn('team/api', proven) }, carrier }
    await remember({
      ledger: [{ release, origin: 'proven', at: 1 }],
      holds: [{ digests: { app: held }, at: 1, deploymentId: 'd0', why: 'crashed' }],
      pending: {
        ...{ deploymentId: 'd1', trigger: { kind: 'redeploy', id: 'c', at: 1 }, firstAt: 1, lastAt: 1 },
        images: { app: imageIn('team/api', goal) },
      },
      settledOn: { images: { app: imageIn('team/api', from) } },
    })
    const image = imageIn('team/api', wished)
    await fact('api', { kind: 'redeploy', id: 'f', at: 1, by: 'ann', deploymentId: 'd2', image })
    await remember({
      target: 'gone',
      ledger: [{ release: { images: { app: imageIn('team/api', forgotten) } }, origin: 'found', at: 1 }],
    })
    await remember({
      target: 'web',
      unproven: { release: { images: { app: imageIn('team/api', unproven) } }, deploymentId: 'd3' },
    })
    const job = aws.ecs.registerContainers('job', { job: `${host}/team/web@${byHand}` })
    aws.ecs.runTask({
      cluster: 'production',
      taskDefinition: job,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    })
    const { repositories } = await apply()
    expect(left('team/api')).toEqual([
      'forgotten',
      'from',
      'goal',
      'newest',
      'proven',
      'running',
      'sidecar',
      'unproven',
      'wished',
    ])
    expect(left('team/web')).toEqual(['by hand', 'newest', 'running'])
    expect(repositories[0]?.kept).toEqual({ runs: 1, revision: 1, ledger: 2, deployment: 2, record: 2, newest: 1 })
  })

  it('as the index of a platform that runs, with all of it, and what is said about it', async () => {
    const { aws, old, left, apply } = await twoServices()
    const children = ['a', 'b'].map((hex) => `sha256:${hex.repeat(64)}`)
    const index = old('team/api', 'index', 200, { index: { children, reportsChild: true } })
    const other = old('team/api', 'other', 201, { index: true })
    old('team/api', 'signature', 100, { subject: index })
    old('team/api', 'other signature', 100, { tag: `${other.replace(':', '-')}.sig` })
    aws.ecs.usurp('production', 'api', { containers: { app: `${host}/team/api@${index}` } })
    await aws.run(10 * 60_000)
    const { repositories } = await apply()
    expect(left('team/api')).toEqual(['index', 'newest', 'signature'])
    expect(children.every((child) => aws.ecr.has('team/api', child))).toBe(true)
    expect(repositories[0]?.removed).toMatchObject({ images: 5, failed: [], left: 0, spared: 0 })
  })
})

it.each(['dkr.ecr-fips.us-east-1.amazonaws.com', 'dkr-ecr.us-east-1.on.aws'])(
  'what somebody needs stays, named under %s',
  async (name) => {
    const { aws, old, left, remember, apply } = await twoServices()
    old('team/web', 'sidecar', 200, { tag: 'v3' })
    const carrier = aws.ecs.registerContainers('api', { proxy: `123456789012.${name}/team/web:v3` })
    await remember({ ledger: [{ release: { images: {}, carrier }, origin: 'proven', at: 1 }] })
    await apply()
    expect(left('team/web')).toEqual(['newest', 'running', 'sidecar'])
  },
)

describe('what nobody uses stays', () => {
  it('as long as it is young, by its push or by its pull, and where a followed tag names it', async () => {
    const { aws, old, left, apply } = await twoServices()
    old('team/web', 'followed', 200, { tag: 'stable' })
    aws.ecr.pulled('team/web', old('team/web', 'pulled', 200), aws.clock.now() - 29 * day)
    aws.ecr.pulled('team/web', old('team/web', 'pulled long ago', 200), aws.clock.now() - 31 * day)
    old('team/web', 'pushed', 29)
    await apply()
    expect(left('team/web')).toEqual(['followed', 'pulled', 'pushed', 'running'])
  })

  it('when a target follows it and has not seen it yet', async () => {
    const { aws, old, left, remember, apply } = await twoServices()
    const seen = old('team/api', 'seen', 100, { tag: 'v1.5.0' })
    old('team/api', 'news', 100, { tag: 'v1.6.0' })
    old('team/api', 'past', 100, { tag: 'v1.4.0' })
    await remember({ mark: { app: { tag: 'v1.5.0', digest: seen, pushedAt: aws.clock.now() - 100 * day } } })
    await apply()
    expect(left('team/api')).toEqual(['newest', 'news', 'running', 'seen'])
  })
})

describe('what may be used again stays', () => {
  it('in any version of a function, and in what a rule will run', async () => {
    world = await pruneWorld(
      {
        thumbs: { lambda: { function: 'thumbs', alias: 'live', repository: 'team/media', tags: { exact: 'stable' } } },
        nightly: {
          scheduledTask: {
            ...{ rule: 'nightly', family: 'nightly', roles: ['arn:aws:iam::123456789012:role/nightly'] },
            containers: { app: aContainer('team/media') },
          },
        },
      },
      { keep: 1 },
    )
    const { aws, old, left, apply } = world
    const at = (name: string): string => `${host}/team/media@${old('team/media', name, 200)}`
    const [first, second, latest] = [at('version 1'), at('version 2'), at('latest')]
    const scheduled = at('scheduled')
    at('nobody')
    old('team/media', 'newest', 50)
    aws.functions.createFunction({
      name: 'thumbs',
      image: latest,
      versions: [first, second],
      aliases: { live: '2' },
    })
    aws.ecs.createCluster('jobs')
    const arn = aws.ecs.registerContainers('nightly', { app: scheduled })
    aws.events.putRule({ name: 'nightly', schedule: 'rate(1 day)' })
    const { eventsApi } = await import('../../shared/aws/events-api.ts')
    const { clientSettings } = await import('../../shared/aws/client-settings.ts')
    const cluster = 'arn:aws:ecs:us-east-1:123456789012:cluster/jobs'
    const Targets = [
      { Id: 't', Arn: cluster, RoleArn: 'arn:aws:iam::123456789012:role/r', EcsParameters: { TaskDefinitionArn: arn } },
    ]
    await eventsApi(clientSettings()).putTargets({ Rule: 'nightly', Targets })
    await apply()
    expect(left('team/media')).toEqual(['latest', 'newest', 'scheduled', 'version 1', 'version 2'])
  })
})

describe('what cannot be read', () => {
  it('closes the repositories it has to do with, by name, and no others', async () => {
    const { aws, old, left, apply } = await twoServices()
    old('team/api', 'old', 200)
    old('team/web', 'old', 200)
    aws.ecs.deleteService('production', 'web', { forget: true })
    const { unread, repositories } = await apply()
    expect(left('team/api')).toEqual(['newest', 'running'])
    expect(left('team/web')).toEqual(['newest', 'old', 'running'])
    expect(unread).toEqual([expect.stringContaining('There is no service web in cluster production')])
    expect(repositories[1]?.kept).toEqual({ unread: 3 })
  })

  it('closes all of them when it is a record, from the future or broken', async () => {
    const { aws, old, left, apply } = await twoServices()
    old('team/api', 'old', 200)
    const body = JSON.stringify({ version: recordVersion + 1, target: 'other' })
    const Item = { pk: { S: 'target#other' }, sk: { S: 'record' }, body: { S: body } }
    await aws.tables.call('PutItem', { TableName: 'longshore-test', Item })
    const { unread, message } = await apply()
    expect(left('team/api')).toEqual(['newest', 'old', 'running'])
    expect(unread).toEqual([expect.stringContaining('The record of target other cannot be read')])
    expect(message).toContain('Not pruned because of this: The record of target other')
  })

  it.each([
    ['ecs', 'ListTasks'],
    ['ecs', 'DescribeServices'],
    ['ecs', 'DescribeTaskDefinition'],
    ['ecr', 'DescribeImages'],
  ])('closes them when %s:%s is denied', async (service, operation) => {
    const { aws, old, left, apply } = await twoServices()
    old('team/api', 'old', 200)
    aws.faults.onCall({ service, operation }, 'access-denied')
    const { unread } = await apply()
    expect(unread.length).toBeGreaterThan(0)
    expect(left('team/api')).toEqual(['newest', 'old', 'running'])
  })
})

describe('a run', () => {
  it('deletes five hundred images at most, a hundred a call, nothing that is still listed, and says how many are left', async () => {
    const { aws, old, left, apply } = await twoServices()
    for (let n = 0; n < 300; n += 1) old('team/api', `plain ${n}`, 100 + n)
    const indexes = new Map<string, string[]>()
    for (let n = 0; n < 110; n += 1) {
      const children = ['a', 'b'].map((hex) => `sha256:${`${n}${hex}`.padStart(64, 'f')}`)
      indexes.set(old('team/api', `index ${n}`, 100 + n, { index: { children } }), children)
    }
    const { repositories } = await apply()
    expect(repositories[0]).toMatchObject({
      proposed: { images: 630 },
      removed: { images: 500, left: 130, failed: [], spared: 0 },
    })
    const whole = aws.ecr
      .digests('team/api')
      .filter((digest) => indexes.get(digest)?.some((child) => !aws.ecr.has('team/api', child)))
    expect(whole).toEqual([])
    const calls = aws.calls.list().filter(({ operation }) => operation === 'BatchDeleteImage')
    expect(calls).toHaveLength(5)
    await apply()
    expect(left('team/api')).toEqual(['newest', 'running'])
  })

  it('tells what it may not delete, and why', async () => {
    const { aws, old, left, apply } = await twoServices()
    old('team/api', 'old', 200)
    aws.faults.onCall({ service: 'ecr', operation: 'BatchDeleteImage' }, 'access-denied')
    const { repositories, message } = await apply()
    expect(left('team/api')).toEqual(['newest', 'old', 'running'])
    expect(repositories[0]?.removed).toMatchObject({
      images: 0,
      failed: [{ why: expect.stringContaining('ecr:BatchDeleteImage') }],
    })
    expect(message).toContain('1 failed')
  })

  it('changes nothing unless it is told to', async () => {
    const { old, left, dry } = await twoServices()
    old('team/api', 'old', 200, { tag: 'v0.1.0' })
    const { applied, message, repositories } = await dry()
    expect(applied).toBe(false)
    expect(left('team/api')).toEqual(['newest', 'old', 'running'])
    expect(repositories[0]).toMatchObject({
      images: 3,
      proposed: { images: 1, bytes: 48_000_000 },
      examples: [{ tags: ['v0.1.0'] }],
    })
    expect(message).toContain(
      'team/api: 3 images, 1 needed by nobody (up to 48 MB). Stay: 1 running, 1 among the newest.',
    )
  })
})

describe('the schedule', () => {
  it('deletes nothing as long as the configuration does not say so', async () => {
    const { aws, old, left, scheduled } = await twoServices()
    old('team/api', 'old', 200)
    await scheduled()
    await aws.run(day)
    expect((await scheduled()).applied).toBe(false)
    expect(left('team/api')).toEqual(['newest', 'old', 'running'])
  })

  it('deletes twelve hours after it has told what, and tells anew when the rules change', async () => {
    const { aws, config, old, left, scheduled } = await twoServices({ apply: true, schedule: 'rate(1 day)' })
    old('team/api', 'old', 200)
    expect((await scheduled()).message).toContain('this was told for the first time')
    await aws.run(11 * 60 * 60_000)
    expect((await scheduled()).applied).toBe(false)
    expect(left('team/api')).toEqual(['newest', 'old', 'running'])
    await aws.run(60 * 60_000)
    const settings = config.prune
    if (!settings) throw new Error('it prunes')
    const other = { ...config, prune: { ...settings, keep: 2 } }
    expect((await scheduled(other)).applied).toBe(false)
    await aws.run(12 * 60 * 60_000)
    expect((await scheduled(other)).applied).toBe(true)
  })
})
