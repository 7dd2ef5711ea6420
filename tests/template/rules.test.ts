import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { matchesPattern } from '../../sandbox/services/events/matches-pattern.ts'
import { imagePushedRules } from '../../shared/config/derive/image-pushed-rules.ts'
import { rolloutRules } from '../../shared/config/derive/rollout-rules.ts'
import { ecsTargets } from '../../shared/config/targets-of.ts'
import { aContainer, aTarget, configOf } from '../config/a-configuration.ts'
import { companyTargets, unrelatedTargets } from './many-targets.ts'

const samples = new URL('../../events/', import.meta.url)
const config = configOf({ api: aTarget('api', {}, { cluster: 'prod' }) })
const rules = { 'image-pushed': imagePushedRules(config), 'rollout-changed': rolloutRules(config) }

function functionsFor(event: unknown, from: typeof rules = rules): string[] {
  return Object.entries(from)
    .filter(([, patterns]) => patterns.some((pattern) => matchesPattern({ ...pattern }, event)))
    .map(([key]) => key)
}

const read = (file: string): { detail: Record<string, unknown> } & Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(file, samples), 'utf8'))

describe('every sample that a function must see is let through', () => {
  it.each([
    ['ecr-push-tagged.json', 'image-pushed'],
    ['ecr-push-index.json', 'image-pushed'],
    ['ecr-push-moved-tag.json', 'image-pushed'],
    ['ecr-push-unknown-fields.json', 'image-pushed'],
    ['ecr-push-without-media-types.json', 'image-pushed'],
    ['ecr-replication.json', 'image-pushed'],
    ['ecs-deployment-completed.json', 'rollout-changed'],
    ['ecs-deployment-failed.json', 'rollout-changed'],
    ['ecs-hook-awaiting-action.json', 'rollout-changed'],
    ['ecs-hook-timed-out.json', 'rollout-changed'],
    ['ecs-service-action-deployment-failed.json', 'rollout-changed'],
    ['ecs-service-placement-failure.json', 'rollout-changed'],
    ['ecs-service-task-start-impaired.json', 'rollout-changed'],
    ['ecs-task-cannot-pull.json', 'rollout-changed'],
    ['ecs-task-exited-with-1.json', 'rollout-changed'],
    ['ecs-task-failed-health-check.json', 'rollout-changed'],
    ['ecs-task-out-of-memory.json', 'rollout-changed'],
  ])('%s by a rule of %s', (file, key) => {
    expect(functionsFor(read(file))).toEqual([key])
  })
})

describe('what nobody needs costs no invocation', () => {
  it.each([
    'ecr-archive.json',
    'ecr-delete.json',
    'ecr-push-failed.json',
    'ecr-push-other-account.json',
    'ecr-push-other-region.json',
    'ecr-push-untagged-empty-tag.json',
    'ecr-push-untagged.json',
    'ecr-replication-untagged.json',
    'ecr-scan.json',
    'ecs-capacity-provider-steady-state.json',
    'ecs-deployment-in-progress.json',
    'ecs-service-steady-state.json',
    'ecs-task-running.json',
    'ecs-task-scaled-in.json',
    'ecs-task-standalone.json',
    'scheduled-tick.json',
  ])('%s', (file) => {
    expect(functionsFor(read(file))).toEqual([])
  })

  it.each<[string, string, Record<string, unknown>]>([
    ['a repository that only begins alike', 'ecr-push-tagged.json', { 'repository-name': 'team/api-admin' }],
    ['another service', 'ecs-task-exited-with-1.json', { group: 'service:api-admin' }],
  ])('%s', (_what, file, change) => {
    const event = read(file)
    expect(functionsFor({ ...event, detail: { ...event.detail, ...change } })).toEqual([])
  })

  it.each([
    ['of another cluster', 'prod-2/api'],
    ['that is no target', 'prod/api-admin'],
  ])('a service %s', (_what, service) => {
    const resources = [`arn:aws:ecs:us-east-1:123456789012:service/${service}`]
    for (const file of [
      'ecs-deployment-completed.json',
      'ecs-hook-awaiting-action.json',
      'ecs-service-placement-failure.json',
    ]) {
      expect(functionsFor({ ...read(file), resources })).toEqual([])
    }
  })
})

it('pushes into a registry of another account and region are let through where they are forwarded', () => {
  const repository = '999999999999.dkr.ecr.eu-west-1.amazonaws.com/team/api'
  const foreign = configOf({ api: aTarget('api', {}, { containers: { app: aContainer(repository) } }) })
  const from = { 'image-pushed': imagePushedRules(foreign), 'rollout-changed': rolloutRules(foreign) }
  const push = read('ecr-push-tagged.json')
  expect(functionsFor({ ...push, account: '999999999999', region: 'eu-west-1' }, from)).toEqual(['image-pushed'])
  expect(functionsFor(push, from)).toEqual([])
})

it('there are samples of everything that a rule speaks of', () => {
  const seen = readdirSync(samples)
    .filter((file) => /^(ecr|ecs)-.*\.json$/.test(file))
    .flatMap((file) => functionsFor(read(file)))
  expect(new Set(seen)).toEqual(new Set(Object.keys(rules)))
})

describe.each([
  ['that share beginnings', companyTargets()],
  ['that share nothing', unrelatedTargets()],
])('300 targets %s', (_kind, targets) => {
  const many = configOf(targets)
  const all = [...imagePushedRules(many), ...rolloutRules(many)]
  it('need at most ten rules below 2,048 characters', () => {
    expect(all.length).toBeLessThanOrEqual(10)
    expect(all.filter((pattern) => JSON.stringify(pattern).length >= 2048)).toEqual([])
  })
  it('are all heard', () => {
    const heard = Object.entries(ecsTargets(many)).filter(([name, ecs]) => {
      const repository = many.targets[name]?.policy.containers['app']?.repository.split('/').slice(1).join('/')
      const push = read('ecr-push-tagged.json')
      const task = read('ecs-task-exited-with-1.json')
      const clusterArn = `arn:aws:ecs:us-east-1:123456789012:cluster/${ecs.cluster}`
      const resources = [`arn:aws:ecs:us-east-1:123456789012:service/${ecs.cluster}/${ecs.service}`]
      const events = [
        { ...push, detail: { ...push.detail, 'repository-name': repository } },
        { ...task, detail: { ...task.detail, clusterArn, group: `service:${ecs.service}` } },
        { ...read('ecs-deployment-completed.json'), resources },
      ]
      return events.every((event) => all.some((pattern) => matchesPattern({ ...pattern }, event)))
    })
    expect(heard.length).toBe(300)
  })
})
