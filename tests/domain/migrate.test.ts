import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { isDigest, sameDigest } from '../../shared/domain/image.ts'
import { migrate, RecordFromTheFuture, RecordUnreadable } from '../../shared/domain/migrate.ts'
import { aRun, exited, preparingRecord, sight, taskPolicy } from './a-task.ts'
import {
  aRecord,
  aRollout,
  aView,
  decideIn,
  digest,
  entry,
  minute,
  phaseOf,
  rollingRecord,
  stuckRecord,
  t0,
} from './a-world.ts'

const platform = aView([aRollout(1)])
const old = { target: 'api', ledger: [entry(1)] }
const { state: rolling } = rollingRecord(2)
const { deployment } = 'deployment' in rolling ? rolling : { deployment: undefined }
const fresh = { version: 1, ours: [], manifests: {}, folded: [], outbox: [], holds: [], mark: {} }

it.each([
  ['rolling', { phase: 'rolling', deployment }, { name: 'rolling', deployment }],
  ['at rest', { phase: 'idle' }, { name: 'idle' }],
  ['at rest, with what it did last', { phase: 'idle', deployment }, { name: 'idle' }],
  ['that never did anything', {}, { name: 'idle' }],
  ['that never did anything, it seems', { deployment }, { name: 'idle' }],
  ['rolling out nobody knows what', { phase: 'rolling' }, { name: 'idle' }],
])('reads a record of version 0 %s', (_what, more, state) => {
  expect(migrate({ ...old, ...more })).toEqual({ ...old, ...fresh, state })
})

it('keeps what a record of version 0 has', () => {
  const had = {
    holds: [{ digests: {} }],
    outbox: [{ id: 'x' }],
    folded: ['a'],
    mark: { app: null },
    ours: [{ carrier: 'td:1' }],
    manifests: { [digest(1)]: [] },
  }
  expect(migrate({ ...old, ...had })).toEqual({ ...old, ...had, version: 1, state: { name: 'idle' } })
})

it.each([
  ['before the rollout', 'record-v2-preparing.json', 'preparing'],
  ['after the proof', 'record-v2-finishing.json', 'finishing'],
])('reads a record of version 2 with a task %s, and goes on with it', (_where, file, phase) => {
  const stored: unknown = JSON.parse(readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8'))
  const record = migrate(stored)
  expect(record).toBe(stored)
  const place = phase === 'preparing' ? 'before' : 'after'
  const runs = decideIn({ record, policy: taskPolicy(), platform, task: sight({}, t0 + minute, place) })
  expect([phaseOf(runs), runs.next.version]).toEqual([phase, 2])
  const ends = decideIn({ record, policy: taskPolicy(), platform, task: exited(place === 'after' ? 0 : 1, place) })
  expect([phaseOf(ends), ends.next.version]).toEqual(['idle', 1])
})

it('goes on with a record of version 1 that has a task', () => {
  const record = { ...preparingRecord(aRun()), version: 1 } as const
  const decision = decideIn({ record: migrate(record), policy: taskPolicy(), platform, task: sight({}) })
  expect([phaseOf(decision), decision.next.version]).toEqual(['preparing', 2])
})

it('reads a record of this version as it is', () => {
  const record = stuckRecord(2)
  expect(migrate(record)).toBe(record)
})

const { target: _target, ...nameless } = aRecord()

it.each<[string, unknown, string]>([
  ['nothing', undefined, 'it is not an object'],
  ['null', null, 'it is not an object'],
  ['a list', [], 'it is not an object'],
  ['a text', 'x', 'it is not an object'],
  ['a version in words', { ...aRecord(), version: '1' }, 'its version is not a number'],
  ['a record without a target', nameless, 'it is not one of version 1'],
  ['a record whose state is a number', { ...aRecord(), state: 1 }, 'it is not one of version 1'],
  ['a record of version 0 without a ledger', { target: 'api' }, 'it is not one of version 0'],
  ...['ledger', 'holds', 'outbox', 'folded', 'ours'].map((list): [string, unknown, string] => [
    `a record whose ${list} is no list`,
    { ...aRecord(), [list]: {} },
    'it is not one of version 1',
  ]),
  ...['mark', 'manifests'].map((set): [string, unknown, string] => [
    `a record whose ${set} is a list`,
    { ...aRecord(), [set]: [] },
    'it is not one of version 1',
  ]),
])('refuses %s, and says why', (_what, stored, why) => {
  const error = refusal(stored)
  expect([error.name, error.message]).toEqual(['RecordUnreadable', `Cannot read the record: ${why}.`])
  expect(error).toBeInstanceOf(RecordUnreadable)
})

it('refuses a record of a newer Longshore, and says how to mend it', () => {
  const error = refusal({ ...aRecord(), version: 4 })
  expect(error).toBeInstanceOf(RecordFromTheFuture)
  expect([error.name, error.message]).toEqual([
    'RecordFromTheFuture',
    'Cannot read the record: it has version 4, and this Longshore knows up to 3. A newer Longshore wrote it. Deploy that version again; nothing was overwritten.',
  ])
})

function refusal(stored: unknown): Error {
  try {
    migrate(stored)
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('The record was not refused.')
}

it.each([
  [digest(1), true],
  [`sha256:${'0123456789abcdef'.repeat(4)}`, true],
  [`x${digest(1)}`, false],
  [`${digest(1)}0`, false],
  [`sha256:${'g'.repeat(64)}`, false],
  ['sha256:0', false],
])('knows a digest by its looks: %s', (text, is) => {
  expect(isDigest(text)).toBe(is)
})

it('takes an index and its children for the same image, either way round', () => {
  const manifests = { [digest(1)]: [digest(11), digest(12)] }
  expect(sameDigest(digest(1), digest(12), manifests)).toBe(true)
  expect(sameDigest(digest(12), digest(1), manifests)).toBe(true)
  expect(sameDigest(digest(11), digest(12), manifests)).toBe(false)
  expect(sameDigest(digest(2), digest(12), manifests)).toBe(false)
  expect(sameDigest(digest(2), digest(2), {})).toBe(true)
})
