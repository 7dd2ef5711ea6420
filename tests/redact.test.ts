import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { renderAnnouncement } from '../shared/notify/render-announcement.ts'
import { renderSlack } from '../shared/notify/slack-blocks.ts'
import { redact, redactAll, redactKnown } from '../shared/redact.ts'
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

  const url = 'https://example.com/hooks/TOPSECRET%2BPATH/Zx9-deploys?a=1&sig=SIG/SECRET%3D456&c=2'
  const inside = ['TOPSECRET+PATH', 'TOPSECRET%2BPATH', 'Zx9-deploys', 'SIG/SECRET=456', 'SIG%2FSECRET%3D456']
  const { pathname, search } = new URL(url)
  const said = [url, pathname + search, search, decodeURIComponent(pathname + search), ...inside]
  const spellings: Readonly<Record<string, (text: string) => string>> = {
    'as it is': (text) => text,
    JSON: (text) => JSON.stringify({ text }),
    'JSON with slashes escaped': (text) => JSON.stringify({ text }).replaceAll('/', '\\/'),
    'JSON in JSON': (text) => JSON.stringify(JSON.stringify({ text }).replaceAll('/', '\\/')),
    'JSON with all escaped': (text) =>
      text.replaceAll(/[^a-z0-9]/gi, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
    HTML: (text) => `<p>${text.replaceAll('&', '&amp;').replaceAll('/', '&#x2F;').replaceAll('=', '&#61;')}</p>`,
    'percent-encoded': encodeURIComponent,
    'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
    'percent-encoded in lower case': (text) => encodeURIComponent(text).replaceAll(/%../g, (one) => one.toLowerCase()),
  }

  it.each(Object.entries(spellings))('that is a URL is taken out with each of its parts, said as %s', (_, spell) => {
    for (const text of said) expect(redactKnown(`no ${spell(text)} here`, url)).not.toMatch(/TOPSECRET|Zx9|SIG|456/)
  })

  it.each([
    ['JSON', (text: string) => JSON.stringify({ text })],
    ['JSON in JSON', (text: string) => JSON.stringify(JSON.stringify({ text }))],
    ['a form', (text: string) => new URLSearchParams({ text }).toString()],
    ['percent-encoded', encodeURIComponent],
  ])('of several lines and words is taken out, said as %s', (_, spell) => {
    const lines = 'first line\nsecond\ttab\r\nthird\fand\blast'
    expect(redactKnown(spell(lines), lines)).not.toMatch(/first|second|third|last/)
  })

  it('that is empty is found nowhere', () => {
    expect(redactAll('as it was', ['', 'was'])).toBe('as it [hidden]')
  })

  it('leaves short parts of a URL, and what is no part of it', () => {
    expect(redactKnown('hooks are gone: 404 of example.com', url)).toBe('hooks are gone: 404 of example.com')
  })

  it('is taken out whatever it is made of', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, unit: 'grapheme' }),
        fc.constantFrom(...Object.values(spellings)),
        (secret, spell) => {
          const whole = `x${secret.toWellFormed()}x`
          expect(redactKnown(whole, whole)).not.toContain(whole)
          expect(redactKnown(spell(whole), whole)).not.toContain(spell(whole))
        },
      ),
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
  const secret = `k${'\\'.repeat(40)}${'%'.repeat(30)}${'&'.repeat(20)}z`
  const known = [`k${'\\'.repeat(4_000)}`, `${secret.slice(0, -1)}%25&amp;`.repeat(10)]
  expect(known.map((text) => redactKnown(text, secret))).toEqual(known)
  const path = String.raw`\\/`.repeat(1_000)
  expect(redactKnown(path, `${String.raw`\/`.repeat(20)}x`)).toBe(path)
})
