import { describe, expect, it } from '@jest/globals'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { shippedFile } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { functionKeys } from '../../shared/config/derive/function-key.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { loadConfig } from '../../shared/config/load-config.ts'
import type { LongshoreConfig } from '../../shared/config/normalised.ts'
import { lambdaTargets } from '../../shared/config/targets-of.ts'
import { aFile } from '../config/a-configuration.ts'

type Data = Record<string, unknown>

function aFunction(name: string, alias?: string): Data {
  return {
    lambda: { function: name, ...(alias ? { alias } : {}), repository: `team/${name}`, tags: { exact: 'main' } },
  }
}

function configOf(targets: Data): LongshoreConfig {
  const home = { account: '123456789012', region: 'eu-west-1' }
  const loaded = loadConfig(aFile(targets, home), undefined, { stage: 'dev' })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes))
  return loaded.config
}

const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`

describe('the rights on functions', () => {
  const config = configOf({ live: aFunction('thumbs', 'live'), previews: aFunction('previews') })
  const resources = (key: 'tick' | 'reconcile', action: string) =>
    statements(key, config).flatMap(({ Action, Resource }) => (Action.includes(action) ? Resource : []))

  it('are to look at those that are targets, their versions and aliases', () => {
    const both = [arn('previews'), `${arn('previews')}:*`, arn('thumbs'), `${arn('thumbs')}:*`]
    for (const key of ['tick', 'reconcile'] as const) {
      expect([...resources(key, 'lambda:GetFunction')].sort()).toEqual(both)
      expect([...resources(key, 'lambda:GetAlias')].sort()).toEqual(both)
    }
  })

  it('are to publish and to move aliases where there is one', () => {
    expect(resources('reconcile', 'lambda:UpdateFunctionCode')).toEqual([arn('previews'), arn('thumbs')])
    expect(resources('reconcile', 'lambda:UpdateAlias')).toEqual([arn('thumbs'), `${arn('thumbs')}:*`])
    expect(resources('reconcile', 'lambda:PublishVersion')).toEqual([arn('thumbs'), `${arn('thumbs')}:*`])
  })

  it('are to pull the images of functions, for whoever gives them to Lambda', () => {
    const repository = (name: string) => `arn:aws:ecr:eu-west-1:123456789012:repository/team/${name}`
    const mixed = configOf({
      live: aFunction('thumbs', 'live'),
      api: {
        ecs: {
          ...{ cluster: 'production', service: 'api', family: 'api', roles: [] },
          containers: { app: { repository: 'team/api', tags: { exact: 'main' } } },
        },
      },
    })
    const pull = statements('reconcile', mixed).filter(({ Action }) => Action.includes('ecr:GetDownloadUrlForLayer'))
    expect(pull.map(({ Resource }) => Resource)).toEqual([[repository('thumbs')]])
    expect(resources('tick', 'ecr:GetDownloadUrlForLayer')).toEqual([])
  })

  it('are to change nothing for anybody but reconcile, and to invoke for nobody', () => {
    const changes = functionKeys.filter((key) =>
      statements(key, config).some(({ Action }) => Action.some((action) => /^lambda:(?!Get)/.test(action))),
    )
    expect(changes).toEqual(['reconcile'])
    expect(JSON.stringify(statements('reconcile', config))).not.toMatch(/lambda:Invoke|ecs:|iam:/)
  })

  it('are granted by common prefixes when 300 functions are too many for its policies', () => {
    const names = Array.from({ length: 300 }, (_, n) => `shop-team${n % 20}-function-number-${n}`)
    const many = configOf(Object.fromEntries(names.map((name, n) => [`target-${n}`, aFunction(name, 'live')])))
    const granted = statements('reconcile', many)
      .filter(({ Action }) => Action.includes('lambda:UpdateFunctionCode'))
      .flatMap(({ Resource }) => Resource.map(String))
    expect(granted.every((resource) => resource.startsWith(arn('shop-team')))).toBe(true)
    const denied = Object.values(lambdaTargets(many)).filter(
      ({ function: name }) =>
        !granted.some(
          (resource) =>
            resource === arn(name) || (resource.endsWith('*') && arn(name).startsWith(resource.slice(0, -1))),
        ),
    )
    expect(denied).toEqual([])
  })
})

it.each(['lambda-canary-alarm', 'lambda-version-gone', 'lambda-latest-alarm'])(
  'every call to Lambda and CloudWatch in the scenario %s is one that the function may make',
  async (name) => {
    const { report, passed } = await runScenario(shippedFile(name))
    expect(passed).toBe(true)
    const config = configOf({
      api: { ...aFunction('thumbnails', 'live'), prove: { alarms: ['thumbnails-errors'] } },
    })
    const made = (report?.calls ?? []).filter(({ service }) => service === 'lambda' || service === 'cloudwatch')
    const denied = functionKeys.flatMap((key) => {
      const allowed = statements(key, config).flatMap(({ Action }) => Action)
      return made
        .filter(({ caller }) => functionOf(caller) === key)
        .map(({ service, operation }) => `${service}:${operation}`)
        .filter((action) => !allowed.includes(action))
    })
    expect(denied).toEqual([])
    expect(made.map(({ operation }) => operation)).toContain('UpdateFunctionCode')
  },
  60_000,
)
