import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Fact } from '../../shared/domain/fact.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import {
  aPending,
  aPolicy,
  digest,
  entry,
  image,
  minute,
  release,
  repository,
  rollingRecord,
  t0,
} from '../domain/a-world.ts'
import { deployment, type PressGiven, type PressOptions, type PressWorld, pressWorld } from './press-world.ts'

let world: PressWorld

beforeEach(async () => {
  world = await pressWorld()
})

afterEach(async () => {
  const logged = JSON.stringify(world.log)
  expect(logged).not.toMatch(/payload|127\.0\.0\.1|hooks\.slack|verification-token|v0=/)
  await world.close()
})

async function renew(options: PressOptions): Promise<void> {
  await world.close()
  world = await pressWorld(options)
}

const other = '01JC00000000000000000000BB'
const question = { askedAt: t0, until: t0 + 60 * minute, goal: { app: image(2) } }
const asking: Partial<TargetRecord> = {
  state: { name: 'waiting', since: t0, why: 'approval' },
  pending: aPending(2, { deploymentId: deployment, question }),
  ledger: [entry(1)],
}
const running: Partial<TargetRecord> = {
  settledOn: release(2),
  ledger: [entry(2, { deploymentId: deployment, at: t0 }), entry(1)],
}
const fromIt = { kind: 'rollback', from: deployment }
const start = { about: { stage: 'start' } }
const asked = { id: 'newer', at: t0, by: 'alice' }

describe('a press', () => {
  it.each<[string, PressGiven, Partial<TargetRecord>, object, RegExp]>([
    ['approves a start', start, asking, { kind: 'approve', deploymentId: deployment, stage: 'start' }, /is approved/],
    [
      'rejects it',
      { ...start, action: 'reject' },
      asking,
      { kind: 'reject', deploymentId: deployment },
      /does not begin/,
    ],
    [
      'cancels a rollout',
      { action: 'cancel' },
      rollingRecord(2, { id: deployment }),
      { kind: 'cancel', deploymentId: deployment },
      /is taken back/,
    ],
    ['rolls a release back', { action: 'rollback' }, running, fromIt, /goes back to the newest usable/],
  ])('%s', async (_, given, record, fact, answer) => {
    await world.remember(record)
    expect(await world.press({ ...given, name: 'alice' })).toEqual({ statusCode: 200, body: '' })
    expect(await world.facts()).toMatchObject([{ ...fact, by: 'slack:U0ALICE (alice)' }])
    expect(world.queue.waiting().map(({ target }) => target)).toEqual(['api'])
    expect(world.told()).toEqual([expect.stringMatching(answer)])
    expect(world.log).toMatchObject([{ level: 'info', message: 'press carried out', keys: { user: 'U0ALICE' } }])
  })

  it.each<[string, PressGiven, Partial<TargetRecord>, RegExp]>([
    ['on a question that was answered', start, { state: { name: 'idle' } }, /Nothing on api waits for an approval/],
    ['on a stage that is over', { about: { stage: 'TEST_TRAFFIC_SHIFT' } }, asking, /waits for nothing any more/],
    ['on the question of another start', { about: { stage: 'start', deployment: other } }, asking, /waits for nothing/],
    ['on a rollout that is over', { action: 'cancel' }, running, /Nothing is in progress on api/],
    [
      'on a rollout that another took the place of',
      { action: 'cancel' },
      rollingRecord(2, { id: other }),
      /not in progress on api any more/,
    ],
    [
      'on a release that was replaced',
      { action: 'rollback' },
      { ledger: [entry(3, { deploymentId: other, at: t0 }), entry(2, { deploymentId: deployment })] },
      /not what runs any more: api runs .* since 2026-11-16 09:00 UTC\. Nothing was changed/,
    ],
    [
      'on a release that is being replaced',
      { action: 'rollback' },
      { ...rollingRecord(3, { id: other }), ledger: running.ledger ?? [] },
      /api is rolling with .* by now/,
    ],
    [
      'on a release that somebody else replaced',
      { action: 'rollback' },
      { ...running, usurped: { at: t0, rollout: 'other' } },
      /Somebody else has changed the images/,
    ],
    [
      'on a release that a newer one waits to replace',
      { action: 'rollback' },
      { ...running, state: { name: 'waiting', since: t0, why: 'approval' }, pending: aPending(3) },
      /Something newer waits on api: main-3/,
    ],
    [
      'on the only release',
      { action: 'rollback' },
      { ledger: [entry(2, { deploymentId: deployment })], settledOn: release(2) },
      /no other proven release/,
    ],
    ['on a target that nothing is known of', { action: 'rollback' }, {}, /has no proven release/],
  ])('%s is refused in words, and changes nothing', async (_, given, record, answer) => {
    await world.remember(record)
    expect(await world.press(given)).toEqual({ statusCode: 200, body: '' })
    expect(await world.facts()).toEqual([])
    expect(world.told()).toEqual([expect.stringMatching(answer)])
    expect(world.log).toMatchObject([{ level: 'info', message: 'press came to nothing' }])
  })
})

it.each<Fact>([
  { ...asked, kind: 'push', repository, tag: 'main-3', digest: digest(3) },
  { ...asked, kind: 'redeploy', deploymentId: other },
  { ...asked, kind: 'promote', deploymentId: other, from: 'staging', images: { app: image(3) } },
  { ...asked, kind: 'rollback', deploymentId: other },
])('a press on a release is refused while a $kind waits to be looked at', async (fact) => {
  await world.remember(running)
  await world.inbox.put([{ target: 'api', fact }])
  await world.press({ action: 'rollback' })
  expect(await world.facts()).toEqual([fact])
  expect(world.told()).toEqual([expect.stringMatching(/Something newer has just come for api/)])
})

it('a press on a release is not refused for what was taken in already and lies in the inbox still', async () => {
  const push = { ...asked, kind: 'push' as const, repository, tag: 'main-2', digest: digest(2) }
  await world.remember({ ...running, folded: [push.id] })
  await world.inbox.put([{ target: 'api', fact: push }])
  await world.press({ action: 'rollback' })
  expect((await world.facts()).map(({ kind }) => kind).toSorted()).toEqual(['push', 'rollback'])
  expect(world.told()).toEqual([expect.stringMatching(/^api goes back/)])
})

describe('of two people who press at once', () => {
  it.each([
    ['the same', 'approve', 'approve'],
    ['the opposite', 'approve', 'reject'],
  ])('%s, the first one counts, and the second one is told so', async (_, first, second) => {
    await world.remember(asking)
    await Promise.all([
      world.press({ ...start, action: first, user: 'U0ALICE' }),
      world.press({ ...start, action: second, user: 'U0BOB' }),
    ])
    expect(await world.facts()).toHaveLength(1)
    expect(world.told().toSorted()).toEqual([
      expect.stringMatching(/is approved|does not begin/),
      expect.stringContaining('pressed just now'),
    ])
  })

  it('a release is rolled back once', async () => {
    await world.remember(running)
    await world.press({ action: 'rollback', user: 'U0ALICE' })
    await world.press({ action: 'rollback', user: 'U0BOB' })
    expect(await world.facts()).toHaveLength(1)
  })

  it('a press that came to nothing keeps nobody from the next one', async () => {
    await world.press(start)
    await world.remember(asking)
    await world.press({ ...start, user: 'U0BOB' })
    expect(await world.facts()).toMatchObject([{ by: 'slack:U0BOB (u0bob)' }])
  })

  it('what was approved can be cancelled at once', async () => {
    await world.remember(asking)
    await world.press(start)
    await world.press({ action: 'cancel' })
    expect(await world.facts()).toMatchObject([{ kind: 'approve' }, { kind: 'cancel' }])
  })
})

describe('what is not Slack’s changes nothing, is answered without a word, and is logged without what was sent:', () => {
  it.each<[string, () => Promise<{ statusCode: number; body: string }>, number]>([
    ['another secret', () => world.press({ ...start, secret: 'guessed' }), 401],
    ['an altered byte', () => altered(), 401],
    ['no type', () => without('content-type'), 415],
    ['no timestamp', () => without('x-slack-request-timestamp'), 401],
    ['no signature', () => without('x-slack-signature'), 401],
    ['a time of 301 seconds ahead', () => at(301), 401],
    ['a time of 301 seconds ago', () => at(-301), 401],
    ['base64 that is told to be text', () => encoded(false), 401],
    ['another method', () => world.send(world.request(start), { requestContext: { http: { method: 'GET' } } }), 405],
  ])('%s', async (_, send, statusCode) => {
    await world.remember(asking)
    expect(await send()).toEqual({ statusCode, body: '' })
    expect(await world.facts()).toEqual([])
    expect(world.told()).toEqual([])
    expect(world.log).toMatchObject([{ level: 'warn', message: 'request refused' }])
  })

  function altered() {
    const { headers, body } = world.request(start)
    return world.send({ headers, body: body.replace('U0ALICE', 'U0MALLO') })
  }

  function without(name: string) {
    const { headers, body } = world.request(start)
    expect(Object.keys(headers)).toContain(name)
    return world.send({ body, headers: Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)) })
  }

  function at(seconds: number) {
    world.clock.advance(seconds * 1_000)
    const signed = world.request(start)
    world.clock.advance(-seconds * 1_000)
    return world.send(signed)
  }

  it('but a body in base64 is Slack’s, and so is a time of 300 seconds ahead', async () => {
    await world.remember(asking)
    expect(await encoded(true)).toEqual({ statusCode: 200, body: '' })
    expect(await world.facts()).toHaveLength(1)
    expect(await at(300)).toEqual({ statusCode: 200, body: '' })
  })

  function encoded(isBase64Encoded: boolean) {
    const { headers, body } = world.request(start)
    return world.send({ headers, body: Buffer.from(body).toString('base64') }, { isBase64Encoded })
  }

  it('a request that is repeated, within minutes and by whatever name of a header', async () => {
    await world.remember(asking)
    const signed = world.request(start)
    await world.send(signed)
    const headers = Object.fromEntries(Object.entries(signed.headers).map(([key, value]) => [key.toUpperCase(), value]))
    world.clock.advance(4 * minute)
    expect(await world.send(signed)).toEqual({ statusCode: 401, body: '' })
    expect(await world.send({ ...signed, headers })).toEqual({ statusCode: 401, body: '' })
    expect(await world.facts()).toHaveLength(1)
  })

  it('a request from ahead of our clock, as long as its time is fresh', async () => {
    await world.remember(asking)
    const ahead = world.request(start)
    world.clock.advance(-5 * minute)
    await world.send(ahead)
    world.clock.advance(10 * minute)
    expect(await world.send(ahead)).toEqual({ statusCode: 401, body: '' })
  })

  it('asks the store for the secret anew once a minute at most', async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) await world.press({ ...start, secret: 'guessed' })
    expect(world.secrets.reads).toBe(21)
    world.clock.advance(minute)
    await world.press({ ...start, secret: 'guessed' })
    expect(world.secrets.reads).toBe(23)
  })
})

describe('the signing secret', () => {
  it('is taken anew by the first press that another one signed', async () => {
    await renew({})
    await world.remember(asking)
    world.secrets.value = 'the-new-one'
    expect(await world.press({ ...start, secret: 'the-new-one' })).toMatchObject({ statusCode: 200 })
  })

  it('may be two while one takes the place of the other, but not three', async () => {
    world.secrets.value = ' new\nold third '
    const statuses = await Promise.all(
      ['new', 'old', 'third'].map(async (secret) => (await world.press({ ...start, secret })).statusCode),
    )
    expect(statuses).toEqual([200, 200, 401])
  })
})

describe('somebody who may not', () => {
  it.each<[string, PressGiven, PressOptions, RegExp]>([
    ['is of another team', { team: 'T0OTHER' }, {}, /another one/],
    ['is not named', { user: 'U0CAROL' }, {}, /not among the people/],
    ['presses what is not allowed', {}, { actions: { allow: ['cancel'] } }, /Use the command: longshore approve/],
    ['presses a button of another stack', { about: { stack: 'longshore-prod' } }, {}, /of longshore-prod/],
    ['presses for a target that is gone', { about: { target: 'gone' } }, {}, /gone is not in longshore\.yml/],
    [
      'is of another team before anything else',
      { team: 'T0OTHER', user: 'U0CAROL', about: { target: 'gone' } },
      {},
      /another one/,
    ],
  ])('%s: is told so, and nothing changes', async (_, given, options, answer) => {
    await renew({ policies: [aPolicy()], ...options })
    await world.remember(asking)
    const about = { stage: 'start', ...given.about }
    expect(await world.press({ ...given, about })).toEqual({ statusCode: 200, body: '' })
    expect(await world.facts()).toEqual([])
    expect(world.told()).toEqual([expect.stringMatching(answer)])
    expect(world.log).toMatchObject([{ level: 'warn', message: 'press refused' }])
  })
})

describe('members of groups', () => {
  const members = new Map([['S0ONCALL', ['U0CAROL']]])
  const asked: string[] = []
  const groups = { groups: ['S0ONCALL'] }
  async function membersOf(group: string): Promise<readonly string[]> {
    asked.push(group)
    return members.get(group) ?? []
  }

  it('may press, and are asked about only if they are not named', async () => {
    await renew({ actions: groups, ports: { membersOf } })
    await world.remember(asking)
    await world.press({ ...start, user: 'U0ALICE', action: 'cancel' })
    expect(asked).toEqual([])
    await world.press({ ...start, user: 'U0CAROL' })
    expect(asked).toEqual(['S0ONCALL'])
    expect((await world.facts()).map(({ kind }) => kind)).toEqual(['cancel', 'approve'])
  })

  it('of one group may press although another group cannot be read', async () => {
    const gone = (group: string) =>
      group === 'S0GONE' ? Promise.reject(new Error('no_such_subteam')) : membersOf(group)
    await renew({ actions: { groups: ['S0GONE', 'S0ONCALL'] }, ports: { membersOf: gone } })
    await world.remember(asking)
    await world.press({ ...start, user: 'U0DAVE' })
    expect(world.told()).toEqual([expect.stringContaining('cannot see at the moment')])
    expect(JSON.stringify(world.log)).toContain('no_such_subteam')
    await world.press({ ...start, user: 'U0CAROL' })
    expect(await world.facts()).toMatchObject([{ by: 'slack:U0CAROL (u0carol)' }])
  })

  it('are refused with a word while nobody can see who they are', async () => {
    await renew({
      actions: groups,
      ports: { membersOf: () => Promise.reject(new Error('Slack answered missing_scope')) },
    })
    await world.remember(asking)
    await world.press({ ...start, user: 'U0CAROL' })
    expect(await world.facts()).toEqual([])
    expect(world.told()).toEqual([expect.stringContaining('cannot see at the moment')])
    expect(JSON.stringify(world.log)).toContain('missing_scope')
  })
})

describe('the answer to whoever pressed', () => {
  it('goes to Slack alone, whatever the press names', async () => {
    await renew({ actions: { replyTo: ['https://hooks.slack.com'] } })
    await world.remember(asking)
    expect(await world.press(start)).toMatchObject({ statusCode: 200 })
    expect(await world.facts()).toHaveLength(1)
    expect(world.told()).toEqual([])
    expect(JSON.stringify(world.log)).toContain("none of Slack's")
  })

  it.each([
    'nothing',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'https://hooks.slack.com.evil.example/',
  ])('does not go to %s', async (replyTo) => {
    await world.remember(asking)
    expect(await world.press({ ...start, replyTo })).toMatchObject({ statusCode: 200 })
    expect(world.log.map(({ level }) => level)).toEqual(['info', 'warn'])
  })

  it('that Slack does not take harms nothing', async () => {
    await world.remember(asking)
    world.slack.behave({ kind: 'server-error' })
    expect(await world.press(start)).toEqual({ statusCode: 200, body: '' })
    expect(await world.facts()).toHaveLength(1)
    expect(JSON.stringify(world.log)).toContain('Slack answered 500')
  })

  it('is not waited for longer than it may take', async () => {
    await renew({ ports: { answerWithinMs: 20 } })
    await world.remember(asking)
    world.slack.behave({ kind: 'hang' })
    expect(await world.press(start)).toEqual({ statusCode: 200, body: '' })
    expect(JSON.stringify(world.log)).toContain('TimeoutError')
  })

  it('has no markup of whoever wrote what is told', async () => {
    await world.remember(asking)
    await world.press({ ...start, name: '<!channel>' })
    await world.press({ ...start, name: '<!channel>' })
    expect(world.told().join('')).not.toContain('<!')
  })
})

describe('what goes wrong', () => {
  it('while it is carried out is told to whoever pressed', async () => {
    const inbox = { put: () => Promise.reject(new Error('the table is throttled')) }
    await renew({ ports: { inbox } })
    await world.remember(asking)
    expect(await world.press(start)).toEqual({ statusCode: 200, body: '' })
    expect(world.told()).toEqual([expect.stringContaining('Press again')])
    expect(world.log).toMatchObject([{ level: 'error', message: 'press failed' }])
  })

  it('once what was pressed is kept is no reason to press again: it is found without the nudge', async () => {
    await renew({ ports: { queue: { send: () => Promise.reject(new Error('the queue is away')) } } })
    await world.remember(running)
    await world.press({ action: 'rollback' })
    await world.press({ action: 'rollback' })
    expect(await world.facts()).toHaveLength(1)
    expect(world.told()).toEqual([
      expect.stringMatching(/goes back .* The target is looked at within five minutes: /),
      expect.stringContaining('pressed just now'),
    ])
    expect(world.log[0]).toMatchObject({ level: 'warn', keys: { error: 'Error: the queue is away' } })
    world.clock.advance(minute)
    await world.press({ action: 'rollback' })
    expect(await world.facts()).toHaveLength(1)
  })

  it('without the nudge promises no beginning of what was rejected', async () => {
    await renew({ ports: { queue: { send: () => Promise.reject(new Error('the queue is away')) } } })
    await world.remember(asking)
    await world.press({ ...start, action: 'reject' })
    expect(world.told()).toEqual([
      expect.stringMatching(/ does not begin\. The target is looked at within five minutes: /),
    ])
  })

  it('while the claim is given back hides nothing of why it is', async () => {
    const claims = {
      claim: async () => 'claimed' as const,
      done: async () => undefined,
      release: () => Promise.reject(new Error('the table is away')),
    }
    await renew({ ports: { claims } })
    await world.press({ action: 'cancel' })
    expect(world.told()).toEqual([expect.stringContaining('Nothing is in progress')])
    expect(world.log).toMatchObject([
      { level: 'warn', keys: { error: 'Error: the table is away' } },
      { level: 'info', message: 'press came to nothing' },
    ])
  })

  it('before it is known who sends is no answer at all', async () => {
    await renew({ ports: { isSigned: () => Promise.reject(new Error('no such parameter')) } })
    expect(await world.press(start)).toEqual({ statusCode: 500, body: '' })
    expect(world.told()).toEqual([])
    expect(world.log).toMatchObject([{ level: 'error', message: 'press could not be judged' }])
  })
})
