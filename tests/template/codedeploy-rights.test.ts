import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { shippedFile } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { matchesPattern } from '../../sandbox/services/events/matches-pattern.ts'
import { rolloutRules } from '../../shared/config/derive/rollout-rules.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { aTarget, configOf } from '../config/a-configuration.ts'

const codeDeploy = { application: 'AppECS-prod-api', group: 'DgpECS-prod-api' }
const config = configOf({ api: aTarget('api', {}, { cluster: 'prod', codeDeploy }) })

const home = 'arn:aws:codedeploy:us-east-1:123456789012'
const resources = (key: 'tick' | 'reconcile', action: string) =>
  statements(key, config).flatMap(({ Action, Resource }) => (Action.includes(action) ? Resource : []))

describe('the rights over CodeDeploy', () => {
  const group = `${home}:deploymentgroup:AppECS-prod-api/DgpECS-prod-api`

  it('are those on the deployment group that is named', () => {
    for (const action of ['BatchGetDeploymentGroups', 'BatchGetDeployments']) {
      expect(resources('tick', `codedeploy:${action}`)).toEqual([group])
      expect(resources('reconcile', `codedeploy:${action}`)).toEqual([group])
    }
    expect(resources('reconcile', 'codedeploy:BatchGetDeploymentTargets')).toEqual(['*'])
    expect(resources('reconcile', 'codedeploy:CreateDeployment')).toEqual([group])
    expect(resources('reconcile', 'codedeploy:RegisterApplicationRevision')).toEqual([
      `${home}:application:AppECS-prod-api`,
    ])
  })

  it('let nobody but reconcile deploy, and nobody update the service itself', () => {
    for (const action of ['CreateDeployment', 'StopDeployment', 'ContinueDeployment']) {
      expect(resources('tick', `codedeploy:${action}`)).toEqual([])
    }
    expect(resources('reconcile', 'ecs:UpdateService')).toEqual([])
    expect(resources('reconcile', 'ecs:ListServiceDeployments')).toEqual([])
    expect(resources('reconcile', 'iam:PassRole')).toHaveLength(2)
  })

  it('are not there where no target has codeDeploy', () => {
    const plain = configOf({ api: aTarget('api') })
    const actions = statements('reconcile', plain).flatMap(({ Action }) => Action)
    expect(actions.filter((action) => action.startsWith('codedeploy:'))).toEqual([])
  })

  it('suffice for every call of a story in which two deployments are stopped', async () => {
    const names = ['codedeploy-crash', 'codedeploy-newer-push']
    const results = await Promise.all(names.map((name) => runScenario(shippedFile(name))))
    const calls = results.flatMap(({ report }) => report?.calls ?? [])
    const allowed = (['tick', 'reconcile'] as const).map(
      (key) => [key, statements(key, config).flatMap(({ Action }) => Action)] as const,
    )
    const denied = allowed.flatMap(([key, actions]) =>
      calls
        .filter(({ caller, service }) => caller.startsWith(`${key}-`) && ['ecs', 'codedeploy'].includes(service))
        .map(({ service, operation }) => `${service}:${operation}`)
        .filter((action) => !actions.includes(action)),
    )
    expect(denied).toEqual([])
    expect(calls.map(({ operation }) => operation)).toContain('StopDeployment')
  }, 120_000)
})

describe('what CodeDeploy tells', () => {
  const samples = new URL('../../events/', import.meta.url)
  const read = (file: string) => JSON.parse(readFileSync(new URL(file, samples), 'utf8'))
  const isHeard = (event: unknown) => rolloutRules(config).some((pattern) => matchesPattern({ ...pattern }, event))
  const files = readdirSync(samples).filter((file) => file.startsWith('codedeploy-') && !file.includes('without'))

  it.each(files)('is heard: %s', (file) => {
    expect(isHeard(read(file))).toBe(true)
  })

  it.each<[string, Record<string, unknown>]>([
    ['of another group', { deploymentGroup: 'DgpECS-prod-api-admin' }],
    ['of another application', { application: 'other' }],
    ['that only begins', { state: 'START' }],
  ])('costs no invocation: a deployment %s', (_what, change) => {
    const event = read('codedeploy-success.json')
    expect(isHeard({ ...event, detail: { ...event.detail, ...change } })).toBe(false)
  })

  it('leaves the deaths of its tasks to ECS, which are heard too', () => {
    expect(isHeard(read('ecs-task-exited-with-1.json'))).toBe(true)
  })
})
