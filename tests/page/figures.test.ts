import { describe, expect, it } from '@jest/globals'
import type { Digest } from '../../shared/domain/image.ts'
import { figuresPage } from '../../shared/page/figures-page.ts'
import { historyPage } from '../../shared/page/history-page.ts'
import { parseHistoryQuery } from '../../shared/page/history-query.ts'
import { readFigures } from '../../shared/page/read-figures.ts'
import { aTarget, configOf } from '../config/a-configuration.ts'
import { ended, released, start } from '../figures/an-outcome.ts'
import { anEnded, seen, sent } from './pages.ts'

const limit = 100_000
const longName = (index: number) => `${index}-`.padEnd(64, 'x')

/** Figures of so many targets, each with as much history as is asked for. */
async function figuresOf(names: readonly string[], outcomes = [released(-600)], query = '') {
  const asked: number[] = []
  const targets = Object.fromEntries(
    names.map((name) => [name, { ...aTarget(name), group: `group-${name}`.slice(0, 64) }]),
  )
  const view = await readFigures(new URLSearchParams(query), {
    config: configOf(targets),
    clock: { now: () => start },
    past: {
      since: async (target, _from, most) => {
        asked.push(most)
        const all = Array.from({ length: most }, (_, index) => outcomes[index % outcomes.length] ?? released(-600))
        return { target, outcomes: all.map((one) => ({ ...one, target })), healed: [], isCut: true, unreadable: [] }
      },
    },
    dates: { of: async () => new Map() },
  })
  return { view, read: asked.reduce((sum, most) => sum + most, 0), fewest: Math.min(...asked) }
}

describe('figures of more than is read', () => {
  it.each([1, 20, 300])('read 5,000 deployments at most, some of each target: %d targets', async (count) => {
    const { read, fewest } = await figuresOf(Array.from({ length: count }, (_, index) => `t${index}`))
    expect(read).toBeLessThanOrEqual(5_000)
    expect(fewest).toBeGreaterThanOrEqual(Math.min(100, Math.floor(5_000 / count)))
  })

  it('say before the charts of what the oldest are not counted, and what to do', async () => {
    const { view } = await figuresOf(['api', 'web'])
    expect(seen(figuresPage(view))).toContain(
      'At most 5000 deployments are looked at. The oldest are not counted of api, web. Choose one target.',
    )
    const one = await figuresOf(['api', 'web'], undefined, 'target=api')
    expect(seen(figuresPage(one.view))).toContain('are not counted of api. Deployment frequency')
  })
})

it('figures say of how many images it was not looked up when they were committed', async () => {
  const outcomes = Array.from({ length: 2_003 }, (_, index) => {
    const digest: Digest = `sha256:${String(index).padStart(64, '0')}`
    return released(-600 - index, { to: { app: { repository: 'team/api', digest } } })
  })
  const { view } = await figuresOf(['api'], outcomes)
  expect(seen(figuresPage(view))).toContain('Not looked up when the images were committed that were released first: 3.')
  expect(seen(figuresPage({ ...view, undated: 0 }))).not.toContain('looked up when')
})

describe('hundreds of targets with long names', () => {
  const names = Array.from({ length: 300 }, (_, index) => longName(index))

  it('leave the figures below 100 KB, and the chosen group among those that can be chosen', async () => {
    const group = `group-${longName(299)}`.slice(0, 64)
    for (const query of ['', `group=${group}`]) {
      const { view } = await figuresOf(names, [ended('rollback-failed', 'it is broken', -600)], query)
      const text = sent(figuresPage(view))
      expect(Buffer.byteLength(text)).toBeLessThan(limit)
      if (query !== '') expect(text).toContain(`<option value="${group}" selected>`)
      else expect(text).toMatch(/Broken now:.*and \d+ more/)
    }
  })

  it('leave the history below 100 KB', () => {
    const targets = names.slice(0, 150)
    const why = '"'.repeat(200)
    const entries = Array.from({ length: 50 }, () => {
      const outcome = { ...anEnded('01JCS7T8V0000000000000000A', longName(1), 'rolled-back', { failures: [why] }) }
      return { kind: 'ended' as const, target: longName(1), id: outcome.deployment.id, outcome }
    })
    const asked = Object.fromEntries(['target', 'outcome', 'from', 'to', 'before'].map((name) => [name, why]))
    const query = parseHistoryQuery(new URLSearchParams(asked), targets)
    const text = sent(historyPage({ query, targets, found: { entries } }))
    expect(Buffer.byteLength(text)).toBeLessThan(limit)
    expect(text).toContain('rolled back')
  })
})
