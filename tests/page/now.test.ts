import { describe, expect, it } from '@jest/globals'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { nowPage } from '../../shared/page/now-page.ts'
import { targetView } from '../../shared/page/target-view.ts'
import {
  aDeployment,
  anAttempt,
  aRecord,
  digest,
  entry,
  image,
  inFlight,
  minute,
  provingRecord,
  revertingRecord,
  rollingRecord,
  t0,
} from '../domain/a-world.ts'
import { seen, sent } from './pages.ts'

const now = t0 + 10 * minute

function pageOf(...records: (TargetRecord | undefined)[]) {
  const targets = records.map((record) => targetView('api', record))
  return nowPage({ at: now, stop: { stopped: false }, targets, page: 1, pages: 1 })
}

describe('a target at rest', () => {
  it('shows what runs and since when', () => {
    const text = seen(pageOf(aRecord()))
    expect(text).toContain('at rest')
    expect(text).toContain('main-1 000000000000')
    expect(text).toContain('since 16 Nov 2026, 08:00:00, 1 h 10 min ago')
  })

  it('says so when it was found running, or was never seen', () => {
    expect(seen(pageOf(aRecord({ ledger: [entry(1, { origin: 'found' })] })))).toContain('found running 16 Nov 2026')
    expect(seen(pageOf(undefined))).toContain('not seen yet')
  })

  it('tells what keeps it from starting: holds, a stop, a usurper', () => {
    const held = { digests: { app: digest(2) }, at: t0, deploymentId: 'd', why: 'it crashed' }
    const text = seen(
      pageOf(
        aRecord({
          holds: [held],
          stopped: { at: t0, by: 'alice', reason: 'incident 7' },
          usurped: { rollout: 'r', at: t0 },
        }),
      ),
    )
    expect(text).toContain('on hold, 10 min ago: it crashed')
    expect(text).toContain('Stopped by alice: incident 7.')
    expect(text).toContain('Somebody else put other images here.')
  })
})

describe('a target under way', () => {
  it('shows from what to what, and how far it is', () => {
    const attempt = anAttempt(2, { progress: { running: 1, at: t0, stage: '10 % of traffic' } })
    const text = seen(pageOf(rollingRecord(2, { attempt })))
    expect(text).toContain('rolling out')
    expect(text).toContain('main-1 → to main-2')
    expect(text).toContain('1 running, 10 % of traffic')
    expect(text).toContain('pushed, begun 10 min ago')
  })

  it('shows a bar where it is known how many there should be', () => {
    const telling = {
      deploymentId: 'deployment-2',
      sequence: 3,
      standing: { phase: 'rolling' as const, running: 3, desired: 4 },
    }
    const text = sent(pageOf(rollingRecord(2, {}, { telling })))
    expect(text).toContain('<progress max="4" value="3" aria-label="Progress of api"></progress>')
    expect(text).toContain('3 of 4 running')
  })

  it('shows until when it has to stay healthy, and what a person is asked', () => {
    const policy = { ...aDeployment(2).policy, bakeMs: 15 * minute }
    expect(seen(pageOf(provingRecord(2, { policy })))).toContain('Has to stay healthy until 09:15:00')
    const asking = anAttempt(2, { asks: { stage: 'before the last of the traffic' } })
    const text = seen(pageOf(rollingRecord(2, { attempt: asking })))
    expect(text).toContain('Waits for a person to approve: before the last of the traffic')
  })

  it('shows what is gone back to', () => {
    const text = seen(pageOf(revertingRecord(2, { to: entry(1), attempt: anAttempt(1) })))
    expect(text).toContain('going back')
    expect(text).toContain('main-2 → to main-1')
  })

  it('calls a person when it is stuck', () => {
    const page = pageOf(
      inFlight({ name: 'stuck', deployment: aDeployment(2), since: t0, remindedAt: t0, reminders: 0 }),
    )
    expect(seen(page)).toContain('A person is needed: push a mended image, roll back, or resume.')
    expect(seen(page)).toContain('1 needing a person')
    expect(page.live?.said).toBe('api is stuck.')
  })
})

describe('what comes next', () => {
  it('is shown beside what runs', () => {
    const trigger = { kind: 'push' as const, id: 'p', at: t0 }
    const pending = { deploymentId: 'd2', trigger, images: { app: image(2) }, firstAt: t0, lastAt: t0 }
    const text = seen(pageOf(aRecord({ pending, state: { name: 'waiting', since: t0, why: 'wave' } })))
    expect(text).toContain('Next, since 10 min: main-2')
    expect(text).toContain('Waits until the targets before it have proven their release.')
  })

  it('is looked for often while something moves, and seldom otherwise', () => {
    expect(pageOf(rollingRecord()).live?.everySeconds).toBe(5)
    expect(pageOf(aRecord()).live?.everySeconds).toBe(15)
  })
})
