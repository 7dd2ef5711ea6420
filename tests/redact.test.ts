import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { renderAnnouncement } from '../shared/notify/render-announcement.ts'
import { renderSlack } from '../shared/notify/slack-blocks.ts'
import { redact, redactKnown } from '../shared/redact.ts'
import { anOutcome, aStack } from './notify/announcements.ts'

const letters = (min: number, max: number) => fc.stringMatching(new RegExp(`^[A-Za-z0-9]{${min},${max}}$`))

/** Texts with a secret in them, and the secret. */
const leaks: Readonly<Record<string, fc.Arbitrary<readonly [text: string, secret: string]>>> = {
  'a Slack webhook': fc
    .tuple(fc.stringMatching(/^T[A-Z0-9]{8}$/), fc.stringMatching(/^B[A-Z0-9]{8}$/), letters(24, 24))
    .map(([team, bot, key]) => [`https://hooks.slack.com/services/${team}/${bot}/${key}`, `${team}/${bot}/${key}`]),
  'a Slack token': fc
    .tuple(fc.constantFrom('xoxb', 'xoxp', 'xapp', 'xoxe.xoxp'), letters(10, 40))
    .map(([kind, key]) => [`${kind}-1-${key}`, key]),
  'an AWS key': fc
    .tuple(fc.constantFrom('AKIA', 'ASIA'), fc.stringMatching(/^[A-Z0-9]{16}$/))
    .map(([kind, key]) => [kind + key, key]),
  'an AWS secret key': letters(40, 40).map((key) => [`aws_secret_access_key = ${key}`, key]),
  'a header': fc
    .tuple(
      fc.constantFrom('Authorization: Bearer ', 'authorization: Basic ', '"Authorization":"', 'Authorization=token '),
      letters(12, 60),
    )
    .map(([name, key]) => [name + key, key]),
  'user and password in a URL': fc
    .tuple(letters(3, 10), letters(8, 30))
    .map(([user, password]) => [`postgres://${user}:${password}@db.internal:5432/app`, `${user}:${password}`]),
  'a GitHub token': letters(36, 36).map((key) => [`ghp_${key}`, key]),
  'a password': letters(10, 30).map((key) => [`DB_PASSWORD=${key}&x=1`, key]),
  'a password in JSON': letters(10, 30).map((key) => [`{"password":"${key}"}`, key]),
  'a signed URL': letters(20, 64).map((key) => [`https://b.s3.amazonaws.com/o?X-Amz-Signature=${key}`, key]),
  'a JSON web token': fc
    .tuple(letters(12, 30), letters(12, 30))
    .map(([head, body]) => [`eyJ${head}.eyJ${body}.${body}`, body]),
}

const around = fc.oneof(
  fc.constantFrom('', ' ', 'cannot pull: ', '\n', '(', '"'),
  fc.string().map((text) => `${text} `),
)

describe.each(Object.entries(leaks))('%s', (_, leak) => {
  it('is taken out of any text, and what is left stays as it is when redacted again', () => {
    fc.assert(
      fc.property(leak, around, ([text, secret], before) => {
        const rest = redact(`${before}${text} and so on`)
        expect(rest).not.toContain(secret)
        expect(rest).toContain('and so on')
        expect(redact(rest)).toBe(rest)
      }),
    )
  })

  it('reaches nobody through an announcement', () => {
    fc.assert(
      fc.property(leak, ([text, secret]) => {
        const announcement = anOutcome('failed', text, {
          failures: [text],
          differences: [text],
          trigger: { kind: 'redeploy', by: text, at: 0 },
          timeline: [{ at: 0, what: text }],
        })
        const rendered = renderAnnouncement(announcement, aStack)
        expect(JSON.stringify([rendered, renderSlack(rendered.document)])).not.toContain(secret)
      }),
    )
  })
})

describe('what is no secret', () => {
  it.each([
    `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api@sha256:${'ab'.repeat(32)}`,
    'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-password-AbCdEf',
    'arn:aws:ecs:us-east-1:123456789012:task-definition/api:43',
    'ResourceInitializationError: unable to pull secrets or registry auth',
    'https://us-east-1.console.aws.amazon.com/ecs/v2/clusters/a/services/b/deployments?region=us-east-1',
    'Essential container in task exited: basic health checks failed',
    'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/api/0123)',
  ])('stays: %s', (text) => {
    expect(redact(text)).toBe(text)
  })
})

describe('a secret that is known', () => {
  it('is taken out whole and by its path', () => {
    const url = 'http://127.0.0.1:4566/services/T1/B1/key'
    expect(redactKnown('GET /hooks/x?sig=abcdef, sig=abcdef', 'http://10.0.0.1/hooks/x?sig=abcdef')).toBe(
      'GET [hidden], [hidden]',
    )
    expect(redactKnown(`cannot fetch ${url}: /services/T1/B1/key gone`, url)).toBe(
      'cannot fetch [hidden]: [hidden] gone',
    )
  })
})

it('takes linear time', () => {
  const long = [
    'a://',
    'Authorization: ',
    'password='.repeat(3),
    'eyJ',
    '-----BEGIN PRIVATE KEY-----',
    'xoxb-',
    ':',
  ].map((part) => redact(part.repeat(20_000)))
  expect(long).toHaveLength(7)
})
