import { describe, expect, it } from '@jest/globals'
import { functionKeysOf } from '../../shared/config/derive/function-key.ts'
import { functionRights } from '../../shared/config/derive/function-rights.ts'
import { Told } from '../../shared/config/slack-file.ts'
import { AnnouncementDocument } from '../../shared/notify/document-schema.ts'
import { aTarget, configOf, load } from './a-configuration.ts'

type Data = Record<string, unknown>

const targets = { 'api-production': aTarget('api'), 'api-staging': aTarget('api2') }
const bot = { token: { secret: 'longshore/slack' }, channel: 'C0DEPLOYS' }

function rulesOf(slack: Data): string[] {
  const loaded = load(targets, { slack })
  return loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)
}

describe('a bot', () => {
  it('is known with its channel, the address of Slack and the pattern of each route', () => {
    const routes = [
      { targets: ['*-production'], outcomes: ['failed', 'failed'], channel: '#incidents', mention: ['S0123456789'] },
    ]
    const mentions = ['S0123456789', 'U0123456789', 'S0123456789']
    const { slack } = configOf(targets, { slack: { bot, routes, mentions } })
    expect(slack).toEqual({
      bot: {
        token: { secret: 'longshore/slack' },
        channel: 'C0DEPLOYS',
        url: 'https://slack.com/api',
        routes: [
          { targets: [expect.any(String)], outcomes: ['failed'], channel: '#incidents', mention: ['S0123456789'] },
        ],
      },
      mentions: ['S0123456789', 'U0123456789'],
    })
    const [pattern = ''] = slack?.bot?.routes?.[0]?.targets ?? []
    expect(['api-production', 'api-staging', 'x-production-y'].map((name) => new RegExp(pattern).test(name))).toEqual([
      true,
      false,
      false,
    ])
  })

  it('follows the deployments of the targets that announce to Slack', () => {
    const some = { ...targets, silent: aTarget('silent', { announce: ['sns'] }) }
    const told = Object.entries(configOf(some, { slack: { bot } }).targets).map(([name, { policy }]) => [
      name,
      policy.tellProgress,
    ])
    expect(told).toEqual([
      ['api-production', true],
      ['api-staging', true],
      ['silent', undefined],
    ])
  })

  it('is what a webhook is not: that one follows nothing', () => {
    const { targets: configured } = configOf(targets, { slack: { webhook: { ssm: '/longshore/slack' } } })
    expect(Object.values(configured).map(({ policy }) => policy.tellProgress)).toEqual([undefined, undefined])
  })

  it('may have its address from elsewhere, with or without a slash at the end', () => {
    for (const url of ['https://proxy.example.com/slack/api', 'https://proxy.example.com/slack/api/'])
      expect(configOf(targets, { slack: { bot, url } }).slack?.bot?.url).toBe('https://proxy.example.com/slack/api')
  })

  it('lets the function read its token, and that alone', () => {
    const rights = functionRights('notify-slack', configOf(targets, { slack: { bot } }), { reads: 1e4, writes: 1e4 })
    const sids = rights.map((right) => JSON.stringify(right)).filter((right) => right.includes('secretsmanager'))
    expect(sids).toHaveLength(2)
    expect(sids[0]).toContain('secret:longshore/slack-??????')
    expect(JSON.stringify(rights)).not.toContain('ReadWebhook')
  })
})

const signingSecret = { ssm: '/longshore/signing' }
const some = { signingSecret, team: 'T0123456789', users: ['U0ALICE', 'U0ALICE'] }
const both = (actions: Data) =>
  [
    { webhook: { ssm: '/a' }, actions },
    { bot, actions },
  ] as const

describe('buttons', () => {
  it('are none unless they are asked for', () => {
    const config = configOf(targets, { slack: { bot } })
    expect(config.slack).not.toHaveProperty('actions')
    expect(functionKeysOf(config)).not.toContain('slack-action')
  })

  it('are all of them for those that are named, with a webhook as with a bot', () => {
    for (const slack of both(some)) {
      const config = configOf(targets, { slack })
      expect(config.slack?.actions).toEqual({
        ...{ signingSecret, team: 'T0123456789', users: ['U0ALICE'], groups: [], most: 5 },
        allow: ['approve', 'reject', 'cancel', 'rollback'],
        replyTo: ['https://hooks.slack.com'],
      })
      expect(functionKeysOf(config)).toContain('slack-action')
    }
  })

  it('may be fewer, be pressed by groups, and answer at the origin of another address', () => {
    const actions = {
      signingSecret,
      team: 'T012',
      groups: ['S0ONCALL'],
      allow: ['cancel', 'approve'],
      most: 'unreserved',
    }
    const config = configOf(targets, { slack: { bot, actions, url: 'https://proxy.example.com/slack/api/' } })
    expect(config.slack?.actions).toEqual({
      ...{ signingSecret, team: 'T012', users: [], groups: ['S0ONCALL'], allow: ['approve', 'cancel'] },
      replyTo: ['https://hooks.slack.com', 'https://proxy.example.com'],
    })
  })

  it('let the function read its secret, claim, and put what the commands put; the token of the bot only to ask about groups', () => {
    const actionsOf = (actions: Data) =>
      functionRights('slack-action', configOf(targets, { slack: { bot, actions } }), { reads: 1e4, writes: 1e4 })
    const granted = actionsOf(some).flatMap(({ Action }) => Action)
    expect(granted.filter((action) => !action.startsWith('logs:')).toSorted()).toEqual([
      'dynamodb:BatchWriteItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'kms:Decrypt',
      'sqs:SendMessage',
      'ssm:GetParameter',
    ])
    expect(JSON.stringify(actionsOf(some))).not.toContain('longshore/slack-??????')
    expect(JSON.stringify(actionsOf({ ...some, groups: ['S0ONCALL'] }))).toContain('longshore/slack-??????')
  })

  it.each<[string, Data, string]>([
    ['that nobody may press', { signingSecret, team: 'T012' }, 'nobody-may-press'],
    ['that lists of nobody may press', { signingSecret, team: 'T012', users: [], groups: [] }, 'nobody-may-press'],
    ['without a signing secret', { team: 'T012', users: ['U012'] }, 'missing'],
    ['without a team', { signingSecret, users: ['U012'] }, 'missing'],
    ['of a team by its name', { ...some, team: 'acme' }, 'bad-slack-team'],
    ['for people by name', { ...some, users: ['@alice'] }, 'bad-slack-user'],
    ['for a group among the people', { ...some, users: ['S0ONCALL'] }, 'bad-slack-user'],
    ['for a person among the groups', { ...some, groups: ['U0ALICE'] }, 'bad-slack-group'],
    ['that there are not', { ...some, allow: ['deploy'] }, 'wrong-type'],
    ['of none', { ...some, allow: [] }, 'wrong-type'],
    ['that nobody is answered about', { ...some, most: 0 }, 'wrong-type'],
    ['with a secret in two places', { ...some, signingSecret: { ssm: '/a', secret: 'b' } }, 'one-secret-name'],
  ])('%s are a mistake', (_, actions, rule) => {
    for (const slack of both(actions)) expect(rulesOf(slack)).toContain(rule)
  })

  it('for groups need a bot, which alone can ask who is in them', () => {
    expect(rulesOf({ webhook: { ssm: '/a' }, actions: { ...some, groups: ['S0ONCALL'] } })).toEqual(['groups-need-bot'])
  })
})

describe('quiet hours', () => {
  it('become minutes and numbers of days', () => {
    const quietHours = {
      zone: 'Europe/Berlin',
      from: '22:00',
      to: '07:30',
      days: ['sat', 'sun'],
      dates: ['2026-12-25'],
    }
    expect(configOf(targets, { slack: { bot, quietHours } }).slack?.quietHours).toEqual({
      ...{ zone: 'Europe/Berlin', from: 1320, to: 450, days: [6, 0] },
      dates: ['2026-12-25'],
    })
  })
})

it.each<[string, Data, string]>([
  ['neither a webhook nor a bot', {}, 'one-slack'],
  ['both', { bot, webhook: { ssm: '/a' } }, 'one-slack'],
  ['a bot without a channel', { bot: { token: { ssm: '/a' } } }, 'missing'],
  ['a channel by its bare name', { bot: { ...bot, channel: 'deployments' } }, 'bad-channel'],
  ['a token in two places', { bot: { ...bot, token: { ssm: '/a', secret: 'b' } } }, 'one-secret-name'],
  ['a token in clear', { bot: { ...bot, token: { ssm: 'xoxb-1234567890-abcdefghij' } } }, 'secret-in-clear'],
  ['an address that is none', { bot, url: 'slack.com/api' }, 'bad-base-url'],
  ['an address for a webhook', { webhook: { ssm: '/a' }, url: 'https://slack.com/api/' }, 'routes-need-bot'],
  [
    'routes for a webhook',
    { webhook: { ssm: '/a' }, routes: [{ targets: ['*'], channel: 'C012' }] },
    'routes-need-bot',
  ],
  ['people by name', { bot, mentions: ['@alice'] }, 'bad-mention'],
  ['everybody at once', { bot, mentions: ['!channel'] }, 'bad-mention'],
  ['a route to nothing new', { bot, routes: [{ targets: ['*'] }] }, 'idle-route'],
  ['a route for nobody', { bot, routes: [{ targets: ['web-*'], channel: 'C012' }] }, 'route-without-targets'],
  ['a pattern that is none', { bot, routes: [{ targets: ['['], channel: 'C012' }] }, 'bad-target-glob'],
  [
    'an outcome that there is not',
    { bot, routes: [{ targets: ['*'], outcomes: ['stable'], channel: 'C012' }] },
    'wrong-type',
  ],
  ['hours without an end', { bot, quietHours: { zone: 'UTC', from: '22:00' } }, 'half-quiet'],
  ['hours of no length', { bot, quietHours: { zone: 'UTC', from: '22:00', to: '22:00' } }, 'half-quiet'],
  ['an hour that there is not', { bot, quietHours: { zone: 'UTC', from: '24:00', to: '07:00' } }, 'bad-time-of-day'],
  ['a zone that there is not', { bot, quietHours: { zone: 'Mars/Olympus', days: ['sat'] } }, 'bad-zone'],
  ['quiet hours without a time', { bot, quietHours: { zone: 'UTC' } }, 'no-quiet-hours'],
  ['a date that there is not', { bot, quietHours: { zone: 'UTC', dates: ['25.12.'] } }, 'bad-date'],
])('%s is named', (_, slack, rule) => {
  expect(rulesOf(slack)).toContain(rule)
})

it('every outcome and notice that is published may be routed, and nothing else', () => {
  const [outcome, notice] = AnnouncementDocument.def.options
  const published = [...Object.keys(outcome.shape.outcome.def.entries), ...Object.keys(notice.shape.notice.def.entries)]
  expect([...Told.options].sort()).toEqual(published.sort())
})

it('every day of the week cannot be quiet: what is held would wait for ever', () => {
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
  expect(rulesOf({ bot, quietHours: { zone: 'UTC', days } })).not.toEqual([])
})
