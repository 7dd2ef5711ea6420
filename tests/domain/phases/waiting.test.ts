import { it } from '@jest/globals'
import {
  aDeployment,
  aPending,
  aPolicy,
  aRecord,
  aRollout,
  aView,
  digest,
  minute,
  second,
  stuckRecord,
  t0,
} from '../a-world.ts'

import { checkRow, denied, firstPause, type Row, throttled } from './row.ts'

const pending = aPending(2)
const waiting = aRecord({ pending, state: { name: 'waiting', since: t0, why: 'settle' } })
const platform = aView([aRollout(1)])
const stuck = { name: 'stuck', deployment: aDeployment(2), since: t0, remindedAt: t0, reminders: 0 } as const
const keptBack = aPending(2, { stopped: { since: t0, told: 1 } })
const seeing = { what: 'seeing', since: t0, count: 3, told: 0 } as const
const rows: Row[] = [
  {
    when: 'nothing forbids the start',
    situation: { record: waiting, platform },
    phase: 'rolling',
    says: 'starts deployment-2; nothing was called yet',
    does: ['apply main-2'],
  },
  {
    when: 'the quiet time is not over',
    situation: { record: waiting, platform, policy: aPolicy({ settleMs: 2 * minute }) },
    phase: 'waiting',
    wakes: minute,
    says: 'waits 60 s for other pushes',
    rests: 'main-1 on td:1',
  },
  {
    when: 'the target is paused',
    situation: { record: { ...waiting, stopped: { at: t0, by: 'ann', reason: 'audit' } }, platform },
    phase: 'waiting',
    wakes: minute,
    says: 'api is paused by ann (audit)',
    rests: 'main-1 on td:1',
    tells: ['not-deployed: pushed and not deployed: api is paused by ann (audit); goes out on resume'],
  },
  {
    when: 'the whole stack is paused',
    situation: { record: waiting, platform, stackStop: { stopped: true, by: 'bob' } },
    phase: 'waiting',
    wakes: minute,
    says: 'the whole stack is paused by bob',
    rests: 'main-1 on td:1',
    tells: ['not-deployed: pushed and not deployed: the whole stack is paused by bob; goes out on resume'],
  },
  {
    when: 'the release is on hold',
    situation: {
      record: { ...waiting, holds: [{ digests: { app: digest(2) }, at: t0, deploymentId: 'd2', why: 'it crashed' }] },
      platform,
    },
    phase: 'idle',
    says: 'held; at rest',
    rests: 'main-1 on td:1',
    tells: ['not-deployed: pushed and not deployed: on hold since d2 (it crashed); push another image or resume'],
  },
  {
    when: 'the target is only observed',
    situation: { record: waiting, platform, policy: aPolicy({ mode: 'observe' }) },
    phase: 'idle',
    says: 'observed-only; at rest',
    rests: 'main-1 on td:1',
    tells: ['would-deploy: would be deployed; the target is only observed (mode: observe)'],
  },
  {
    when: 'the image is gone',
    situation: { record: waiting, platform, gone: [2] },
    phase: 'idle',
    blames: ['the image is gone'],
    says: 'the image is gone; at rest',
    rests: 'main-1 on td:1',
    tells: ['failed: nothing was changed: the image is gone'],
  },
  {
    when: 'the platform is throttled',
    situation: { record: waiting, platform: throttled },
    phase: 'waiting',
    says: 'slow down',
    wakes: firstPause,
    rests: 'main-1 on td:1',
    trouble: 'seeing 1',
  },
  {
    when: 'the platform refuses to be seen',
    situation: { record: waiting, platform: denied },
    phase: 'idle',
    blames: ['not allowed'],
    says: 'not allowed; not allowed',
    rests: 'main-1 on td:1',
    tells: ['failed: nothing was changed: not allowed'],
  },
  {
    when: 'the registry is throttled',
    situation: { record: waiting, platform, registry: throttled, unchecked: true },
    phase: 'waiting',
    says: 'slow down',
    wakes: firstPause,
    rests: 'main-1 on td:1',
    trouble: 'seeing 1',
  },
  {
    when: 'the registry refuses',
    situation: { record: waiting, platform, registry: denied },
    phase: 'idle',
    blames: ['not allowed'],
    says: 'not allowed; at rest',
    rests: 'main-1 on td:1',
    tells: ['failed: nothing was changed: not allowed'],
  },
  {
    when: 'nothing is to start any more',
    situation: { record: aRecord({ state: waiting.state }), platform },
    phase: 'idle',
    says: 'nothing waits any more; at rest',
    rests: 'main-1 on td:1',
  },
  {
    when: 'nothing is to start any more and the target was stuck',
    situation: { record: { ...stuckRecord(), state: { name: 'waiting', since: t0, why: 'settle', stuck } } },
    phase: 'stuck',
    says: 'nothing waits any more; stuck',
  },
  {
    when: 'nothing was seen',
    situation: { record: waiting },
    phase: 'waiting',
    says: 'a start needs a look first',
    wakes: 0,
    rests: 'main-1 on td:1',
  },
  {
    when: 'it is not known whether the image exists',
    situation: { record: waiting, platform, unchecked: true },
    phase: 'waiting',
    says: 'whether the images exist is not known yet',
    wakes: 0,
    rests: 'main-1 on td:1',
  },
  {
    when: 'the quiet time is not over and the platform is seen again',
    situation: { record: { ...waiting, trouble: seeing }, platform, policy: aPolicy({ settleMs: 90 * second + 1 }) },
    phase: 'waiting',
    says: 'waits 31 s for other pushes',
    wakes: 30 * second + 1,
    rests: 'main-1 on td:1',
  },
  {
    when: 'it has been told of the stop and the platform is seen again',
    situation: {
      record: { ...waiting, trouble: seeing, stopped: { at: t0, by: 'ann' }, pending: keptBack },
      platform,
    },
    phase: 'waiting',
    says: 'api is paused by ann',
    wakes: 24 * 60 * minute - minute,
    rests: 'main-1 on td:1',
  },
  {
    when: 'it has been told of the stop and the target is stuck',
    situation: {
      record: {
        ...stuckRecord(),
        state: { name: 'waiting', since: t0, why: 'stopped', stuck },
        stopped: { at: t0, by: 'ann' },
        pending: keptBack,
      },
      platform: aView([aRollout(2, { state: 'in-progress' })]),
    },
    phase: 'waiting',
    says: 'api is paused by ann',
    wakes: 29 * minute,
  },
  {
    when: 'the quiet time ends before a person is to be called again',
    situation: {
      record: { ...stuckRecord(), state: { name: 'waiting', since: t0, why: 'settle', stuck }, pending },
      platform,
      policy: aPolicy({ settleMs: 2 * minute }),
    },
    phase: 'waiting',
    says: 'waits 60 s for other pushes',
    wakes: minute,
  },
]
it.each(rows)('in waiting: $when', checkRow)
