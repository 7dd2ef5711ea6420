import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createClock, type SandboxClock } from '../../../sandbox/kernel/clock.ts'
import { type EndKind, type EndsReceiver, startEnds } from '../../../sandbox/receivers/ends.ts'

let clock: SandboxClock
let ends: EndsReceiver

beforeEach(async () => {
  clock = createClock({ start: 1_000_000 })
  ends = await startEnds(clock)
})
afterEach(() => ends.stop())

const post = (kind: EndKind, body: string, headers: Record<string, string> = {}, query = '') =>
  fetch(`${ends.url(kind, 'some')}${query}`, { method: 'POST', body, headers, redirect: 'manual' })

const signed = (body: string, key: string, seconds = clock.now() / 1_000) => ({
  'longshore-timestamp': String(seconds),
  'longshore-signature': `v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`,
})

const card = (text: string) =>
  JSON.stringify({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: { type: 'AdaptiveCard', version: '1.2', body: [{ type: 'RichTextBlock', inlines: [{ text }] }] },
      },
    ],
  })
const embed = (content: object) => JSON.stringify({ embeds: [content] })

describe('a webhook', () => {
  it('takes what is signed by one of its keys', async () => {
    ends.keys('some', ['new', 'old'])
    const { status } = await post('webhook', '{}', signed('{}', 'old'))
    expect(status).toBe(204)
    expect(ends.taken()).toMatchObject([{ at: 1_000_000, end: 'some', kind: 'webhook', body: {}, text: '{}' }])
  })

  it('refuses what is signed by another key, for another body, not at all, or too long ago', async () => {
    ends.keys('some', ['key'])
    const replies = [
      await post('webhook', '{}', signed('{}', 'other')),
      await post('webhook', '{}', signed('[]', 'key')),
      await post('webhook', '{}'),
      await post('webhook', '{}', signed('{}', 'key', clock.now() / 1_000 - 301)),
    ]
    expect(replies.map(({ status }) => status)).toEqual([401, 401, 401, 401])
    expect(ends.taken()).toEqual([])
  })
})

describe('a workflow of Teams', () => {
  it('takes a card of 28 KB and shows its texts', async () => {
    expect((await post('teams', card('hello'))).status).toBe(202)
    expect(ends.taken()[0]?.text).toBe('hello')
    const fill = (bytes: number) => card('x'.repeat(bytes - card('').length))
    expect((await post('teams', fill(28_000))).status).toBe(202)
    expect((await post('teams', fill(28_001))).status).toBe(413)
  })

  it('refuses what is no card', async () => {
    expect((await post('teams', '{"text":"hi"}')).status).toBe(400)
  })
})

describe('a webhook of Discord', () => {
  it.each([
    [{ title: 'x'.repeat(256) }, 204],
    [{ title: 'x'.repeat(257) }, 400],
    [{ description: 'x'.repeat(4_096) }, 204],
    [{ description: 'x'.repeat(4_097) }, 400],
    [{ fields: [{ name: '', value: 'x' }] }, 400],
    [{ title: 'x'.repeat(200), description: 'x'.repeat(4_000), footer: { text: 'x'.repeat(1_800) } }, 204],
    [{ title: 'x'.repeat(201), description: 'x'.repeat(4_000), footer: { text: 'x'.repeat(1_800) } }, 400],
  ])('keeps to the limits of embeds: %#', async (content, status) => {
    expect((await post('discord', embed(content))).status).toBe(status)
  })

  it('answers with the message to whoever waits, and shows it without markup', async () => {
    const reply = await post('discord', embed({ title: '\\*x\\*', description: '**Why:** `y`' }), {}, '?wait=true')
    expect([reply.status, await reply.text()]).toEqual([200, '{"id":"1"}'])
    expect(ends.taken()[0]?.text).toBe('*x*\nWhy: y')
  })
})

describe('an end', () => {
  it.each([
    [{ kind: 'rate-limited' as const, retryAfterSeconds: 30 }, 429],
    [{ kind: 'server-error' as const }, 503],
    [{ kind: 'gone' as const }, 410],
    [{ kind: 'refuses' as const }, 403],
    [{ kind: 'redirects' as const }, 302],
  ])('answers like %j as often as told, and only it', async (mood, status) => {
    ends.behave('some', mood, { times: 1 })
    ends.behave('other', { kind: 'gone' })
    expect((await post('teams', card('a'))).status).toBe(status)
    expect((await post('teams', card('a'))).status).toBe(202)
    expect(ends.attempts().map(({ mood: met }) => met)).toEqual([mood.kind, 'ok'])
  })

  it("is down for a span of the world's time", async () => {
    ends.behave('some', { kind: 'down' }, { forMs: 60_000 })
    await expect(post('teams', card('a'))).rejects.toThrow('fetch failed')
    await clock.runUntil(1_061_000)
    expect((await post('teams', card('a'))).status).toBe(202)
  })

  it('of no known kind is not there', async () => {
    const { origin } = new URL(ends.url('teams', 'x'))
    expect((await fetch(`${origin}/pager/x`, { method: 'POST', body: '{}' })).status).toBe(404)
  })
})
