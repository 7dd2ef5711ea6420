import { expect, it } from '@jest/globals'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { shippedFile } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { aTarget, configOf } from '../config/a-configuration.ts'

it.each(['ends-all-three', 'ends-one-broken'])(
  'every call of notify-ends in the scenario %s is one that it may make',
  async (name) => {
    const { passed, report } = await runScenario(shippedFile(name))
    expect(passed).toBe(true)
    const ends = [
      { name: 'audit', kind: 'webhook', url: { ssm: '/audit' }, signingKey: { secret: 'audit-key' } },
      { name: 'chat', kind: 'discord', url: { ssm: '/chat' } },
    ]
    const allowed = statements('notify-ends', configOf({ api: aTarget('api') }, { ends })).flatMap(
      ({ Action }) => Action,
    )
    const made = (report?.calls ?? [])
      .filter(({ caller }) => functionOf(caller) === 'notify-ends')
      .map(({ service, operation }) => `${service}:${operation}`)
    expect(made.filter((action) => !allowed.includes(action))).toEqual([])
    expect(made).toEqual(expect.arrayContaining(['sqs:SendMessage', 'dynamodb:PutItem', 'ssm:GetParameter']))
  },
  180_000,
)
