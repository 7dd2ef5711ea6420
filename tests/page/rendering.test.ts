import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { OutcomeAnnouncement } from '../../shared/domain/announcement.ts'
import { whereTimeWent } from '../../shared/figures/where-time-went.ts'
import { type DeploymentView, deploymentPage } from '../../shared/page/deployment-page.ts'
import type { Page } from '../../shared/page/frame.ts'
import { historyPage } from '../../shared/page/history-page.ts'
import { parseHistoryQuery } from '../../shared/page/history-query.ts'
import { html, textOf } from '../../shared/page/html.ts'
import { nowPage } from '../../shared/page/now-page.ts'
import { targetView, unreadableTarget } from '../../shared/page/target-view.ts'
import { aRecord, rollingRecord } from '../domain/a-world.ts'
import { anyAnnouncement } from '../notify/any-announcement.ts'
import { elementsOf, sent } from './pages.ts'

const limit = 100_000
const nobodyAsked = parseHistoryQuery(new URLSearchParams(), [])

const anyOutcome = anyAnnouncement.filter((one): one is OutcomeAnnouncement => one.kind === 'outcome')

const sample: OutcomeAnnouncement = {
  kind: 'outcome',
  id: 'o',
  target: 'api-production',
  at: 2_000,
  reason: 'it crashed',
  outcome: 'rolled-back',
  deployment: {
    id: '01JCS7T8V0000000000000000A',
    trigger: { kind: 'push', by: 'alice', at: 0 },
    startedAt: 1_000,
    endedAt: 2_000,
    from: { app: { repository: 'r', digest: `sha256:${'a'.repeat(64)}`, tag: 'v1' } },
    to: {
      app: { repository: 'r', digest: `sha256:${'b'.repeat(64)}`, tag: 'v2' },
      proxy: { repository: 'r', digest: `sha256:${'c'.repeat(64)}` },
    },
    restored: { app: { repository: 'r', digest: `sha256:${'a'.repeat(64)}`, tag: 'v1' } },
    changed: ['app'],
    failures: ['it crashed'],
    differences: ['cpu'],
    successor: '01JCS7T8V0000000000000000B',
    carrier: 'td:1',
    timeline: [{ at: 0, what: 'image pushed', kind: 'pushed' }],
  },
}

const underWay = {
  target: sample.target,
  summary: sample.deployment,
  now: {
    phase: 'rolling',
    progress: { id: 'd', trigger: sample.deployment.trigger, startedAt: 0, images: [] },
  },
  ...{ spent: [], commits: [], proofs: [], evidence: [] },
} as const

function deploymentOf({ target, outcome, reason, at, deployment }: OutcomeAnnouncement) {
  const commit = { sha: '0'.repeat(40), subject: reason, author: reason }
  const commits = [
    { repository: reason, url: reason, from: 'a', to: 'b', ahead: 30, behind: 1, newest: Array(20).fill(commit) },
  ]
  const spent = whereTimeWent(deployment, deployment.endedAt)
  return deploymentPage({
    target,
    summary: deployment,
    ended: { outcome, reason, at },
    spent,
    commits,
    proofs: [],
    evidence: [],
  })
}

function historyOf(outcome: OutcomeAnnouncement, count: number) {
  const entry = { kind: 'ended' as const, target: outcome.target, id: outcome.deployment.id, outcome }
  return historyPage({ query: nobodyAsked, targets: ['api', 'web'], found: { entries: Array(count).fill(entry) } })
}

describe('what strangers wrote', () => {
  it('is escaped, whatever it is', () => {
    expect(textOf(html`<a title="${'"><script>'}">${"'&<>"}</a>`)).toBe(
      '<a title="&quot;&gt;&lt;script&gt;">&#39;&amp;&lt;&gt;</a>',
    )
  })

  it('adds no element to a page, and makes none larger than 100 KB', () => {
    const plain = new Set([
      ...elementsOf(sent(deploymentOf(sample))),
      ...elementsOf(sent(historyOf(sample, 3))),
      'ul',
      'li',
    ])
    fc.assert(
      fc.property(anyOutcome, (outcome) => {
        for (const page of [deploymentOf(outcome), historyOf(outcome, 50)]) {
          const text = sent(page)
          expect(Buffer.byteLength(text)).toBeLessThan(limit)
          expect([...elementsOf(text)].filter((name) => !plain.has(name))).toEqual([])
          expect(text.match(/<script/g) ?? []).toEqual([])
        }
      }),
      { numRuns: 60 },
    )
  })

  it('leads to no other scheme than https', () => {
    const hostile = { ...sample, reason: 'javascript:alert(1)' }
    expect(sent(deploymentOf(hostile))).not.toContain('href="javascript')
  })
})

describe('what is kept up to date', () => {
  const commits = ['acme/api', 'acme/web'].map((repository) => ({
    ...{ repository, url: `https://github.com/${repository}/compare/a...b`, from: 'a', to: 'b' },
    ...{ ahead: 1, behind: 0, newest: [{ sha: '0'.repeat(40), subject: 'Fix it' }] },
  }))
  const record = rollingRecord()
  const targets = ['api', 'web'].map((name) => targetView(name, { ...record, target: name }))
  const pages: [string, Page][] = [
    ['a deployment', deploymentPage({ ...underWay, commits, consoleUrl: 'https://aws' })],
    ['all targets', nowPage({ at: 0, stop: { stopped: false }, targets, page: 2, pages: 3 })],
  ]

  it.each(pages)('gives each link an id of its own, by which the focus is found again: %s', (_, { live }) => {
    const links = [...(live ? textOf(live.part) : '').matchAll(/<a [^>]*>/g)].map(([link]) => link)
    const ids = links.map((link) => / id="([^"]+)"/.exec(link)?.[1] ?? link)
    expect(links.length).toBeGreaterThan(4)
    expect(ids.filter((id) => id.startsWith('<'))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
  })
})

/** A deployment of which all that can be told is told, in as many words as possible, each of which grows when it is escaped. */
function everything(how: Pick<DeploymentView, 'now'>) {
  const long = '"'.repeat(900)
  const much = Array.from({ length: 100 }, () => long)
  const name = 'c'.repeat(255)
  const image = { repository: `${'1'.repeat(12)}.dkr.ecr.eu-central-1.amazonaws.com/${'r'.repeat(255)}`, tag: long }
  const images = (digit: string) =>
    Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        `${index}${name}`.slice(0, 255),
        { ...image, digest: `sha256:${digit.repeat(64)}` as const },
      ]),
    )
  const commit = { sha: '0'.repeat(40), subject: long, author: long }
  const commits = { repository: long, url: `https://${'u'.repeat(500)}`, from: 'a', to: 'b', ahead: 999, behind: 9 }
  return deploymentPage({
    target: 't'.repeat(64),
    summary: {
      ...sample.deployment,
      ...{ trigger: { kind: long, by: long, at: 0 }, from: images('a'), to: images('b'), restored: images('a') },
      ...{ failures: much, differences: much, carrier: long },
      timeline: much.map((what) => ({ at: 0, what, kind: 'seen' as const })),
    },
    ...(how.now
      ? {
          now: {
            phase: 'reverting',
            progress: { ...how.now.progress, stage: long.slice(0, 200), asks: long.slice(0, 200) },
          },
        }
      : { ended: { outcome: 'rolled-back', reason: long, at: 0 } }),
    spent: [{ on: 'waiting', ms: 1_000 }],
    commits: Array.from({ length: 30 }, () => ({ ...commits, newest: Array(20).fill(commit) })),
    commitsUnreadable: true,
    proofs: much.map((words) => ({ name: 'health', at: 0, verdict: 'failed' as const, words, failures: 1 })),
    evidence: much.map((reason) => ({ at: Number.NaN, reason })),
    consoleUrl: `https://${'c'.repeat(600)}`,
  })
}

describe('pages of much', () => {
  it('fifty targets with everything that can be said of them stay below 100 KB', () => {
    const long = '<&"'.repeat(300)
    const hold = { digests: { app: `sha256:${'a'.repeat(64)}` as const }, at: 0, deploymentId: 'd', why: long }
    const record = aRecord({
      holds: [hold, hold, hold, hold],
      stopped: { at: 0, by: long, reason: long },
      usurped: { rollout: 'r', at: 0 },
      trouble: { what: 'seeing', since: 0, count: 1, told: 0 },
    })
    const targets = Array.from({ length: 50 }, (_, index) => targetView(`target-${index}`, record))
    const text = sent(nowPage({ at: 0, stop: { stopped: true, by: long, reason: long }, targets, page: 1, pages: 6 }))
    expect(Buffer.byteLength(text)).toBeLessThan(limit)
    expect(text).toMatch(/more do not fit|Page 1 of 6/)
  })

  it('a deployment of which everything is told at length stays below 100 KB, and says what is left out', () => {
    for (const page of [everything({}), everything({ now: underWay.now })]) {
      const text = sent(page)
      expect(Buffer.byteLength(text)).toBeLessThan(limit)
      expect(text).toMatch(/The oldest \d+ entries are left out/)
      expect(text.match(/and \d+ more/g)?.length).toBeGreaterThan(5)
    }
  })

  it('commits are left out one by one, and every repository is named before any of them', () => {
    const subject = '"'.repeat(100)
    const newest = Array.from({ length: 20 }, () => ({ sha: '0'.repeat(40), subject }))
    const one = { url: 'https://github.com/acme', from: 'a', to: 'b', ahead: 25, behind: 0, newest }
    const commits = ['acme/api', 'acme/web'].map((repository) => ({ ...one, repository }))
    const text = sent(deploymentPage({ ...underWay, commits }))
    const [, api = '', web = ''] = text.split('25 new')
    for (const list of [api, web.split('Timeline')[0] ?? '']) {
      const told = list.match(/<code>0000000/g)?.length ?? 0
      expect(told).toBeGreaterThan(5)
      expect(list).toContain(`and ${25 - told} more`)
    }
  })

  it('a history page that is full leads on from what it shows', () => {
    const long = '&'.repeat(160)
    const entries = Array.from({ length: 50 }, (_, index) => {
      const id = `01JCS7T8V00000000000000${String(100 + index)}`
      const by = { kind: 'push', by: long, at: 0 }
      const outcome = { ...sample, deployment: { ...sample.deployment, id, trigger: by, failures: [long] } }
      return { kind: 'ended' as const, target: 'api', id, outcome }
    })
    const text = sent(historyPage({ query: nobodyAsked, targets: ['api'], found: { entries } }))
    const shown = entries.filter(({ id }) => text.includes(`/deployments/api-production/${id}`)).map(({ id }) => id)
    expect(Buffer.byteLength(text)).toBeLessThan(limit)
    expect(shown.length).toBeLessThan(50)
    expect(text).toContain(`before=${shown.at(-1)}`)
  })

  it('a record that cannot be read is told beside the others', () => {
    const targets = [unreadableTarget('api', 'written by version 9'), targetView('web', aRecord({ target: 'web' }))]
    const text = sent(nowPage({ at: 0, stop: { stopped: false }, targets, page: 1, pages: 1 }))
    expect(text).toContain('written by version 9')
    expect(text).toContain('1 needing a person, 1 at rest')
  })
})
