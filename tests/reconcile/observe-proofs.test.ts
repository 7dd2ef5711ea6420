import { expect, it } from '@jest/globals'
import type { Needs } from '../../shared/domain/needs.ts'
import type { Proof } from '../../shared/domain/proof.ts'
import { type ObservationPorts, observe } from '../../shared/reconcile/observe.ts'
import { aPolicy, aRecord, aRollout, aView, digest, image, minute, t0 } from '../domain/a-world.ts'
import { fakeProvers, fakeScans } from '../fakes/fake-provers.ts'
import { fakeRegistry } from '../fakes/fake-registry.ts'
import { memoryAlarms } from '../fakes/memory-alarms.ts'
import { memoryRecordStore } from '../fakes/memory-record-store.ts'
import { memoryStackState } from '../fakes/memory-stack-state.ts'
import { memoryTable } from '../fakes/memory-table.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'

const clock = virtualClock()
const proof = (name: string): Proof => ({
  ...{ kind: 'log', name, whenUnknown: 'fail', failures: 1, group: 'g', pattern: 'p', atMost: 0 },
})
const needs: Needs = { known: {}, registry: [], candidates: [], stackStop: false, others: [], alarms: [], scans: [] }
const proofs = { deploymentId: 'd2', proofs: [proof('a'), proof('b')], startedAt: t0, rolledOutAt: t0 + minute }

function ports(more: Partial<ObservationPorts> = {}): ObservationPorts {
  const table = memoryTable()
  return {
    ...{ clock, registry: fakeRegistry({ clock }), stack: memoryStackState(table), records: memoryRecordStore(table) },
    platform: {
      observe: async () => new Map([['api', aView([aRollout(1)])]]),
      apply: () => Promise.reject(new Error('not called')),
      advance: () => Promise.reject(new Error('not called')),
    },
    ...more,
  }
}

function seen(asked: Partial<Needs>, more: Partial<ObservationPorts> = {}) {
  return observe(aRecord(), aPolicy(), { ...needs, ...asked }, undefined, ports(more))
}

it('looks at the proofs that are due, and at none else', async () => {
  const provers = fakeProvers({ clock, verdict: (_id, name) => (name === 'a' ? 'passed' : 'failed') })
  expect(await seen({ proofs }, { provers })).toMatchObject({
    proofs: [
      { name: 'a', verdict: 'passed', words: 'looked and passed' },
      { name: 'b', verdict: 'failed' },
    ],
  })
  expect(await seen({}, { provers })).not.toHaveProperty('proofs')
  expect(provers.looks).toHaveLength(2)
})

it('does not take for seen what nobody looked at', async () => {
  const look = async () => [{ name: 'a', at: t0, verdict: 'passed' as const, words: 'well' }]
  expect((await seen({ proofs }, { provers: { look } })).proofs).toEqual([
    { name: 'a', at: t0, verdict: 'passed', words: 'well' },
    { name: 'b', at: clock.now(), verdict: 'unknown', words: 'nobody looked at it' },
  ])
})

it('says what to do where nothing was packaged to look with', async () => {
  const wanted = { proofs, scans: [image(2)], alarms: ['errors'] }
  const problem = {
    kind: 'problem',
    cause: 'invalid',
    message: expect.stringContaining('Put them back into longshore.yml'),
  }
  expect(await seen(wanted)).toMatchObject({ proofs: problem, scans: { [digest(2)]: problem }, alarms: problem })
})

it('asks for the scan of every image', async () => {
  const denied = { kind: 'problem', cause: 'denied', message: 'no' } as const
  const scans = fakeScans({
    found: (asked) => (asked === digest(2) ? { kind: 'scanned', counts: { HIGH: 1 } } : denied),
  })
  expect((await seen({ scans: [image(2), image(3)] }, { scans })).scans).toEqual({
    [digest(2)]: expect.objectContaining({ kind: 'scanned', counts: { HIGH: 1 }, digest: digest(2) }),
    [digest(3)]: denied,
  })
})

it('asks whether an alarm fired since the deployment began, though it is quiet', async () => {
  const alarms = memoryAlarms(clock)
  alarms.set('errors', 'ok')
  const since = clock.now()
  clock.moveTo(since + minute)
  alarms.set('errors', 'alarm')
  clock.moveTo(since + 2 * minute)
  alarms.set('errors', 'ok')
  const asked = await seen({ alarms: ['errors'], alarmsSince: since }, { alarms })
  expect(asked.alarms).toMatchObject([{ state: 'ok', firedSince: since + minute }])
  expect((await seen({ alarms: ['errors'] }, { alarms })).alarms).toEqual([
    { name: 'errors', state: 'ok', since: since + 2 * minute },
  ])
})
