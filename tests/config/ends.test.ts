import { describe, expect, it } from '@jest/globals'
import { functionKeysOf } from '../../shared/config/derive/function-key.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { aTarget, configOf, load } from './a-configuration.ts'

const targets = { api: aTarget('api'), web: aTarget('web') }
const audit = { name: 'audit', kind: 'webhook', url: { ssm: '/audit/url' }, signingKey: { secret: 'audit-key' } }
const chat = { name: 'chat', kind: 'discord', url: { ssm: '/chat' } }

function mistakesOf(...ends: unknown[]): (string | undefined)[] {
  const loaded = load(targets, { ends })
  return loaded.ok ? [] : loaded.mistakes.map(({ rule, what }) => `${rule}: ${what}`)
}

describe('ends', () => {
  it('reach the handlers with names of secrets, patterns and networks', () => {
    const { ends } = configOf(targets, {
      ends: [
        audit,
        { ...chat, targets: ['a*', 'web'], outcomes: ['failed', 'stuck'], privateNetworks: ['10.0.0.0/8'] },
      ],
    })
    expect(ends?.[0]).toEqual(audit)
    const [any, exact] = ends?.[1]?.targets?.map((source) => new RegExp(source)) ?? []
    expect(['api', 'web', 'xapi'].map((name) => any?.test(name))).toEqual([true, false, false])
    expect(['web', 'web2'].map((name) => exact?.test(name))).toEqual([true, false])
    expect(ends?.[1]).toMatchObject({ outcomes: ['failed', 'stuck'], privateNetworks: ['10.0.0.0/8'] })
  })

  it('bring their function only where there are any', () => {
    expect(functionKeysOf(configOf(targets))).not.toContain('notify-ends')
    expect(functionKeysOf(configOf(targets, { ends: [] }))).not.toContain('notify-ends')
    expect(functionKeysOf(configOf(targets, { ends: [chat] }))).toContain('notify-ends')
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['a name that is none', { ...chat, name: 'My Chat' }, 'bad-end-name'],
    ['a kind that is unknown', { ...chat, kind: 'irc' }, 'wrong-type'],
    ['no place of its URL', { ...chat, url: {} }, 'one-secret-name'],
    ['its URL in clear', { ...chat, url: 'https://discord.com/api/webhooks/1/abcdef' }, 'secret-in-clear'],
    [
      'the URL of a workflow in clear',
      { ...chat, kind: 'teams', url: 'https://prod-01.westeurope.logic.azure.com:443/workflows/a/invoke?sig=b' },
      'secret-in-clear',
    ],
    ['a webhook without a key', { ...audit, signingKey: undefined }, 'webhooks-are-signed'],
    ['a chat with a key', { ...chat, signingKey: { ssm: '/key' } }, 'webhooks-are-signed'],
    ['a pattern that is none', { ...chat, targets: ['['] }, 'bad-target-glob'],
    ['a target that is none', { ...chat, targets: ['apo'] }, 'end-without-targets'],
    ['an outcome that is none', { ...chat, outcomes: ['broken'] }, 'wrong-type'],
    ['a network that is none', { ...chat, privateNetworks: ['10.0.0.0'] }, 'bad-network'],
    ['a network with too long a prefix', { ...chat, privateNetworks: ['10.0.0.0/33'] }, 'bad-network'],
    ['an option that is none', { ...chat, retries: 3 }, 'unknown-key'],
  ])('with %s are refused by name', (_, end, rule) => {
    expect(mistakesOf(end)).toContainEqual(expect.stringMatching(`^${rule}: `))
  })

  it('with one name for two are refused', () => {
    expect(mistakesOf(chat, { ...audit, name: 'chat' })).toEqual([
      'two-ends-of-one-name: There are two ends called chat.',
    ])
  })
})

describe('the function that tells ends', () => {
  const config = configOf(targets, { ends: [audit, chat] })
  const having = (action: string) => statements('notify-ends', config).filter(({ Action }) => Action.includes(action))

  it('reads the secrets of the ends, and decrypts them through their store only', () => {
    const home = 'us-east-1:123456789012'
    const parameters = [`arn:aws:ssm:${home}:parameter/audit/url`, `arn:aws:ssm:${home}:parameter/chat`]
    const secrets = [`arn:aws:secretsmanager:${home}:secret:audit-key-??????`]
    expect(having('ssm:GetParameter').map(({ Resource }) => Resource)).toEqual([parameters])
    expect(having('secretsmanager:GetSecretValue').map(({ Resource }) => Resource)).toEqual([secrets])
    expect(having('kms:Decrypt').map(({ Condition }) => Condition)).toEqual([
      {
        StringEquals: { 'kms:ViaService': 'ssm.us-east-1.amazonaws.com' },
        StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': parameters },
      },
      {
        StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' },
        StringLike: { 'kms:EncryptionContext:SecretARN': secrets },
      },
    ])
  })

  it('sends to its own queue and to its dead letters, and nothing to any topic', () => {
    expect(having('sqs:SendMessage').flatMap(({ Resource }) => Resource)).toEqual([
      { 'Fn::GetAtt': ['EndsQueue', 'Arn'] },
      { 'Fn::GetAtt': ['EndsDlq', 'Arn'] },
    ])
    expect(having('sns:Publish')).toEqual([])
  })

  it('may read no secret where there is no end', () => {
    expect(JSON.stringify(statements('notify-ends', configOf(targets)))).not.toMatch(/ssm:|secretsmanager:|kms:/)
  })
})
