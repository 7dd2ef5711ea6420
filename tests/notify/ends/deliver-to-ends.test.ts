import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { renderDocument } from '../../../shared/notify/document.ts'
import { readEndMessage, writeToEnd } from '../../../shared/notify/ends/end-message.ts'
import { aNotice, anOutcome, aPlace } from '../announcements.ts'
import { anyAnnouncement, anyPlace } from '../any-announcement.ts'
import { type EndServer, startEndServer } from './end-server.ts'
import { aBody, anEnd, anEndsWorld, type EndsWorld, key, published, toEnd } from './ends-world.ts'

const audit = anEnd('audit', { signingKey: { ssm: '/audit-key' } })
const teams = anEnd('ops-teams', { kind: 'teams' })
const discord = anEnd('chat', { kind: 'discord' })

let servers: Readonly<Record<'audit' | 'ops-teams' | 'chat', EndServer>>
let world: EndsWorld

function aWorld(...[ends, changes]: Parameters<typeof anEndsWorld>): EndsWorld {
  const made = anEndsWorld(ends, changes)
  for (const [name, { url }] of Object.entries(servers)) made.secrets.set(`/${name}`, url)
  made.secrets.set('/audit-key', key)
  return made
}

beforeEach(async () => {
  const [first, second, third] = await Promise.all([startEndServer(), startEndServer(), startEndServer()])
  servers = { audit: first, 'ops-teams': second, chat: third }
  world = aWorld([audit, teams, discord])
})

afterEach(async () => {
  const everything = JSON.stringify([world.log, world.dead])
  for (const secret of ['secretpath', 'secretquery', key]) expect(everything).not.toContain(secret)
  await Promise.all(Object.values(servers).map((server) => server.close()))
})

const outcome = anOutcome('succeeded', 'Well.')
const another = { ...anOutcome('failed', 'Ill.'), id: 'another' }
const document = renderDocument(outcome, aPlace)

describe('a published announcement', () => {
  it('becomes a message for each end that wants it, and nothing is sent yet', async () => {
    expect(await world.deliver(published(outcome))).toEqual([])
    expect(world.queued.map((body) => JSON.parse(body))).toEqual(
      ['audit', 'ops-teams', 'chat'].map((end) => ({
        schema: 'longshore.to-end',
        version: 1,
        end,
        announcement: document,
      })),
    )
    expect(servers.audit.posts).toEqual([])
  })

  it('in the envelope of SNS does as well', async () => {
    const envelope = JSON.stringify({ Type: 'Notification', Message: JSON.stringify(document) })
    expect(await world.deliver(aBody(envelope))).toEqual([])
    expect(world.queued).toHaveLength(3)
  })

  it.each([
    [{}, true],
    [{ targets: ['^api-.*$'] }, true],
    [{ targets: ['^web$', '^api-production$'] }, true],
    [{ targets: ['^web$'] }, false],
    [{ outcomes: ['succeeded'] }, true],
    [{ outcomes: ['failed', 'stuck'] }, false],
    [{ targets: ['^web$'], outcomes: ['succeeded'] }, false],
  ])('goes to an end with %j: %s', async (wish, isWanted) => {
    world = aWorld([anEnd('audit', wish)])
    await world.deliver(published(outcome))
    expect(world.queued).toHaveLength(isWanted ? 1 : 0)
  })

  it('that is a notice is chosen by its own name', async () => {
    world = aWorld([anEnd('audit', { outcomes: ['stuck'] })])
    await world.deliver(published(aNotice('stuck', 'x')), published(aNotice('healed', 'x')))
    expect(world.queued).toHaveLength(1)
  })

  it('is given back when it cannot be handed on', async () => {
    const failing = () => Promise.reject(new Error('the queue is unreachable'))
    world = aWorld([audit], { queue: { send: failing, delay: failing, deadLetter: failing } })
    expect(await world.deliver(published(outcome))).toEqual(['m1'])
  })

  it.each(['hello', '{}', '{"schema":"longshore.announcement","version":2}'])(
    'that cannot be read goes to the dead-letter queue: %s',
    async (body) => {
      expect(await world.deliver(aBody(body), published(outcome, 'm2'))).toEqual([])
      expect(world.dead).toEqual([{ body, reason: expect.stringContaining('no longshore.announcement of version 1') }])
      expect(world.queued).toHaveLength(3)
    },
  )
})

describe('a message of the queue', () => {
  it('is read or refused, whatever it is', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.anything().map((value) => JSON.stringify(value) ?? ''),
    )
    fc.assert(fc.property(anything, (body) => readEndMessage(body).kind === 'unreadable'))
  })

  it('for an end reads as it was written, whatever it tells', () => {
    fc.assert(
      fc.property(anyAnnouncement, anyPlace, (announcement, place) => {
        const written = renderDocument(announcement, place)
        expect(readEndMessage(writeToEnd('audit', written))).toEqual({
          kind: 'to-end',
          end: 'audit',
          document: written,
        })
      }),
      { numRuns: 50 },
    )
  })
})

describe('an announcement for an end', () => {
  it('that is a webhook is the document, signed, with its id', async () => {
    expect(await world.deliver(toEnd('audit', outcome))).toEqual([])
    const [{ body, headers, path } = { body: '', headers: {}, path: '' }] = servers.audit.posts
    expect(path).toBe('/hooks/secretpath?sig=secretquery')
    expect(JSON.parse(body)).toEqual(document)
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'longshore-id': outcome.id,
      'longshore-timestamp': String(world.clock.time / 1_000),
      'longshore-signature': `v1=${createHmac('sha256', key)
        .update(`${world.clock.time / 1_000}.${body}`)
        .digest('hex')}`,
    })
    expect(world.log).toEqual([
      {
        level: 'info',
        message: 'announcement told',
        fields: {
          end: 'audit',
          announcement: outcome.id,
          target: 'api-production',
          deploymentId: document.id.slice(0, 26),
        },
      },
    ])
  })

  it('is signed by both keys while they are changed, the first one first', async () => {
    world.secrets.set('/audit-key', `${'n'.repeat(32)}\n${key}\n`)
    await world.deliver(toEnd('audit', outcome))
    const body = servers.audit.posts[0]?.body ?? ''
    const headers = servers.audit.posts[0]?.headers ?? {}
    const by = (secret: string) =>
      createHmac('sha256', secret)
        .update(`${String(headers['longshore-timestamp'])}.${body}`)
        .digest('hex')
    expect(headers['longshore-signature']).toBe(`v1=${by('n'.repeat(32))},v1=${by(key)}`)
  })

  it('that is Teams is a card; that is Discord is an embed, and Discord is waited for', async () => {
    expect(await world.deliver(toEnd('ops-teams', outcome, 'm1'), toEnd('chat', outcome, 'm2'))).toEqual([])
    expect(JSON.parse(servers['ops-teams'].posts[0]?.body ?? '')).toMatchObject({ type: 'message' })
    expect(JSON.parse(servers.chat.posts[0]?.body ?? '')).toMatchObject({ allowed_mentions: { parse: [] } })
    expect(servers.chat.posts[0]?.path).toBe('/hooks/secretpath?sig=secretquery&wait=true')
    expect(servers['ops-teams'].posts[0]?.headers).not.toHaveProperty('longshore-signature')
  })

  it('is told once, however often its message is doubled, and to each end once', async () => {
    await world.deliver(toEnd('audit', outcome, 'm1'), toEnd('audit', outcome, 'm2'), toEnd('chat', outcome, 'm3'))
    await world.deliver(toEnd('audit', outcome, 'm4', 2), toEnd('chat', outcome, 'm5'))
    expect([servers.audit.posts.length, servers.chat.posts.length]).toEqual([1, 1])
  })

  it('that another worker is telling comes back after its lease', async () => {
    await world.claims.claim(outcome.id, 'end:audit', 90_000)
    expect(await world.deliver(toEnd('audit', outcome))).toEqual(['m1'])
    expect(world.pauses.get('handle-m1')).toBe(90)
    world.clock.time += 90_001
    expect(await world.deliver(toEnd('audit', outcome, 'm1', 2))).toEqual([])
    expect(servers.audit.posts).toHaveLength(1)
  })

  it('that is not configured any more is dropped with a line in the log', async () => {
    expect(await world.deliver(toEnd('gone', outcome))).toEqual([])
    expect(world.log).toMatchObject([
      { level: 'info', message: 'end is not configured any more', fields: { end: 'gone' } },
    ])
  })
})

describe('an end that takes nothing at the moment', () => {
  it.each([408, 425, 429, 500, 503])('by answering %i is tried again after a growing pause', async (status) => {
    servers.audit.replies.push({ status }, { status })
    expect(await world.deliver(toEnd('audit', outcome, 'm1', 1))).toEqual(['m1'])
    expect(world.pauses.get('handle-m1')).toBe(15)
    expect(await world.deliver(toEnd('audit', outcome, 'm1', 4))).toEqual(['m1'])
    expect(world.pauses.get('handle-m1')).toBe(120)
    expect(await world.deliver(toEnd('audit', outcome, 'm1', 5))).toEqual([])
    expect(servers.audit.posts).toHaveLength(3)
  })

  it('is tried for two weeks, although a queue shows a message a thousand times at most', async () => {
    world.secrets.delete('/audit')
    let waited = 0
    let receives = 0
    while (waited < 14 * 86_400) {
      receives += 1
      await world.deliver(toEnd('audit', outcome, 'm1', receives))
      waited += world.pauses.get('handle-m1') ?? 0
    }
    expect(receives).toBeLessThan(1_000)
    expect(world.pauses.get('handle-m1')).toBe(1_800)
    expect(world.dead).toEqual([])
  })

  it.each([
    ['37', 37],
    ['0.642', 1],
    ['Mon, 16 Nov 2026 09:06:00 GMT', 60],
    ['Mon, 16 Nov 2026 09:00:00 GMT', 1],
    ['soon', 15],
    ['-3', 15],
    ['999999', 39_600],
  ])('may say when to come back: %s', async (retryAfter, seconds) => {
    servers.chat.replies.push({ status: 429, headers: { 'retry-after': retryAfter } })
    await world.deliver(toEnd('chat', outcome))
    expect(world.pauses.get('handle-m1')).toBe(seconds)
  })

  it('keeps its own messages waiting, and nobody else', async () => {
    servers.audit.replies.push({ status: 503, body: 'down for lunch' })
    const batch = [toEnd('audit', outcome, 'm1'), toEnd('chat', outcome, 'm2'), toEnd('audit', another, 'm3')]
    expect(await world.deliver(...batch, toEnd('ops-teams', another, 'm4'))).toEqual(['m1', 'm3'])
    expect([servers.audit, servers.chat, servers['ops-teams']].map(({ posts }) => posts.length)).toEqual([1, 1, 1])
    expect(world.log.filter(({ level }) => level === 'warn')).toMatchObject([
      {
        message: 'end takes nothing at the moment',
        fields: { end: 'audit', reason: 'it answered 503: down for lunch' },
      },
    ])
  })

  it.each([
    ['hang' as const, 'no answer within 1 s'],
    ['drop' as const, 'it cut the connection while it was being told'],
  ])('by a connection that is no good is tried again: %s', async (reply, why) => {
    servers.audit.replies.push(reply)
    expect(await world.deliver(toEnd('audit', outcome))).toEqual(['m1'])
    expect(world.log).toMatchObject([{ level: 'warn', fields: { reason: why } }])
  })

  it('by not being there at all is tried again', async () => {
    await servers.audit.close()
    expect(await world.deliver(toEnd('audit', outcome))).toEqual(['m1'])
    expect(world.log).toMatchObject([
      { level: 'warn', fields: { reason: 'it refused the connection while it was being told' } },
    ])
    servers = { ...servers, audit: await startEndServer() }
  })

  it('has taken the announcement when it says so, even if its answer never ends', async () => {
    servers.audit.replies.push('hang-in-body')
    expect(await world.deliver(toEnd('audit', outcome))).toEqual([])
    expect(await world.deliver(toEnd('audit', outcome, 'm2'))).toEqual([])
    expect(servers.audit.posts).toHaveLength(1)
  })
})

describe('an end that refuses for good', () => {
  it.each([
    ['audit', 400, 'Look into the log of the receiver'],
    ['audit', 401, 'Give the receiver the key that is stored in the SSM parameter /audit-key'],
    ['audit', 404, 'Store the URL that takes announcements in the SSM parameter /audit'],
    ['audit', 410, 'take the end audit out of longshore.yml, or store another URL in the SSM parameter /audit'],
    ['audit', 413, 'bodies of 64 KB'],
    ['audit', 301, 'Longshore follows no redirects: store the URL that it leads to in the SSM parameter /audit'],
    ['ops-teams', 401, 'make one in Teams that anyone may post to'],
    ['ops-teams', 413, 'a fault of Longshore'],
    ['chat', 404, 'make a new one in Discord'],
    ['chat', 400, 'a fault of Longshore'],
  ] as const)('%s with %i: the message goes to the dead-letter queue with what to do', async (end, status, mend) => {
    servers[end].replies.push({ status, body: 'because', headers: { location: `${servers.chat.url}&elsewhere` } })
    expect(await world.deliver(toEnd(end, outcome), toEnd(end, another, 'm2'))).toEqual([])
    expect(world.dead).toEqual([{ body: toEnd(end, outcome).body, reason: expect.stringContaining(mend) }])
    expect(world.dead[0]?.reason).toContain(`The end ${end} refuses for good, it answered ${status}: because. `)
    expect(world.dead[0]?.reason).toContain('redrive to a custom destination, …-ends')
    expect(servers[end].posts).toHaveLength(2)
    if (end !== 'chat') expect(servers.chat.posts).toEqual([])
  })

  it.each([
    ['JSON', (path: string) => JSON.stringify({ error: 'no route', uri: path }).replaceAll('/', '\\/')],
    ['HTML', (path: string) => `<p>Cannot POST ${path.replaceAll('/', '&#x2F;').replaceAll('=', '&#x3D;')}</p>`],
    ['percent-encoding', (path: string) => `uri=${encodeURIComponent(path)}`],
    ['parts', (path: string) => path.split(/[/?=]/).join(' ')],
  ])('keeps its URL to itself when it says it again in %s', async (_, spell) => {
    const { pathname, search } = new URL(servers.audit.url)
    servers.audit.replies.push({ status: 404, body: spell(pathname + search) })
    await world.deliver(toEnd('audit', outcome))
    expect(world.dead[0]?.reason).toContain('[hidden]')
  })

  it('is quoted with 200 characters at most, without what is secret', async () => {
    const said = `token=abcdef ${servers.audit.url} ${key} ${'x'.repeat(5_000)}`
    servers.audit.replies.push({ status: 400, body: said })
    await world.deliver(toEnd('audit', outcome))
    const quoted = /it answered 400: (.*)\. Look/.exec(world.dead[0]?.reason ?? '')?.[1] ?? ''
    expect(quoted).toMatch(/^token=\[hidden\] \[hidden\] \[hidden\] x+…$/)
    expect(quoted.length).toBe(200)
  })

  it('takes the message when it is moved back after mending', async () => {
    servers.audit.replies.push({ status: 404 })
    await world.deliver(toEnd('audit', outcome))
    expect(await world.deliver(aBody(world.dead[0]?.body ?? ''))).toEqual([])
    expect(servers.audit.posts).toHaveLength(2)
  })
})

describe('a URL', () => {
  const told = async (url: string, privateNetworks?: readonly string[]) => {
    world = aWorld([{ ...discord, privateNetworks: privateNetworks ?? [] }])
    world.secrets.set('/chat', url)
    expect(await world.deliver(toEnd('chat', outcome))).toEqual(['m1'])
    return world.log[0]?.fields['reason']
  }

  it.each([
    'http://127.0.0.1:1/x',
    'https://127.0.0.1:1/x',
    'https://localhost:1/x',
    'https://[::1]:1/x',
    'https://10.0.0.1/x',
  ])('that leads into a private network which is not configured is not connected to: %s', async (url) => {
    expect(await told(url)).toMatch(
      /^Cannot tell the end chat: the URL in the SSM parameter \/chat is plain http or leads/,
    )
  })

  it('that is plain http and public is not connected to', async () => {
    expect(await told('http://8.8.8.8/x')).toContain('plain http')
    expect(await told('http://8.8.8.8/x', ['127.0.0.0/8'])).toContain('plain http')
  })

  it('that leads into a configured network is, by name too', async () => {
    expect(await told('http://localhost:1/x', ['127.0.0.0/8', '::1/128'])).toBe(
      'it refused the connection while it was being told',
    )
  })

  it('that is none, or has a password in it, gives the message back and leaves no claim', async () => {
    expect(await told('not a url')).toContain('the SSM parameter /chat holds no URL that can be used')
    expect(await told('https://user:pass@example.com')).toContain('without user and password')
    expect(await told('ftp://example.com')).toContain('holds no URL that can be used')
    expect(await world.claims.claim(outcome.id, 'end:chat', 1)).toBe('claimed')
  })
})

describe('trouble on our side', () => {
  it.each(['', 'short', `${key} ${key} ${key}`])('with the key gives the message back, named: %p', async (stored) => {
    world.secrets.set('/audit-key', stored)
    expect(await world.deliver(toEnd('audit', outcome), toEnd('audit', another, 'm2'))).toEqual(['m1', 'm2'])
    expect(world.log).toMatchObject([
      {
        level: 'error',
        message: 'end cannot be told yet',
        fields: {
          end: 'audit',
          reason: expect.stringContaining('Cannot sign for the end audit: the SSM parameter /audit-key'),
        },
      },
    ])
    expect(servers.audit.posts).toEqual([])
  })

  it('with one secret keeps no other end waiting', async () => {
    world.secrets.delete('/audit')
    expect(await world.deliver(toEnd('audit', outcome), toEnd('chat', outcome, 'm2'))).toEqual(['m1'])
    expect(servers.chat.posts).toHaveLength(1)
    expect(await world.claims.claim(outcome.id, 'end:audit', 1)).toBe('claimed')
  })

  it('with the table gives the batch back without trying each message', async () => {
    const unreachable = async () => {
      throw new Error('the table is unreachable')
    }
    world = aWorld([audit], { claims: { claim: unreachable, done: unreachable, release: unreachable } })
    expect(await world.deliver(toEnd('audit', outcome, 'm1', 3), toEnd('audit', another, 'm2', 1))).toEqual([
      'm1',
      'm2',
    ])
    expect([...world.pauses.values()]).toEqual([60, 15])
    expect(world.log).toHaveLength(1)
  })

  it('in noting that it was told does not tell it again', async () => {
    const failing = { ...world.claims, done: () => Promise.reject(new Error('the table is unreachable')) }
    world = aWorld([audit], { claims: failing })
    expect(await world.deliver(toEnd('audit', outcome))).toEqual([])
    expect(servers.audit.posts).toHaveLength(1)
    expect(world.log.map(({ level }) => level)).toEqual(['warn', 'info'])
  })

  it('with the queue itself still gives the message back', async () => {
    const failing = () => Promise.reject(new Error('the queue is unreachable'))
    world = aWorld([audit], { queue: { send: failing, delay: failing, deadLetter: failing } })
    servers.audit.replies.push({ status: 500 }, { status: 404 })
    expect(await world.deliver(toEnd('audit', outcome))).toEqual(['m1'])
    expect(await world.deliver(toEnd('audit', another))).toEqual(['m1'])
  })
})
