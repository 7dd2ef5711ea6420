import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { parse, stringify } from 'yaml'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { shippedFile } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { type FunctionKey, functionKeys } from '../../shared/config/derive/function-key.ts'
import type { Statement } from '../../shared/config/derive/statement.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { loadConfig } from '../../shared/config/load-config.ts'
import { aContainer, aFile, aTarget, configOf } from '../config/a-configuration.ts'

const home = (service: string) => `arn:aws:${service}:us-east-1:123456789012`
const task = { task: { command: ['migrate'] } }
const tasked = configOf({
  api: aTarget('api', { before: task }),
  web: aTarget('web', { after: task }, { cluster: 'staging' }),
  worker: aTarget('worker', {}, { cluster: 'other' }),
})

const role = 'arn:aws:iam::123456789012:role/report'
const scheduledTask = { family: 'report', roles: [role], containers: { app: aContainer('team/report') } }
const loaded = loadConfig(
  aFile(
    {
      report: { scheduledTask: { ...scheduledTask, rule: 'nightly' } },
      sweep: { scheduledTask: { ...scheduledTask, schedule: 'sweep', group: 'reports' } },
    },
    { account: '123456789012', region: 'us-east-1' },
  ),
  undefined,
  { stage: 'dev' },
)
if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes))
const scheduled = loaded.config

const having = (config: typeof tasked, key: FunctionKey, action: string): Statement[] =>
  statements(key, config).filter(({ Action }) => Action.includes(action))

describe('running tasks', () => {
  it('is allowed in the clusters and with the families of targets that have tasks', () => {
    const Condition = {
      ArnLike: { 'ecs:cluster': ['production', 'staging'].map((name) => `${home('ecs')}:cluster/${name}`) },
    }
    expect(having(tasked, 'reconcile', 'ecs:RunTask')).toEqual([
      {
        ...{ Sid: 'RunTasks', Effect: 'Allow', Action: ['ecs:RunTask'], Condition },
        Resource: ['api-family', 'web-family'].map((family) => `${home('ecs')}:task-definition/${family}:*`),
      },
    ])
    expect(having(tasked, 'reconcile', 'ecs:StopTask')).toEqual([
      {
        ...{ Sid: 'StopTasks', Effect: 'Allow', Action: ['ecs:StopTask'], Condition },
        Resource: ['production', 'staging'].map((name) => `${home('ecs')}:task/${name}/*`),
      },
    ])
  })

  it.each(functionKeys.filter((key) => key !== 'reconcile'))('is not allowed for %s', (key) => {
    expect(having(tasked, key, 'ecs:RunTask')).toEqual([])
  })

  it('is allowed to nobody where no target has a task', () => {
    expect(having(configOf({ api: aTarget('api') }), 'reconcile', 'ecs:RunTask')).toEqual([])
  })
})

describe('scheduled tasks', () => {
  it('are changed where the configuration names them, by reconcile alone', () => {
    expect(having(scheduled, 'reconcile', 'events:PutTargets')[0]?.Resource).toEqual([`${home('events')}:rule/nightly`])
    expect(having(scheduled, 'reconcile', 'scheduler:UpdateSchedule')[0]?.Resource).toEqual([
      `${home('scheduler')}:schedule/reports/sweep`,
    ])
    for (const key of functionKeys.filter((one) => one !== 'reconcile')) {
      const actions = statements(key, scheduled).flatMap(({ Action }) => Action)
      expect(actions.filter((action) => /PutTargets|UpdateSchedule|iam:(?!Simulate)/.test(action))).toEqual([])
    }
  })

  it('pass their roles to who runs them only', () => {
    expect(having(scheduled, 'reconcile', 'iam:PassRole')).toMatchObject([
      {
        Resource: [role],
        Condition: {
          StringEquals: {
            'iam:PassedToService': ['ecs-tasks.amazonaws.com', 'events.amazonaws.com', 'scheduler.amazonaws.com'],
          },
        },
      },
    ])
  })

  it('are seen by the tick', () => {
    const actions = statements('tick', scheduled).flatMap(({ Action }) => Action)
    expect(actions).toEqual(
      expect.arrayContaining(['events:ListTargetsByRule', 'scheduler:GetSchedule', 'ecs:DescribeTaskDefinition']),
    )
  })

  it('need no right to services', () => {
    expect(having(scheduled, 'reconcile', 'ecs:UpdateService')).toEqual([])
  })
})

/** What IAM calls an operation. */
function actionOf(service: string, operation: string): string {
  return `${service}:${operation === 'SendMessageBatch' ? 'SendMessage' : operation}`
}

describe.each(['task-before-hangs', 'task-before', 'scheduled-task'])('in the story %s', (name) => {
  it('every call that a function makes is one that its role allows', async () => {
    const path = shippedFile(name)
    const { report } = await runScenario(path)
    const story = parse(readFileSync(path, 'utf8'))
    const services = Object.entries<{ ecs?: object }>(story.configuration.targets).flatMap(([target, { ecs }]) =>
      ecs ? [[target, { cluster: 'shop', service: 'api', family: 'api' }]] : [],
    )
    const lock = { version: 1, account: '123456789012', region: 'us-east-1', targets: Object.fromEntries(services) }
    const told = loadConfig(stringify(story.configuration), stringify(lock), { stage: 'dev' })
    if (!told.ok) throw new Error(JSON.stringify(told.mistakes))
    const denied = (report?.calls ?? []).flatMap(({ caller, service, operation }) => {
      const key = functionKeys.find((one) => one === functionOf(caller))
      const action = actionOf(service, operation)
      const allowed = key ? statements(key, told.config).flatMap(({ Action }) => Action) : []
      return allowed.includes(action) ? [] : [`${caller} calls ${action}`]
    })
    expect([...new Set(denied)]).toEqual([])
  }, 120_000)
})
