import { describe, expect, it } from '@jest/globals'
import type { Fact } from '../../shared/domain/fact.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { decided, policy, quiet, waiting } from './a-question.ts'
import {
  aPush,
  aRollout,
  aView,
  digest,
  image,
  minute,
  rollingRecord,
  type Situation,
  second,
  t0,
  told,
} from './a-world.ts'
import { inProgress, pushed } from './phases/row.ts'

const at = t0 + 2 * minute
const person = { id: 'c', at, by: 'bob', deploymentId: 'deployment-9' }
const redeploy: Fact = { kind: 'redeploy', ...person, image: image(3) }
const promote: Fact = { kind: 'promote', ...person, from: 'api-staging', images: { app: image(3) } }
const rollback: Fact = { kind: 'rollback', ...person }
const nowhere: Fact = { ...rollback, to: digest(7) }
const stopped = { at: t0, by: 'carl' }
const held = [{ digests: { app: digest(0) }, at: t0, deploymentId: 'd0', why: 'broke' }]

describe('a command that is refused leaves the question of what waits open', () => {
  it.each<[string, Fact, Partial<TargetRecord>, Situation, string]>([
    ['a redeploy in a pause', redeploy, { stopped }, {}, 'not started: api is paused by carl; resume first'],
    [
      'a promotion in a pause of the stack',
      promote,
      {},
      { stackStop: { stopped: true, by: 'carl' } },
      'not started: the whole stack is paused by carl; resume first',
    ],
    [
      'a rollback with nothing to go back to',
      rollback,
      {},
      {},
      'cannot roll back: the ledger holds no other proven release',
    ],
    [
      'a rollback to what is on hold',
      rollback,
      { holds: held },
      {},
      'cannot roll back: the ledger holds no other proven release',
    ],
    [
      'a rollback to what is not in the ledger',
      nowhere,
      {},
      {},
      `cannot roll back: ${digest(7)} is not in the ledger, which holds main-1 (000000000000)`,
    ],
  ])('%s', (_what, fact, more, situation, reason) => {
    const refused = decided({ ...waiting(), ...more }, { ...situation, facts: [fact], now: at })
    expect(told(refused)[0]).toBe(`refused: ${reason}`)
    expect(refused.next.outbox.filter(({ kind }) => kind === 'outcome')).toEqual([])
    expect(refused.next.pending).toMatchObject({ deploymentId: pushed(2), question: { goal: { app: image(2) } } })
  })

  it('a rollback while an older deployment rolls and nothing is proven', () => {
    const rolls = { platform: aView([aRollout(2, inProgress)]) }
    const record = rollingRecord(2, { policy }, { ledger: [] })
    const asked = decided(record, { facts: [aPush(3, { at: t0 + second })], ...rolls })
    const refused = decided(quiet(asked.next), { ...rolls, facts: [rollback], now: at })
    expect(told(refused)).toEqual(['refused: cannot roll back: the ledger holds no other proven release'])
    expect(refused.next.pending?.question).toBeDefined()
  })
})

it('a rollback that can be carried out voids the question', () => {
  const rolls = { platform: aView([aRollout(2, inProgress), aRollout(1, { leading: false })]) }
  const asked = decided(rollingRecord(2, { policy }), { facts: [aPush(3, { at: t0 + second })], ...rolls })
  const back = decided(quiet(asked.next), { ...rolls, facts: [rollback], now: at })
  expect(told(back)[0]).toMatch(/^superseded: not started: a rollback was asked for by bob/)
})
