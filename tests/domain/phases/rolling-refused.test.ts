import { it } from '@jest/globals'
import { aDeployment, anAttempt, aRollout, aView, draining, minute, rollingRecord, t0 } from '../a-world.ts'

import { checkRow, chosen, denied, firstPause, inProgress, type Row, throttled } from './row.ts'

const { rollout: _answer, ...unanswered } = anAttempt(2)
const { intent: _call, ...uncalled } = unanswered
const { from: _before, ...fromNothing } = aDeployment(2, { attempt: { ...unanswered, refusal: 'role not found' } })
const refused = rollingRecord(2, { attempt: { ...unanswered, refusal: 'role not found' } })
const refusedLater = rollingRecord(2, { attempt: anAttempt(2, { refusal: 'role not found' }) })
const record = rollingRecord()
const going = aView([aRollout(2, inProgress), draining])
const ongoing = 'rolling: 0 of 2 running, 2 pending, 0 failed'
const seeing = { what: 'seeing', since: t0, count: 3, told: 0 } as const

const rows: Row[] = [
  {
    when: 'the platform is throttled',
    situation: { record, platform: throttled },
    phase: 'rolling',
    says: 'slow down',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'the platform refuses to be seen',
    situation: { record, platform: denied },
    phase: 'rolling',
    says: 'not allowed',
  },
  {
    when: 'the platform refuses to be seen for longer than the deadline',
    situation: { record, platform: denied, now: t0 + 21 * minute },
    phase: 'reverting',
    says: 'goes back: not allowed; not allowed',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'the call was refused for good',
    situation: { record: refused, platform: aView([aRollout(1)]) },
    phase: 'idle',
    blames: ['role not found'],
    says: 'nothing was changed: role not found; at rest',
    rests: 'main-1 on td:1',
    tells: ['failed: nothing was changed: role not found'],
  },
  {
    when: 'the platform is throttled for the fourth time',
    situation: { record: { ...record, trouble: seeing }, platform: throttled },
    phase: 'rolling',
    says: 'slow down',
    wakes: 88_481,
    trouble: 'seeing 4',
  },
  {
    when: 'the platform is seen again',
    situation: { record: { ...record, trouble: seeing }, platform: going },
    phase: 'rolling',
    says: ongoing,
  },
  {
    when: 'the platform is throttled after trouble of another kind',
    situation: { record: { ...record, trouble: { ...seeing, what: 'calling' } }, platform: throttled },
    phase: 'rolling',
    says: 'slow down',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'the platform is seen and a call did not go through yet',
    situation: { record: { ...record, trouble: { ...seeing, what: 'calling' } }, platform: going },
    phase: 'rolling',
    says: ongoing,
    trouble: 'calling 3',
  },
  {
    when: 'the platform refuses to be seen before anything was called',
    situation: { record: rollingRecord(2, { attempt: uncalled }), platform: denied },
    phase: 'idle',
    says: 'nothing was changed: not allowed; not allowed',
    rests: 'main-1 on td:1',
    tells: ['failed: nothing was changed: not allowed'],
    blames: ['not allowed'],
  },
  {
    when: 'the platform refuses to be seen until the deadline',
    situation: { record, platform: denied, now: t0 + 20 * minute },
    phase: 'reverting',
    says: 'goes back: not allowed; not allowed',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'the platform refuses to be seen until just before the deadline',
    situation: { record, platform: denied, now: t0 + 20 * minute - 1 },
    phase: 'rolling',
    says: 'not allowed',
  },
  {
    when: 'a call was refused for good after an earlier one had gone through',
    situation: { record: refusedLater, platform: going },
    phase: 'reverting',
    says: `goes back: role not found; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'the call was refused for good and the platform shows that an earlier one had gone through',
    situation: { record: refused, platform: going },
    phase: 'reverting',
    says: `goes back: role not found; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'a call was refused for good after an earlier one, and the platform is throttled',
    situation: { record: refusedLater, platform: throttled },
    phase: 'reverting',
    says: 'goes back: role not found; slow down',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'the call was refused for good and nothing was seen',
    situation: { record: refused },
    phase: 'idle',
    says: 'nothing was changed: role not found; at rest',
    rests: 'main-1 on td:1',
    tells: ['failed: nothing was changed: role not found'],
    blames: ['role not found'],
  },
  {
    when: 'the call was refused for good and the platform is throttled',
    situation: { record: refused, platform: throttled },
    phase: 'idle',
    says: 'nothing was changed: role not found; slow down',
    rests: 'main-1 on td:1',
    tells: ['failed: nothing was changed: role not found'],
    blames: ['role not found'],
  },
  {
    when: 'the call was refused for good and nothing is known to have run before',
    situation: { record: { ...record, state: { name: 'rolling', deployment: fromNothing } } },
    phase: 'idle',
    says: 'nothing was changed: role not found; at rest',
    tells: ['failed: nothing was changed: role not found'],
    blames: ['role not found'],
  },
]
it.each(rows)('in rolling, when something is refused: $when', checkRow)

function _withoutDigests(n: number) {
  const { digests: _unknown, ...rest } = aRollout(n)
  return rest
}
