import { expect, it } from '@jest/globals'
import type { State } from '../../shared/domain/record.ts'
import { successorOf } from '../../shared/domain/successor.ts'
import { calledFor, underWay } from '../../shared/domain/under-way.ts'
import {
  aDeployment,
  anAttempt,
  aPending,
  aRecord,
  goingBack,
  image,
  provingRecord,
  proxyRepository,
  release,
  revertingRecord,
  rollingRecord,
  stuckRecord,
  t0,
} from './a-world.ts'

const pushed = aPending(3, { images: { proxy: image(3, proxyRepository) } })
const unfinished = { goal: { images: { app: image(2), proxy: image(1, proxyRepository) } } }
const carriedOn = { app: image(2), proxy: image(3, proxyRepository) }

it.each([
  ['a push', aDeployment(2, unfinished), pushed, carriedOn],
  ['a sweep', aDeployment(2, { ...unfinished, trigger: { kind: 'sweep', id: 's', at: t0 } }), pushed, carriedOn],
  ['a redeploy', aDeployment(2, { ...unfinished, trigger: { kind: 'redeploy', id: 's', at: t0 } }), pushed, carriedOn],
  [
    'no rollback',
    aDeployment(2, { ...unfinished, trigger: { kind: 'rollback', id: 's', at: t0 } }),
    pushed,
    pushed.images,
  ],
  ['no repair', aDeployment(2, { ...unfinished, trigger: { kind: 'repair', id: 's', at: t0 } }), pushed, pushed.images],
  [
    'nothing under a command',
    aDeployment(2, unfinished),
    { ...pushed, command: { kind: 'redeploy' } as const },
    pushed.images,
  ],
  ['nothing that did not change', aDeployment(2, { ...unfinished, changed: [] }), pushed, pushed.images],
])('carries on %s that it takes the place of', (_what, deployment, pending, images) => {
  const record = { ...aRecord(), state: { name: 'rolling', deployment }, pending } as const
  expect(successorOf(record)?.images).toEqual(images)
})

it.each<[string, State, boolean]>([
  ['rolling', rollingRecord(2).state, true],
  ['at rest', { name: 'idle' }, false],
  ['going back', revertingRecord(2, goingBack).state, false],
  ['proving', provingRecord(2).state, false],
])('carries on what is unfinished while %s: %#', (_phase, state, carries) => {
  const record = { ...aRecord(), state, pending: pushed }
  expect(successorOf(record)?.images).toEqual(carries ? { app: image(2), ...pushed.images } : pushed.images)
})

const two = { images: { app: image(2) }, carrier: 'td:2' }
const { rollout: _answer, ...unanswered } = anAttempt(2)
const { intent: _call, ...uncalled } = unanswered

it.each<[string, State, ReturnType<typeof underWay>]>([
  ['rolling', rollingRecord(2).state, two],
  ['proving', provingRecord(2).state, two],
  ['at rest', { name: 'idle' }, undefined],
  ['going back', revertingRecord(2, goingBack).state, undefined],
  ['stuck', stuckRecord(2).state, undefined],
])('knows what is under way while %s', (_phase, state, coming) => {
  expect(underWay({ ...aRecord(), state }, aPending(3))).toEqual(coming)
  expect(underWay({ ...aRecord(), state }, aPending(3, { inPlaceOf: release(9) }))).toEqual(release(9))
})

it.each([
  ['answered', anAttempt(2), two],
  [
    'answered without a call that is remembered',
    { ...uncalled, rollout: { id: 'r', carrier: 'td:2', createdAt: t0 } },
    two,
  ],
  ['answered, and refused later', anAttempt(2, { refusal: 'no' }), two],
  ['called', unanswered, { images: two.images }],
  ['not called', uncalled, undefined],
  ['called and throttled', { ...unanswered, intent: { at: t0, lastAt: t0, calls: 1, refused: true } }, undefined],
  ['called and refused for good', { ...unanswered, refusal: 'no' }, undefined],
])('knows what was called for: %s', (_what, attempt, called) => {
  expect(calledFor(aDeployment(2, { attempt }))).toEqual(called)
})
