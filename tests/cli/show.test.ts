import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { table } from '../../shared/cli/show/table.ts'
import { aFile, aLock, aTarget } from '../config/a-configuration.ts'
import { aCommandLine } from './a-command-line.ts'

const targets = { api: aTarget('api') }
const files = { 'longshore.yml': aFile(targets), 'longshore.lock.yml': aLock(targets) }
const at = '2026-11-16T09:27:20.000Z'
const images = { app: { repository: 'team/api', digest: `sha256:${'d2'.repeat(32)}`, tag: 'v1.1.0' } }
const about = { target: 'api', phase: 'idle', release: null, since: at, runs: images, holds: [], ledger: 1 }
const status = { message: '', at: '2026-11-16T09:30:20.000Z', paused: false, targets: [about] }

const line = (answer: unknown, width?: number) =>
  aCommandLine(files, { invoke: async () => answer, ...(width === undefined ? {} : { width }) })

describe('a table', () => {
  const columns = [{ heading: 'NAME' }, { heading: 'WHY', canBeCut: true as const }]

  it('is as wide as it needs where nobody looks', () => {
    expect(table(columns, [['api', 'x'.repeat(200)]])).toEqual(['NAME  WHY', `api   ${'x'.repeat(200)}`])
  })

  it('fits the terminal by cutting what may be cut', () => {
    expect(table(columns, [['api', 'because it crashed']], 20)).toEqual(['NAME  WHY', 'api   because it cr…'])
  })

  it('never gets wider than the terminal while something can be cut, and keeps the rest whole', () => {
    const Three = [
      { heading: 'ID' },
      { heading: 'A', canBeCut: true as const },
      { heading: 'B', canBeCut: true as const },
    ]
    const Row = fc.tuple(fc.constant('12345'), fc.string({ maxLength: 80 }), fc.string({ maxLength: 80 }))
    fc.assert(
      fc.property(fc.array(Row, { maxLength: 5 }), fc.integer({ min: 25, max: 120 }), (rows, width) => {
        const lines = table(Three, rows, width)
        expect(Math.max(...lines.map((one) => Array.from(one).length))).toBeLessThanOrEqual(width)
        for (const one of lines.slice(1)) expect(one).toMatch(/^12345/)
      }),
    )
  })

  it('shows no control character and no line break of a cell', () => {
    const [, row] = table(columns, [['api', 'a\u001B[31mred\nnext\u202Eback']])
    expect(row).toBe('api   a [31mred next back')
  })
})

describe('status', () => {
  it('tells of all targets in a table, below what concerns all of them', async () => {
    const stuck = { ...about, target: 'web', phase: 'stuck', runs: undefined, since: null, holds: ['x: it crashed'] }
    const paused = { ...status, message: 'PAUSED by bob\napi: idle', targets: [about, stuck] }
    const told = line(paused)
    expect(await told.run('status')).toBe(0)
    expect(told.printed().split('\n')).toEqual([
      'PAUSED by bob',
      'TARGET  PHASE  RUNS                   SINCE',
      'api     idle   v1.1.0 (d2d2d2d2d2d2)  3 min',
      'web     stuck  -                      -      1 on hold',
    ])
  })

  it('tells all about one target', async () => {
    const deployment = {
      id: '01J',
      trigger: 'push',
      by: 'x',
      startedAt: at,
      to: 'app v2',
      images,
      timeWent: 'rolling out 1 s',
    }
    const next = { deploymentId: '01K', trigger: 'redeploy', by: 'ann', images, why: 'approval', expiresAt: at }
    const full = {
      ...about,
      ...{ deployment, next, waitsFor: 'an approval', paused: 'by bob', holds: ['x: it crashed'], looksAgainAt: at },
      refused: ['01H, redeploy by ann: paused'],
    }
    const told = line({
      ...{ ...status, targets: [full], timeline: [{ at, what: 'started', afterSeconds: 0 }] },
      ledger: [{ release: '', images, at, origin: 'proven' }],
      history: [{ id: '01I', outcome: 'rolled-back', at, reason: 'it crashed', images }],
    })
    expect(await told.run('status', 'api')).toBe(0)
    expect(told.printed()).toBe(`api  idle
  runs        v1.1.0 (d2d2d2d2d2d2), since 2026-11-16 09:27:20
  deployment  01J, push by x, to app v2
  spent       rolling out 1 s
  next        01K, redeploy by ann, v1.1.0 (d2d2d2d2d2d2)
  waits for   an approval until 2026-11-16 09:27:20
  paused      by bob
  looks again 2026-11-16 09:27:20

Now
  2026-11-16 09:27:20    +0:00  started

On hold (longshore resume lifts them)
  x: it crashed

Asked for and refused
  01H, redeploy by ann: paused

Proven, newest first (longshore rollback --to)
  1  v1.1.0 (d2d2d2d2d2d2)  proven  2026-11-16 09:27:20

Ended, newest first
  2026-11-16 09:27:20  rolled-back  01I  v1.1.0 (d2d2d2d2d2d2)  it crashed`)
  })

  it('tells one deployment with its timeline', async () => {
    const timeline = [
      { at, what: 'started', afterSeconds: 0 },
      { at, what: 'rolled out', afterSeconds: 3_725 },
    ]
    const deployment = {
      ...{ target: 'api', id: '01J', phase: 'ended', outcome: 'rolled-back', reason: 'it crashed', trigger: 'promote' },
      ...{
        promotedFrom: 'api-staging',
        by: 'ann',
        triggeredAt: at,
        images,
        restored: images,
        failures: ['it crashed', 'x'],
        timeline,
      },
    }
    const told = line({ ...status, deployment })
    expect(await told.run('status', '--deployment', '01J')).toBe(0)
    expect(told.printed()).toBe(`01J on api  rolled-back
  asked for   promote from api-staging by ann, 2026-11-16 09:27:20
  to          v1.1.0 (d2d2d2d2d2d2)
  restored    v1.1.0 (d2d2d2d2d2d2)
  reason      it crashed
  failure     x

  2026-11-16 09:27:20    +0:00  started
  2026-11-16 09:27:20 +1:02:05  rolled out`)
  })

  it('is one JSON document for machines, and refuses what another version answers', async () => {
    const told = line(status)
    expect(await told.run('status', '--json')).toBe(0)
    expect(JSON.parse(told.printed())).toEqual(JSON.parse(JSON.stringify(status)))
    const strange = line({ message: 'hello' })
    expect(await strange.run('status')).toBe(2)
    expect(strange.complained()).toContain(
      'status answered something else than was expected (at): the stack is of another',
    )
  })
})

describe('history', () => {
  const ended = {
    ...{ target: 'api', id: '01J', phase: 'ended', outcome: 'failed', reason: 'no such tag', trigger: 'push' },
    ...{ endedAt: at, images, failures: [] },
  }
  it('lists deployments within the width of the terminal, and says how to go on', async () => {
    const told = line(
      { message: '', deployments: [ended, { target: 'api', id: '01H', unreadable: 'no JSON' }], before: '01H' },
      90,
    )
    expect(await told.run('history', 'api', '--limit', '2')).toBe(0)
    expect(told.printed().split('\n')).toEqual([
      'ENDED                TARGET  OUTCOME     DEPLOYMENT  BY    IMAGES              WHY',
      '2026-11-16 09:27:20  api     failed      01J         push  v1.1.0 (d2d2d2d2d…  no such tag',
      '-                    api     unreadable  01H                                   no JSON',
    ])
    expect(told.complained()).toBe('There are older ones: --before 01H')
  })
  it('says that there is nothing', async () => {
    const told = line({ message: '', deployments: [] })
    expect(await told.run('history')).toBe(0)
    expect(told.printed()).toBe('There are no deployments like this.')
  })
})
