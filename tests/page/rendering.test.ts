import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { OutcomeAnnouncement } from '../../shared/domain/announcement.ts'
import { whereTimeWent } from '../../shared/figures/where-time-went.ts'
import { deploymentPage } from '../../shared/page/deployment-page.ts'
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
  const now = {
    phase: 'rolling' as const,
    progress: { id: 'd', trigger: sample.deployment.trigger, startedAt: 0, images: [] },
  }
  const commits = ['acme/api', 'acme/web'].map((repository) => ({
    ...{ repository, url: `https://github.com/${repository}/compare/a...b`, from: 'a', to: 'b' },
    ...{ ahead: 1, behind: 0, newest: [{ sha: '0'.repeat(40), subject: 'Fix it' }] },
  }))
  const { target, deployment } = sample
  const underWay = { target, summary: deployment, spent: [], commits, proofs: [], evidence: [] } as const
  const record = rollingRecord()
  const targets = ['api', 'web'].map((name) => targetView(name, { ...record, target: name }))
  const pages: [string, Page][] = [
    ['a deployment', deploymentPage({ ...underWay, now, consoleUrl: 'https://aws' })],
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
