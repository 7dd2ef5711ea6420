import { describe, expect, it } from '@jest/globals'
import { loadConfig } from '../../shared/config/load-config.ts'
import { aContainer, aFile, aTarget, configOf, load } from './a-configuration.ts'

type Data = Record<string, unknown>

const task = { command: ['npm', 'run', 'migrate'] }
const two = { containers: { app: aContainer('team/api'), proxy: aContainer('team/proxy') } }
const role = 'arn:aws:iam::123456789012:role/report'
const scheduled = (more: Data = {}): Data => ({
  scheduledTask: {
    rule: 'nightly',
    family: 'report',
    roles: [role],
    containers: { app: aContainer('team/report') },
    ...more,
  },
})

const long = (length: number): string => 'x'.repeat(length)

function commanded(...command: string[]): Data {
  return aTarget('api', { before: { task: { command } } })
}

function rulesOf(target: Data): string[] {
  const loaded = target['scheduledTask']
    ? loadConfig(aFile({ api: target }, { account: '123456789012', region: 'us-east-1' }), undefined, { stage: 'dev' })
    : load({ api: target })
  return loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)
}

describe('tasks of a target', () => {
  it('are complete when little is written', () => {
    const policy = configOf({ api: aTarget('api', { before: { task }, after: { task } }) }).targets['api']?.policy
    const complete = { container: 'app', command: ['npm', 'run', 'migrate'], timeoutMs: 600_000 }
    expect(policy).toMatchObject({ before: { ...complete, onRevert: 'revert' }, after: complete })
  })

  it('are as written', () => {
    const before = { task: { ...task, container: 'proxy', timeout: '1h' }, onRevert: 'stop' }
    const { policy } = configOf({ api: aTarget('api', { before }, two) }).targets['api'] ?? {}
    expect(policy?.before).toMatchObject({ container: 'proxy', timeoutMs: 3_600_000, onRevert: 'stop' })
    expect(policy).not.toHaveProperty('after')
  })

  it.each<[string, Data, string]>([
    ['without a command', aTarget('api', { before: { task: { command: [] } } }), 'no-command'],
    [
      'with more than ECS takes',
      aTarget('api', { before: { task: { command: ['sh', '-c', long(4091)] } } }),
      'long-command',
    ],
    ['with a password in an address', commanded('migrate', 'postgres://app:hunter2@db/prod'), 'secret-in-clear'],
    ['with a password', commanded('migrate', '--password=hunter2'), 'secret-in-clear'],
    ['with a token', commanded('sh', '-c', `deploy ghp_${long(20)}`), 'secret-in-clear'],
    ['of one of several containers', aTarget('api', { before: { task } }, two), 'task-container'],
    ['of an unknown container', aTarget('api', { after: { task: { ...task, container: 'db' } } }), 'task-container'],
    ['in force mode', aTarget('api', { mode: 'force', before: { task } }), 'task-in-force-mode'],
    ['that may take no time', aTarget('api', { before: { task: { ...task, timeout: '5s' } } }), 'task-timeout'],
    ['that may take for ever', aTarget('api', { before: { task: { ...task, timeout: '25h' } } }), 'task-timeout'],
    ['of something that is no service', { ...scheduled(), before: { task } }, 'task-without-service'],
    ['with an unknown key', aTarget('api', { before: { task, onFailure: 'stop' } }), 'unknown-key'],
  ])('%s are told', (_what, target, rule) => {
    expect(rulesOf(target)).toEqual([rule])
  })
})

it.each([
  ['as long as may be', ['sh', '-c', long(4090)]],
  ['with a variable for a password', ['migrate', '--password=$PASSWORD', `postgres://app:$\{SECRET}@db/prod`]],
  ['with what another command tells', ['sh', '-c', 'deploy --token=$(cat /run/token)']],
  ['with a user and no password', ['git', 'clone', 'ssh://git@example.com/repository']],
])('takes a command %s', (_what, command) => {
  expect(rulesOf(commanded(...command))).toEqual([])
})

describe('a scheduled task', () => {
  const { rule: _rule, ...bySchedule } = scheduled()['scheduledTask'] as Data

  it.each([
    ['a rule', scheduled(), { by: 'rule', rule: 'nightly', family: 'report', roles: [role] }],
    ['one target of a rule', scheduled({ target: 'first' }), { by: 'rule', rule: 'nightly', target: 'first' }],
    ['a schedule', { scheduledTask: { ...bySchedule, schedule: 'a' } }, { by: 'schedule', schedule: 'a' }],
    ['one of a group', { scheduledTask: { ...bySchedule, schedule: 'a', group: 'b' } }, { schedule: 'a', group: 'b' }],
  ])('is %s', (_what, target, expected) => {
    const text = aFile({ api: target }, { account: '123456789012', region: 'us-east-1' })
    const loaded = loadConfig(text, undefined, { stage: 'dev' })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes))
    expect(loaded.config.targets['api']).toMatchObject({ kind: 'scheduled-task', scheduledTask: expected })
  })

  it.each<[string, Data, string]>([
    ['neither rule nor schedule', { scheduledTask: bySchedule }, 'one-schedule'],
    ['both', scheduled({ schedule: 'a' }), 'one-schedule'],
    ['a group of a rule', scheduled({ group: 'a' }), 'schedule-part'],
    ['a rule by ARN', scheduled({ rule: 'arn:aws:events:us-east-1:1:rule/a' }), 'bad-schedule-name'],
    ['no containers', scheduled({ containers: {} }), 'no-containers'],
    ['no role', scheduled({ roles: [] }), 'wrong-type'],
  ])('with %s is told', (_what, target, rule) => {
    expect(rulesOf(target)).toContain(rule)
  })

  it('is one thing for one target', () => {
    const text = aFile({ api: scheduled(), web: scheduled() }, { account: '123456789012', region: 'us-east-1' })
    const loaded = loadConfig(text, undefined, { stage: 'dev' })
    expect(loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)).toEqual(['two-targets-for-one-thing'])
  })
})
