import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import type { PublishCommandInput } from '@aws-sdk/client-sns'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { matchesPattern } from '../../../sandbox/services/events/matches-pattern.ts'
import { snsAnnouncer } from '../../../shared/aws/sns-announcer.ts'
import type { Announcement } from '../../../shared/domain/announcement.ts'
import { renderDocument } from '../../../shared/notify/document.ts'
import { renderDiscord } from '../../../shared/notify/ends/discord-message.ts'
import { requestOf } from '../../../shared/notify/ends/request-of.ts'
import { renderTeams } from '../../../shared/notify/ends/teams-card.ts'
import { renderAnnouncement } from '../../../shared/notify/render-announcement.ts'
import { aNotice, anOutcome, aPlace, aStack, examples } from '../announcements.ts'
import { key } from './ends-world.ts'
import { shownDiscord, shownTeams } from './rendered-ends.ts'

/** `LONGSHORE_WRITE_DOCS=1 npx jest tests/notify/ends/published-ends` writes what it otherwise compares. */
const writes = process.env['LONGSHORE_WRITE_DOCS'] === '1'
const page = new URL('../../../docs/ends.md', import.meta.url)
const text = () => readFileSync(page, 'utf8')

const shownInDocs = ['succeeded', 'succeeded, by hand, two containers', 'rolled back', 'rollback failed', 'stuck']
const block = (language: string, content: string) => `\`\`\`${language}\n${content}\n\`\`\``

function previews(show: (announcement: Announcement) => string, sent: (announcement: Announcement) => object): string {
  const some = shownInDocs.map((name) => [name, examples[name] ?? anOutcome('succeeded', '')] as const)
  const messages = some.map(([name, announcement]) => `${name}:\n\n${block('text', show(announcement))}`)
  const whole = JSON.stringify(sent(examples['succeeded'] ?? anOutcome('succeeded', '')), undefined, 2)
  return [...messages, 'What is sent, of the first one:', block('json', whole)].join('\n\n')
}

const document = (announcement: Announcement) => renderDocument(announcement, aPlace)

describe('docs/ends.md', () => {
  it.each([
    [
      'teams',
      previews(
        (one) => shownTeams(renderTeams(document(one))),
        (one) => renderTeams(document(one)),
      ),
    ],
    [
      'discord',
      previews(
        (one) => shownDiscord(renderDiscord(document(one))),
        (one) => renderDiscord(document(one)),
      ),
    ],
  ])('shows messages to %s as the code renders them', (kind, rendered) => {
    const around = new RegExp(
      `^([\\s\\S]*<!-- previews of ${kind}[^\\n]*\\n)[\\s\\S]*(<!-- end of previews of ${kind} -->[\\s\\S]*)$`,
    )
    const [, before, after] = around.exec(text()) ?? []
    const content = `${before}\n${rendered}\n\n${after}`
    if (writes) writeFileSync(page, content)
    expect(text()).toBe(content)
  })
})

/** The code block behind `<!-- example: NAME -->`. */
function example(name: string): string {
  const found = new RegExp(`<!-- example: ${name} -->\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(text())?.[1]
  if (found === undefined) throw new Error(`docs/ends.md has no example called ${name}.`)
  return found
}

interface Request {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly keys: readonly string[]
  readonly now: number
}

const now = Date.parse('2026-11-16T09:05:00Z')
const other = 'o'.repeat(64)

function signed(keys: readonly string[]): { headers: Readonly<Record<string, string>>; body: string } {
  const about = document(anOutcome('failed', 'ß → 漢 "quoted"'))
  const { headers, body } = requestOf('webhook', about, { url: new URL('https://example.com'), keys, now })
  return { headers, body }
}

const requests: readonly (readonly [string, boolean, Request])[] = [
  ['signed by its key', true, { ...signed([key]), keys: [key], now }],
  ['signed by two keys, of which it knows the first', true, { ...signed([other, key]), keys: [other], now }],
  ['signed by two keys, of which it knows the second', true, { ...signed([other, key]), keys: [key], now }],
  ['signed by one key, while it knows two', true, { ...signed([key]), keys: [other, key], now }],
  ['five minutes old', true, { ...signed([key]), keys: [key], now: now + 300_000 }],
  ['signed by another key', false, { ...signed([other]), keys: [key], now }],
  ['older than five minutes', false, { ...signed([key]), keys: [key], now: now + 301_000 }],
  ['from the future', false, { ...signed([key]), keys: [key], now: now - 301_000 }],
  ['with another body', false, { ...signed([key]), body: '{}', keys: [key], now }],
  ['without headers', false, { headers: {}, body: '{}', keys: [key], now }],
  [
    'with another timestamp',
    false,
    {
      ...signed([key]),
      headers: { ...signed([key]).headers, 'longshore-timestamp': String(now / 1_000 + 1) },
      keys: [key],
      now,
    },
  ],
  [
    'with a timestamp that is none',
    false,
    { ...signed([key]), headers: { ...signed([key]).headers, 'longshore-timestamp': 'now' }, keys: [key], now },
  ],
  [
    'with a timestamp of more digits than a number can have',
    false,
    {
      ...signed([key]),
      headers: { ...signed([key]).headers, 'longshore-timestamp': '1'.repeat(5_000) },
      keys: [key],
      now,
    },
  ],
  [
    'with a signature that is none',
    false,
    { ...signed([key]), headers: { ...signed([key]).headers, 'longshore-signature': 'v1=ä,' }, keys: [key], now },
  ],
]

const drivers = {
  node: {
    file: 'verify.mjs',
    command: process.execPath,
    text: `
import { readFileSync } from 'node:fs'
const said = JSON.parse(readFileSync(process.argv[2], 'utf8')).map(({ headers, body, keys, now }) =>
  isGenuine(headers, Buffer.from(body), keys, now))
console.log(JSON.stringify(said))`,
  },
  python: {
    file: 'verify.py',
    command: 'python3',
    text: `
import json, sys
requests = json.load(open(sys.argv[1], encoding="utf-8"))
print(json.dumps([is_genuine(r["headers"], r["body"].encode(), r["keys"], r["now"] / 1000) for r in requests]))`,
  },
}

const hasPython = spawnSync('python3', ['--version']).status === 0
if (!hasPython) console.log('There is no python3 here: the example in Python is not run.')

describe.each(hasPython ? (['node', 'python'] as const) : (['node'] as const))('the receiver in %s', (language) => {
  let said: boolean[] = []

  beforeAll(() => {
    const { file, command, text: driver } = drivers[language]
    const folder = mkdtempSync(join(tmpdir(), 'longshore-receiver-'))
    writeFileSync(join(folder, file), `${example(language)}${driver}`)
    writeFileSync(join(folder, 'requests.json'), JSON.stringify(requests.map(([, , request]) => request)))
    const { stdout, stderr } = spawnSync(command, [join(folder, file), join(folder, 'requests.json')], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    said = JSON.parse(stdout)
  })

  it.each(requests.map(([what, isGenuine], index) => ({ what, isGenuine, index })))(
    'says of a request $what: $isGenuine',
    ({ isGenuine, index }) => {
      expect(said[index]).toBe(isGenuine)
    },
  )
})

/** What SNS would send to an HTTPS subscription. */
async function envelopeOf(announcement: Announcement) {
  const sent: PublishCommandInput[] = []
  const publish = async (input: PublishCommandInput) => {
    sent.push(input)
    return { $metadata: {} }
  }
  const render = (one: Announcement) => renderAnnouncement(one, aStack)
  await snsAnnouncer({ client: async () => ({ publish }), topicArn: 'arn:topic', render }).publish(announcement)
  const { Subject, Message = '', MessageAttributes = {} } = sent[0] ?? { Message: '' }
  return { Type: 'Notification', Subject, Message: JSON.parse(Message).https, MessageAttributes }
}

async function passes(announcement: Announcement): Promise<boolean> {
  const { MessageAttributes } = await envelopeOf(announcement)
  const attributes = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue])
  return matchesPattern(JSON.parse(example('filter')), Object.fromEntries(attributes))
}

async function paged(rawBody: unknown): Promise<Record<string, unknown>[]> {
  const events: Record<string, unknown>[] = []
  const PD = {
    inputRequest: { rawBody: JSON.stringify(rawBody) },
    ...{ Trigger: 'trigger', Resolve: 'resolve' },
    emitGenericEvents: (some: Record<string, unknown>[]) => void events.push(...some),
  }
  runInNewContext(example('pagerduty'), { PD })
  return JSON.parse(JSON.stringify(events))
}

describe('a pager', () => {
  it.each([
    [anOutcome('rollback-failed', 'x'), true],
    [anOutcome('succeeded', 'x'), true],
    [anOutcome('rolled-back', 'x'), true],
    [aNotice('stuck', 'x'), true],
    [aNotice('healed', 'x'), true],
    [anOutcome('superseded', 'x'), false],
    [{ ...anOutcome('failed', 'x', { broken: true }), id: 'failed, broken' }, true],
    [anOutcome('failed', 'x'), false],
    [aNotice('not-deployed', 'x'), false],
    [aNotice('waiting', 'x'), false],
  ])('hears by the filter what it is for: $id', async (announcement, isHeard) => {
    expect(await passes(announcement)).toBe(isHeard)
  })

  it('opens one incident for a target and closes it', async () => {
    const told = [
      aNotice('stuck', 'Still broken.'),
      anOutcome('rollback-failed', 'x'),
      anOutcome('failed', 'rollback is off', { broken: true }),
      aNotice('healed', 'x'),
    ]
    const events = await Promise.all(told.map(async (announcement) => paged(await envelopeOf(announcement))))
    expect(events.flat()).toMatchObject([
      {
        event_type: 'trigger',
        incident_key: 'longshore-dev/api-production',
        description: '[longshore-dev] api-production is still broken and needs a person',
        details: { reason: 'Still broken.', target: 'api-production' },
        client_url: aPlace.consoleUrl,
      },
      { event_type: 'trigger', incident_key: 'longshore-dev/api-production' },
      { event_type: 'trigger', incident_key: 'longshore-dev/api-production', details: { reason: 'rollback is off' } },
      { event_type: 'resolve', incident_key: 'longshore-dev/api-production' },
    ])
  })

  it('is asked to confirm its subscription', async () => {
    const [event] = await paged({ Type: 'SubscriptionConfirmation', TopicArn: 'arn:x', SubscribeURL: 'https://sns/x' })
    expect(event).toMatchObject({ event_type: 'trigger', details: { link: 'https://sns/x' } })
  })

  it('is given a script of the JavaScript that it knows', () => {
    expect(example('pagerduty')).not.toMatch(/=>|`|\b(?:const|let|class)\b|\?\./)
  })
})
