import { describe, expect, it } from '@jest/globals'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { deploymentPage } from '../../shared/page/deployment-page.ts'
import { readDeployment } from '../../shared/page/read-deployment.ts'
import type { HistoryEntry } from '../../shared/ports.ts'
import { aTarget, configOf } from '../config/a-configuration.ts'
import { anAttempt, evidence, minute, provingRecord, revertingRecord, rollingRecord, t0 } from '../domain/a-world.ts'
import { anEnded, seen } from './pages.ts'

const id = 'deployment-2'

function ports(record: TargetRecord | undefined, entry?: HistoryEntry) {
  return {
    config: configOf({ api: aTarget('api') }),
    clock: { now: () => t0 + 2 * minute },
    records: { load: async () => ({ record, write: 1, facts: [] }) },
    stack: { readStop: async () => ({ stopped: false }) },
    history: { search: async () => ({ entries: [] }), read: async () => entry },
    commits: { of: async () => [] },
    past: { since: async (target: string) => ({ target, outcomes: [], healed: [], isCut: false, unreadable: [] }) },
    dates: { of: async () => new Map() },
    log: { error: () => undefined },
  }
}

async function shown(record: TargetRecord | undefined, entry?: HistoryEntry): Promise<string> {
  const view = await readDeployment('api', id, ports(record, entry))
  return 'why' in view ? view.why : seen(deploymentPage(view))
}

describe('a deployment under way', () => {
  it('shows what its instances died of', async () => {
    const attempt = anAttempt(2, { evidence: [evidence(1, 2), evidence(2, 2, { reason: 'out of memory' })] })
    const text = await shown(rollingRecord(2, { attempt }))
    expect(text).toContain('Deployment of api, in progress')
    expect(text).toContain('What stopped 09:00:30 container app exited with code 1 09:00:30 out of memory')
    expect(text).toContain('Rolling out: 2 min')
  })

  it('shows also what has no time that there could be', async () => {
    const attempt = anAttempt(2, { evidence: [evidence(1, 2, { at: Number.NaN })] })
    expect(await shown(rollingRecord(2, { attempt }))).toContain('What stopped 00:00:00 container app exited')
  })

  it('shows how its proofs stand', async () => {
    const look = { name: 'health', at: t0, verdict: 'failed' as const, words: 'GET /healthz answered 500', failures: 1 }
    expect(await shown(provingRecord(2, { proofs: [look] }))).toContain(
      'Proofs health: failed, GET /healthz answered 500',
    )
  })

  it('shows why it goes back', async () => {
    const text = await shown(revertingRecord(2))
    expect(text).toContain('going back')
    expect(text).toContain('Failures it crashed')
  })
})

describe('a deployment that has ended', () => {
  const ended = anEnded(id, 'api', 'succeeded')
  const entry: HistoryEntry = { kind: 'ended', target: 'api', id, outcome: ended }

  it('is shown as it ended, even if the record has not caught up', async () => {
    const text = await shown(rollingRecord(2), entry)
    expect(text).toContain('succeeded')
    expect(text).not.toContain('in progress')
  })

  it('of a target of which nothing was known before says so', async () => {
    const { from: _, ...deployment } = ended.deployment
    const text = await shown(undefined, { ...entry, outcome: { ...ended, deployment } })
    expect(text).toContain('nothing known')
    expect(text).not.toContain('the same')
  })

  it('that brings another container says that nothing was there', async () => {
    const deployment = { ...ended.deployment, from: {} }
    const text = await shown(undefined, { ...entry, outcome: { ...ended, deployment } })
    expect(text).toMatch(/Container Repository From To app \S+ nothing /)
  })

  it('of a target that left the configuration is shown without a way to the console', async () => {
    const view = await readDeployment('gone', id, ports(undefined, { ...entry, target: 'gone' }))
    expect(view).not.toHaveProperty('consoleUrl')
    expect(view).toMatchObject({ target: 'api', ended: { outcome: 'succeeded' } })
  })

  it('long ago is said to be gone', async () => {
    expect(await shown(undefined)).toBe(`There is no deployment ${id} of api, or it is over 400 days old.`)
  })
})
