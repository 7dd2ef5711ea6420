import { expect, it } from '@jest/globals'
import type { NoticeAnnouncement, OutcomeAnnouncement } from '../../shared/domain/announcement.ts'
import { withinBounds } from '../../shared/domain/bounds.ts'
import { deploymentSoFar } from '../../shared/domain/deployment.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { anAttempt, aRecord, digest, evidence, image, revertingRecord, rollingRecord, t0 } from './a-world.ts'

const roomy = 56 * 1024
const long = 'x'.repeat(400)
const cutTo = (length: number) => `${'x'.repeat(length - 1)}…`

function many<T>(length: number, one: (n: number) => T): T[] {
  return Array.from({ length }, (_, n) => one(n))
}

/** The record at exactly so many bytes: what nothing shortens makes up for the rest. */
function filled(record: TargetRecord, bytes: number): TargetRecord {
  const resolved = (rollout: string) => ({ ...record, resolved: { rollout, digests: {} } })
  const missing = bytes - Buffer.byteLength(JSON.stringify(resolved('')))
  if (missing < 0) throw new Error(`The record has ${-missing} bytes too many before it is filled.`)
  return resolved('x'.repeat(missing))
}

/** What becomes of a record that is a byte too large; one byte less stays as it is. */
function shortened(record: TargetRecord): TargetRecord {
  const full = filled(record, roomy)
  expect(withinBounds(full)).toEqual(full)
  return withinBounds(filled(record, roomy + 1))
}

const { settledOn: _left, ...resting } = aRecord()
const hold = (n: number, why: string) => ({ digests: { app: digest(n) }, at: t0, deploymentId: `d${n}`, why })

function notice(n: number, reason = 'r'): NoticeAnnouncement {
  return { kind: 'notice', id: `n${n}`, target: 'api', at: t0, reason, notice: 'usurped', images: { app: image(n) } }
}

function outcome(n: number, more: Partial<OutcomeAnnouncement['deployment']> = {}, reason = 'r'): OutcomeAnnouncement {
  const deployment = {
    id: `d${n}`,
    trigger: { kind: 'push', at: t0 },
    startedAt: t0,
    endedAt: t0,
    to: { app: image(n) },
    changed: ['app'],
    failures: ['it crashed'],
    timeline: [{ at: t0, what: 'image pushed' }],
    ...more,
  }
  return { kind: 'outcome', id: `d${n}:failed`, target: 'api', at: t0, reason, outcome: 'failed', deployment }
}

it('remembers thirty carriers and twenty indexes, the newest', () => {
  const ours = many(31, (n) => ({ carrier: `td:${n}`, deploymentId: `d${n}`, at: t0 }))
  const manifests = (length: number) => Object.fromEntries(many(length, (n) => [digest(n), [digest(100 + n)]]))
  const next = withinBounds(aRecord({ ours, manifests: manifests(21) }))
  expect(next.ours).toEqual(ours.slice(0, 30))
  expect(Object.keys(next.manifests)).toEqual(Object.keys(manifests(21)).slice(1))
  expect(withinBounds(aRecord({ manifests: manifests(20) })).manifests).toEqual(manifests(20))
})

it('cuts every sentence to three hundred characters first', () => {
  const timeline = [
    { at: t0, what: long },
    { at: t0, what: 'x'.repeat(300) },
    { at: t0, what: 'x'.repeat(301) },
  ]
  const failure = { at: t0, reasons: many(7, () => long) }
  const attempt = anAttempt(2, { evidence: [evidence(1, 2, { reason: long })] })
  const record = rollingRecord(
    2,
    { timeline, failure, attempt },
    { holds: [hold(1, long)], outbox: [notice(1, long), outcome(2, {}, long)] },
  )
  const next = shortened(record)
  expect(next.holds).toEqual([hold(1, cutTo(300))])
  expect(next.outbox).toEqual([notice(1, cutTo(300)), outcome(2, {}, cutTo(300))])
  expect(next.state).toEqual({
    ...record.state,
    deployment: {
      ...('deployment' in record.state ? record.state.deployment : {}),
      timeline: [
        { at: t0, what: cutTo(300) },
        { at: t0, what: 'x'.repeat(300) },
        { at: t0, what: cutTo(300) },
      ],
      failure: { at: t0, reasons: many(5, () => cutTo(300)) },
      attempt: { ...attempt, evidence: [evidence(1, 2, { reason: cutTo(300) })] },
    },
  })
})

it('cuts sentences at rest, and of a deployment that did not fail', () => {
  expect(shortened({ ...resting, holds: [hold(1, long)] }).holds).toEqual([hold(1, cutTo(300))])
  const unfailed = shortened(rollingRecord(2, { timeline: [{ at: t0, what: long }] }))
  expect(unfailed.state).toMatchObject({
    name: 'rolling',
    deployment: { id: 'deployment-2', timeline: [{ at: t0, what: cutTo(300) }] },
  })
  expect(unfailed).not.toHaveProperty('state.deployment.failure')
})

it('keeps of what is told the newest six steps and three reasons next', () => {
  const timeline = many(9, (at) => ({ at, what: `step ${at}` }))
  const failures = [long, 'b', 'c', 'd']
  const next = shortened({ ...resting, outbox: [notice(1), outcome(2, { timeline, failures })] })
  expect(next.outbox).toEqual([
    notice(1),
    outcome(2, { timeline: timeline.slice(3), failures: [cutTo(300), 'b', 'c'] }),
  ])
})

it('keeps the newest four indexes next', () => {
  const manifests = Object.fromEntries(many(9, (n) => [digest(n), [digest(100 + n)]]))
  expect(Object.keys(shortened({ ...resting, manifests }).manifests)).toEqual(Object.keys(manifests).slice(5))
})

it('keeps of the deployment in progress the newest twenty steps and six deaths next', () => {
  const timeline = many(30, (at) => ({ at, what: `step ${at}` }))
  const deaths = many(9, (n) => evidence(n, 2))
  const record = revertingRecord(2, {}, { holds: [] }, { timeline, attempt: anAttempt(2, { evidence: deaths }) })
  const { state } = shortened(record)
  expect(state).toMatchObject({
    name: 'reverting',
    revert: { refused: {} },
    deployment: {
      id: 'deployment-2',
      timeline: timeline.slice(10),
      attempt: { release: anAttempt(2).release, evidence: deaths.slice(3) },
    },
  })
})

it('remembers fifteen carriers and three calls next', () => {
  const ours = many(20, (n) => ({ carrier: `td:${n}`, deploymentId: `d${n}`, at: t0 }))
  const called = many(6, (n) => ({ deploymentId: `d${n}`, digests: { app: digest(n) }, at: t0 }))
  const next = shortened({ ...resting, ours, called })
  expect([next.ours, next.called]).toEqual([ours.slice(0, 15), called.slice(0, 3)])
  expect(shortened({ ...resting, ours })).not.toHaveProperty('called')
})

it('says why of each hold in sixty characters next', () => {
  const next = shortened({ ...resting, holds: [hold(1, 'x'.repeat(61)), hold(2, 'x'.repeat(60))] })
  expect(next.holds).toEqual([hold(1, cutTo(60)), hold(2, 'x'.repeat(60))])
})

it('remembers a hundred facts next', () => {
  const folded = many(150, (n) => `fact-${n}`)
  expect(shortened({ ...resting, folded }).folded).toEqual(folded.slice(0, 100))
})

it('keeps the newest five notices and every outcome next', () => {
  const outbox = [notice(1), notice(2), outcome(3), notice(4), notice(5), notice(6), notice(7), outcome(8)]
  expect(shortened({ ...resting, outbox }).outbox.map(({ id }) => id)).toEqual([
    'n2',
    'd3:failed',
    'n4',
    'n5',
    'n6',
    'n7',
    'd8:failed',
  ])
})

it('tells in few words what nobody could be told for long next', () => {
  const full = {
    failures: ['x'.repeat(81), 'b'],
    differences: ['cpu 256 → 512'],
    from: { app: image(1) },
    restored: { app: image(1) },
    successor: 'd9',
    carrier: 'td:2',
  }
  const next = shortened({ ...resting, outbox: [notice(1, 'x'.repeat(101)), outcome(2, full, 'x'.repeat(101))] })
  const { differences: _looked, from: _past, restored: _now, ...kept } = full
  expect(next.outbox).toStrictEqual([
    notice(1, 'x'.repeat(101)),
    outcome(2, { ...kept, failures: [cutTo(80)], timeline: [] }, cutTo(100)),
  ])
})

it('forgets which commands were refused next', () => {
  const refused = [{ deploymentId: 'd1', trigger: { kind: 'redeploy', id: 'c', at: t0 }, reason: 'paused' }] as const
  expect(shortened({ ...resting, refused })).not.toHaveProperty('refused')
})

it('keeps the newest twenty-five holds at last', () => {
  const holds = many(30, (n) => hold(n, 'it crashed'))
  expect(shortened({ ...resting, holds }).holds).toEqual(holds.slice(0, 25))
})

const looked = (words: string) => ({ name: 'health', at: t0, verdict: 'failed' as const, words, failures: 1 })

it('keeps what proofs were seen to come to, in a hundred characters', () => {
  const { state } = shortened(rollingRecord(2, { proofs: [looked('x'.repeat(200)), looked('x'.repeat(100))] }))
  expect(state).toMatchObject({ deployment: { proofs: [looked(cutTo(100)), looked('x'.repeat(100))] } })
})

it('keeps of the deployment in progress what it goes on by at the very last', () => {
  const timeline = many(10, (at) => ({ at, what: 'x'.repeat(101) }))
  const failure = { at: t0, reasons: many(3, () => 'x'.repeat(151)) }
  const attempt = anAttempt(2, { evidence: [evidence(1, 2, { reason: 'x'.repeat(101) })] })
  const { state } = shortened(rollingRecord(2, { timeline, failure, attempt, proofs: [looked('x'.repeat(31))] }))
  expect(state).toMatchObject({
    deployment: {
      timeline: many(5, (at) => ({ at: at + 5, what: cutTo(100) })),
      failure: { at: t0, reasons: [cutTo(150), cutTo(150)] },
      attempt: { ...attempt, evidence: [evidence(1, 2, { reason: cutTo(100) })] },
      proofs: [looked(cutTo(30))],
    },
  })
})

it('remembers fifty facts if even that is too much', () => {
  const folded = many(90, (n) => `fact-${n}`)
  expect(shortened({ ...resting, folded }).folded).toEqual(folded.slice(0, 50))
})

it('counts bytes, not characters', () => {
  const holds = many(50, (n) => hold(n, 'ü'.repeat(59)))
  const bytes = Buffer.byteLength(JSON.stringify(filled({ ...resting, holds }, roomy + 1)))
  expect(bytes).toBe(roomy + 1)
  expect(withinBounds(filled({ ...resting, holds }, roomy + 1)).holds).toHaveLength(25)
})

it('keeps the number of what was told last, and drops what was not told', () => {
  const told = { deploymentId: 'deployment-2', sequence: 7, standing: { phase: 'rolling' as const } }
  const { state } = rollingRecord(2)
  if (!('deployment' in state)) throw new Error('Nothing rolls.')
  const deployment = { ...deploymentSoFar(state.deployment), timeline: [{ at: t0, what: long }] }
  const waiting = { ...told.standing, id: 'p', target: 'api', at: t0, sequence: 7, deployment }
  const next = shortened(aRecord({ telling: { ...told, waiting } }))
  expect(next.telling).toEqual(told)
})
