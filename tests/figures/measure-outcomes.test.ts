import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Announcement, OutcomeAnnouncement } from '../../shared/domain/announcement.ts'
import type { Measure } from '../../shared/figures/measured.ts'
import type { Trace } from '../../shared/figures/trace.ts'
import type { Healed, MeasuredDeployment } from '../../shared/figures-ports.ts'
import { renderDocument } from '../../shared/notify/document.ts'
import { measureOutcomes } from '../../shared/notify/measure-outcomes.ts'
import { perform } from '../../shared/reconcile/perform.ts'
import { aPolicy } from '../domain/a-world.ts'
import { fakePlatform } from '../fakes/fake-platform.ts'
import { fakeRegistry } from '../fakes/fake-registry.ts'
import { memoryAnnouncer } from '../fakes/memory-announcer.ts'
import { memoryClaims } from '../fakes/memory-claims.ts'
import { memoryHistory } from '../fakes/memory-history.ts'
import { memoryRecordStore } from '../fakes/memory-record-store.ts'
import { memoryTable } from '../fakes/memory-table.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'
import { ended, minute, released, start } from './an-outcome.ts'

const place = { account: '123456789012', region: 'us-east-1', stack: 'longshore-dev' }

/** A table of history in memory, and what was measured and traced of it. */
function aWorld() {
  const table = memoryTable()
  const clock = virtualClock(start)
  const measured: { readonly measures: readonly Measure[]; readonly about: MeasuredDeployment }[] = []
  const traced: Trace[] = []
  const said: string[] = []
  const broken = { traces: false, dates: false }
  const failing = (what: keyof typeof broken) => {
    if (broken[what]) throw new Error(`${what} are away; token=hunter2hunter2`)
  }
  const ports = {
    claims: memoryClaims(clock),
    past: {
      since: async (target: string) => ({
        ...{ target, isCut: false, unreadable: [] },
        outcomes: [...(table.history.get(target)?.values() ?? [])],
        healed: [...(table.healed.get(target)?.values() ?? [])],
      }),
    },
    dates: {
      async of() {
        failing('dates')
        return new Map()
      },
    },
    meter: {
      record: (measures: readonly Measure[], about: MeasuredDeployment) => void measured.push({ measures, about }),
    },
    traces: {
      async put(trace: Trace) {
        failing('traces')
        traced.push(trace)
      },
    },
    groupOf: () => 'shop',
    ...{ rollbackWithinMs: 24 * 60 * minute, stack: 'longshore-dev' },
    log: {
      info: (message: string) => void said.push(message),
      error: (message: string, fields: object) => void said.push(`${message}: ${JSON.stringify(fields)}`),
    },
  }
  return { table, clock, history: memoryHistory(table), measured, traced, said, broken, ports }
}

let world: ReturnType<typeof aWorld>
beforeEach(() => {
  world = aWorld()
})

const deliver = (...announcements: readonly (Announcement | string)[]) =>
  measureOutcomes(world.ports)({
    Records: announcements.map((announcement, index) => ({
      messageId: `m${index}`,
      body: typeof announcement === 'string' ? announcement : JSON.stringify(renderDocument(announcement, place)),
    })),
  })
const back = (...ids: readonly string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) })
const names = () =>
  world.measured.map(({ measures }) => measures.map(({ name, value }) => `${name} ${value}`).join(', '))

describe('an outcome', () => {
  it('is measured and traced', async () => {
    await world.history.put(released(0))
    expect(await deliver(released(0))).toEqual(back())
    expect(names()).toEqual(['Releases 1, ChangesFailed 0, LeadTime 600, DeploymentTime 600'])
    expect(world.measured[0]?.about).toMatchObject({ target: 'api', group: 'shop', at: start + 10 * minute })
    expect(world.traced).toHaveLength(1)
  })

  it('waits until the history has it', async () => {
    expect(await deliver(released(0))).toEqual(back('m0'))
    await world.history.put(released(0))
    expect(await deliver(released(0), released(0))).toEqual(back())
    expect([world.measured.length, world.traced.length]).toEqual([1, 1])
  })

  it('that came to nothing is traced only', async () => {
    const superseded = ended('superseded', 'a newer push arrived', 0)
    await world.history.put(superseded)
    expect(await deliver(superseded)).toEqual(back())
    expect([world.measured.length, world.traced.length]).toEqual([0, 1])
  })

  it('is not counted again while X-Ray does not take its trace', async () => {
    await world.history.put(released(0))
    world.broken.traces = true
    expect(await deliver(released(0))).toEqual(back('m0'))
    expect(world.said.at(-1)).toContain('deployment cannot be measured yet')
    expect(world.said.at(-1)).toContain(released(0).deployment.id)
    expect(world.said.join()).not.toContain('hunter2hunter2')
    world.broken.traces = false
    expect(await deliver(released(0))).toEqual(back())
    expect([world.measured.length, world.traced.length]).toEqual([1, 1])
  })

  it('is tried again at once when what is known of its images cannot be read', async () => {
    await world.history.put(released(0))
    world.broken.dates = true
    expect(await deliver(released(0))).toEqual(back('m0'))
    world.broken.dates = false
    expect(await deliver(released(0))).toEqual(back())
    expect(world.measured).toHaveLength(1)
  })

  it('is left to the worker that is at it, until that one must have died', async () => {
    await world.history.put(released(0))
    await world.ports.claims.claim(released(0).id, 'figures', 90_000)
    expect(await deliver(released(0))).toEqual(back('m0'))
    world.clock.advance(90_001)
    expect(await deliver(released(0))).toEqual(back())
    expect(world.measured).toHaveLength(1)
  })
})

describe('other messages', () => {
  it('go back when they cannot be read, without harm to the rest', async () => {
    await world.history.put(released(0))
    expect(await deliver('{', released(0), '{"schema":"longshore.announcement"}')).toEqual(back('m0', 'm2'))
    expect(world.measured).toHaveLength(1)
  })
  it('are dropped when they are notices of something else', async () => {
    const notice = { kind: 'notice', notice: 'usurped', id: 'n', target: 'api', at: start, reason: 'x' } as const
    expect(await deliver(notice)).toEqual(back())
    expect(world.measured).toEqual([])
  })
})

describe('a target that was stuck and is well again by itself', () => {
  const failed: OutcomeAnnouncement = ended('rollback-failed', 'cannot go back', 0, { failedAt: start + 5 * minute })
  const deploymentId = failed.deployment.id
  const healed = {
    ...({ kind: 'notice', notice: 'healed', id: 'h', target: 'api', at: start + 25 * minute } as const),
    ...{ reason: 'healthy again without our doing', deploymentId },
  }

  it('is remembered when it is told, and measured as restored', async () => {
    const { table, clock, history } = world
    const platform = fakePlatform({ clock, registry: fakeRegistry({ clock }) })
    const log = { notAnnounced: () => undefined, overtaken: () => undefined }
    const ports = { platform, announcer: memoryAnnouncer(), log, records: memoryRecordStore(table), history }
    for (const announcement of [failed, healed])
      await perform([{ kind: 'announce', announcement }], aPolicy(), 0, ports)
    const kept: readonly Healed[] = [...(table.healed.get('api')?.values() ?? [])]
    expect(kept).toEqual([{ deploymentId, at: start + 25 * minute }])
    expect(await deliver(failed, healed, healed)).toEqual(back())
    expect(names()).toEqual(['ChangesFailed 1, DeploymentTime 600', 'TimeToRestore 1200'])
    expect(world.traced).toHaveLength(1)
  })
})
