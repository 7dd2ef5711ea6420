import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { TABLE } from '../wire/world.ts'
import { type PageWorld, startPage } from './page-world.ts'
import { endedAt, itemOf, storeHistory } from './stored-history.ts'

const hour = 60 * 60_000
const first = Date.parse('2026-11-01T00:30:00Z')

/** An hour apart: every fifth of api went back, every tenth is of web. */
const all = Array.from({ length: 130 }, (_, index) =>
  endedAt(first + index * hour, index % 10 === 9 ? 'web' : 'api', index % 5 === 0 ? 'rolled-back' : 'succeeded'),
)
const broken = endedAt(first + 200 * hour, 'web')

let world: PageWorld

beforeAll(async () => {
  world = await startPage()
  await storeHistory(world.wire.sandbox, TABLE, all)
  await world.wire.sandbox.dynamodb.call('PutItem', { TableName: TABLE, Item: itemOf(broken, '{"kind":"outcome"}') })
})
afterAll(() => world?.wire.stop())

const text = async (path: string) => (await world.read(path)).text()
const linksIn = (page: string) => [...page.matchAll(/href="(\/deployments\/[^"]+)"/g)].map(([, link = '']) => link)
const linkOf = (one: (typeof all)[number]) => `/deployments/${one.target}/${one.deployment.id}`

describe('the history', () => {
  it('shows each deployment once, newest first, from page to page', async () => {
    const shown: string[] = []
    let path: string | undefined = '/history'
    let pages = 0
    while (path !== undefined) {
      const page: string = await text(path)
      expect(Buffer.byteLength(page)).toBeLessThan(100_000)
      shown.push(...linksIn(page))
      path = /href="([^"]+)">Older</.exec(page)?.[1]?.replaceAll('&amp;', '&')
      pages += 1
    }
    expect(pages).toBe(3)
    expect(shown).toEqual(all.toReversed().map(linkOf))
  })

  it('is filtered by target, outcome and time, each and together', async () => {
    const choose = async (query: string) => linksIn(await text(`/history?${query}`))
    const of = (which: (one: (typeof all)[number]) => boolean) =>
      all.filter(which).toReversed().slice(0, 50).map(linkOf)
    expect(await choose('target=web')).toEqual(of(({ target }) => target === 'web'))
    expect(await choose('outcome=rolled-back')).toEqual(of(({ outcome }) => outcome === 'rolled-back'))
    const onTheSecond = ({ deployment }: (typeof all)[number]) => new Date(deployment.trigger.at).getUTCDate() === 2
    expect(await choose('from=2026-11-02&to=2026-11-02')).toEqual(of(onTheSecond))
    expect(await choose('target=api&outcome=rolled-back&to=2026-11-02')).toEqual(
      of(
        ({ outcome, target, deployment }) =>
          target === 'api' && outcome === 'rolled-back' && deployment.trigger.at < first + 47.5 * hour,
      ),
    )
    expect(await text('/history?outcome=expired')).toContain('There are no deployments like this.')
  })

  it('keeps what was chosen in the form and in the links, and says what it does not understand', async () => {
    const page = await text('/history?outcome=succeeded&target=api')
    expect(page).toContain('<option value="api" selected>')
    expect(page).toMatch(/href="\/history\?target=api&amp;outcome=succeeded&amp;before=[0-9A-Z]{26}">Older/)
    const wrong = await text('/history?outcome=%3Cb%3E&target=nobody&from=2026-13-40&before=x')
    expect(wrong).toContain(
      'Not understood and left out: target &quot;nobody&quot;, outcome &quot;&lt;b&gt;&quot;, from',
    )
  })

  it('tells of a deployment that cannot be read, beside the others', async () => {
    const page = await text('/history?target=web')
    expect(page).toContain('cannot be read')
    expect(page).toContain(broken.deployment.id)
    const own = await world.read(linkOf(broken))
    expect([own.status, await own.text()]).toEqual([404, expect.stringContaining('Cannot read an ended deployment')])
  })
})

describe("a deployment's own page", () => {
  it('shows what happened when, and where its time went', async () => {
    const page = await text(linkOf(all[5] ?? broken))
    for (const part of [
      'rolled back',
      'container app exited with code 1',
      'image pushed',
      'Where its time went',
      'us-east-1.console.aws.amazon.com',
    ]) {
      expect(page).toContain(part)
    }
    expect(page).not.toContain('<script>')
  })

  it('shows its commits, as far as they are known', async () => {
    const one = all[7] ?? broken
    const newest = [{ sha: 'c0ffee'.padEnd(40, '0'), subject: 'Mend the <b>cart</b>', author: 'alice' }]
    const commits = [
      {
        repository: 'acme/api',
        url: 'https://github.com/acme/api/compare/a...b',
        from: 'a',
        to: 'b',
        ahead: 3,
        behind: 1,
        newest,
      },
    ]
    const key = { pk: { S: `deployment#${one.deployment.id}` }, sk: { S: 'commits' } }
    await world.wire.sandbox.dynamodb.call('PutItem', {
      TableName: TABLE,
      Item: { ...key, body: { S: JSON.stringify(commits) } },
    })
    const page = await text(linkOf(one))
    for (const part of [
      'href="https://github.com/acme/api/compare/a...b"',
      '3 new, 1 taken out',
      'c0ffee0',
      'Mend the &lt;b&gt;cart&lt;/b&gt;',
      'and 2 more',
    ]) {
      expect(page).toContain(part)
    }
  })
})

describe('commits that cannot be read', () => {
  const readable = { repository: 'acme/web', url: '', from: 'a', to: 'b', ahead: 1, behind: 0, newest: [] }

  it.each([
    ['no JSON', '{', []],
    ['no list', '{}', []],
    ['one repository of two', JSON.stringify([{ repository: 'acme/api' }, readable]), ['acme/web: 1 new']],
  ])('take nothing else from the page: %s', async (_, body, others) => {
    const one = all[8] ?? broken
    const Item = { pk: { S: `deployment#${one.deployment.id}` }, sk: { S: 'commits' }, body: { S: body } }
    await world.wire.sandbox.dynamodb.call('PutItem', { TableName: TABLE, Item })
    const page = await text(linkOf(one))
    for (const part of ['Timeline', 'Not all of its commits can be read', ...others]) expect(page).toContain(part)
    const [line] = world.wire.log('dashboard-link').slice(-1)
    expect(line).toMatchObject({ message: 'commits cannot be shown', deployment: one.deployment.id })
  })
})

describe('a deployment under way', () => {
  it('is kept up to date until it ends', async () => {
    const { wire } = world
    wire.push({ repository: 'team/web', tag: 'main-7' })
    await wire.until('the rollout', async () => (await wire.record('web'))?.state.name === 'rolling')
    const [link = ''] = linksIn(await text('/'))
    const page = await text(link)
    for (const part of [
      'Deployment of web, in progress',
      'rolling out',
      'data-every="5"',
      'main-7',
      'Where its time went',
    ]) {
      expect(page).toContain(part)
    }
    const part = await text(`${link}?part=live`)
    expect(part).toMatch(/^<div id="live" data-every="5" data-said="web is rolling out\.">/)
    await wire.untilAtRest('web')
    const ended = await text(link)
    expect(ended).toContain('<span class="pill good">succeeded</span>')
    expect(ended).not.toContain('data-every')
  })
})

describe('what is not there', () => {
  it('is answered with 404', async () => {
    for (const path of [
      '/deployments/api/01J00000000000000000000000',
      '/deployments/nobody/01J00000000000000000000000',
      '/deployments/a/b/c',
      '/now',
      '/../etc/passwd',
      '/%00',
    ]) {
      expect([path, (await world.read(path)).status]).toEqual([path, 404])
    }
  })
})

it('the figures show the four measures, of all or of one target', async () => {
  await world.wire.pass(5 * 60_000)
  const page = await text('/figures?target=web')
  for (const part of [
    'Figures of web',
    'Deployment frequency',
    'Lead time',
    'Change failure rate',
    'Time to restore',
    'cannot be read: 1',
  ]) {
    expect(page).toContain(part)
  }
  const before = all.filter(({ target, outcome }) => target === 'web' && outcome === 'succeeded').length
  expect(page).toContain(`${before + 1} releases`)
  expect(Buffer.byteLength(await text('/figures'))).toBeLessThan(100_000)
})
