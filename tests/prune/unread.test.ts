import { afterEach, expect, it } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { eventsApi } from '../../shared/aws/events-api.ts'
import { aContainer, aTarget } from '../config/a-configuration.ts'
import { host } from '../contracts/aws-world.ts'
import { type PruneWorld, pruneWorld } from './prune-world.ts'

const roles = ['arn:aws:iam::123456789012:role/nightly']

const targets = {
  service: aTarget('service', {}, { containers: { app: aContainer('team/service', { semver: '>=1.0.0' }) } }),
  function: { lambda: { function: 'thumbs', alias: 'live', repository: 'team/function', tags: { exact: 'stable' } } },
  rule: { scheduledTask: { rule: 'nightly', family: 'nightly', roles, containers: { app: aContainer('team/rule') } } },
}

let world: PruneWorld | undefined

afterEach(async () => {
  await world?.aws.stop()
  world = undefined
})

/** Each follows a repository of its own, and runs an image of somebody else's, too. */
async function borrowers(): Promise<PruneWorld> {
  world = await pruneWorld(targets)
  const { aws, old } = world
  const image = (repository: string, name: string): string => `${host}/${repository}@${old(repository, name, 200)}`
  for (const name of ['service', 'function', 'rule']) old(`team/${name}`, 'newest', 40)
  aws.ecs.createService({
    ...{ cluster: 'production', name: 'service', containers: { app: image('team/service', 'own') } },
  })
  const byHand = aws.ecs.registerContainers('job', { job: image('team/function', 'of a task') })
  const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'] } }
  aws.ecs.runTask({ cluster: 'production', taskDefinition: byHand, launchType: 'FARGATE', networkConfiguration })
  const versions = [image('team/rule', 'of an older version'), image('team/function', 'own')]
  aws.functions.createFunction({ name: 'thumbs', image: versions[1] ?? '', versions, aliases: { live: '2' } })
  const app = image('team/rule', 'own')
  const TaskDefinitionArn = aws.ecs.registerContainers('nightly', { app, proxy: image('team/service', 'of a rule') })
  aws.ecs.createCluster('jobs')
  aws.events.putRule({ name: 'nightly', schedule: 'rate(1 day)' })
  const place = { Arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/jobs', RoleArn: roles[0] ?? '' }
  await eventsApi(clientSettings()).putTargets({
    ...{ Rule: 'nightly', Targets: [{ Id: 't', ...place, EcsParameters: { TaskDefinitionArn } }] },
  })
  return world
}

it('keeps what is run of a repository that others follow', async () => {
  const { left, apply } = await borrowers()
  expect((await apply()).unread).toEqual([])
  expect(left('team/service')).toEqual(['newest', 'of a rule', 'own'])
  expect(left('team/function')).toEqual(['newest', 'of a task', 'own'])
  expect(left('team/rule')).toEqual(['newest', 'of an older version', 'own'])
})

it.each([
  ['a service', 'ecs', 'DescribeServices', 'team/function', 'of a task'],
  ['tasks', 'ecs', 'ListTasks', 'team/function', 'of a task'],
  ['tasks', 'ecs', 'DescribeTasks', 'team/function', 'of a task'],
  ['a function', 'lambda', 'ListVersionsByFunction', 'team/rule', 'of an older version'],
  ['a version', 'lambda', 'GetFunction', 'team/rule', 'of an older version'],
  ['a rule', 'events', 'ListTargetsByRule', 'team/service', 'of a rule'],
])('keeps everything where %s cannot be read (%s:%s)', async (_what, service, operation, repository, name) => {
  const { aws, old, left, apply } = await borrowers()
  for (const one of ['service', 'function', 'rule']) old(`team/${one}`, 'nobody', 300)
  aws.faults.onCall({ service, operation }, 'access-denied')
  const { unread } = await apply()
  expect(unread).toEqual([expect.stringContaining(`${service}:${operation}`)])
  expect(left(repository)).toContain(name)
  for (const one of ['service', 'function', 'rule']) expect(left(`team/${one}`)).toContain('nobody')
})
