import { beforeEach, describe, expect, it } from '@jest/globals'
import { approve } from '../../shared/commands/approve.ts'
import { reject } from '../../shared/commands/reject.ts'
import type { Deployment, TargetRecord, TaskRun } from '../../shared/domain/record.ts'
import { day } from '../domain/a-question.ts'
import { aRun, preparingRecord, wanted } from '../domain/a-task.ts'
import { anAttempt, aPending, aRecord, image, release, rollingRecord, t0 } from '../domain/a-world.ts'
import { aConfig, commandWorld, request } from './command-world.ts'

const config = aConfig()
let world: ReturnType<typeof commandWorld>

beforeEach(() => {
  world = commandWorld()
})

const attempt = anAttempt(2, { asks: { stage: '10 %' }, progress: { running: 1, stage: '10 %', at: t0 } })

describe('a rejection at a stage of the platform', () => {
  const ask = () => reject({ kind: 'reject', target: 'api', by: 'ann' }, request, config, world)
  const trigger = (kind: 'rollback' | 'redeploy') => ({ kind, id: 'c', at: t0, by: 'bob' })

  it('says that the deployment is taken back', async () => {
    await world.remember(rollingRecord(2, { attempt }))
    expect((await ask()).message).toBe('deployment-2 is taken back (10 %).')
    expect(await world.facts()).toMatchObject([{ kind: 'reject', deploymentId: 'deployment-2' }])
  })

  it.each<[string, Partial<Deployment>, RegExp]>([
    [
      'a rollback',
      { trigger: trigger('rollback') },
      /^Nothing is rejected on api: deployment-2 goes back itself; redeploy the image that is to run instead\.$/,
    ],
    [
      'the same images anew',
      { trigger: trigger('redeploy'), from: release(2), changed: [] },
      /there is nothing to go back to; let it finish\.$/,
    ],
  ])('is refused for %s, with what to do instead', async (_what, more, words) => {
    await world.remember(rollingRecord(2, { attempt, ...more }))
    await expect(ask()).rejects.toThrow(words)
    expect(await world.facts()).toEqual([])
  })
})

describe('an approval of what waits behind a deployment with a task', () => {
  it.each<[string, TaskRun, string]>([
    ['runs', aRun(), 'is approved. It begins once the task before the rollout of deployment-2 has ended.'],
    ['is not begun', wanted, 'is approved and begins.'],
  ])('says when it begins while the task %s', async (_what, run, words) => {
    const now = world.clock.now()
    const question = { askedAt: now, until: now + day, goal: { app: image(3) } }
    await world.remember({ ...preparingRecord(run), pending: aPending(3, { question }) })
    const said = await approve({ kind: 'approve', target: 'api', by: 'ann' }, request, config, world)
    expect(said.message).toBe(`deployment-3 ${words}`)
  })
})

describe('an answer that is not taken in yet', () => {
  let asked = 0
  const answer = (by: string, command: typeof approve | typeof reject = approve) => {
    asked += 1
    world.clock.advance(1)
    const said = { target: 'api', by, deployment: 'deployment-2' }
    return command === approve
      ? approve({ kind: 'approve', ...said }, `request-${asked}`, config, world)
      : reject({ kind: 'reject', ...said }, `request-${asked}`, config, world)
  }

  function starting(): Partial<TargetRecord> {
    const now = world.clock.now()
    const question = { askedAt: now, until: now + day, goal: { app: image(2) } }
    return aRecord({ pending: aPending(2, { question }), state: { name: 'waiting', since: now, why: 'approval' } })
  }

  it.each<[string, () => Partial<TargetRecord>]>([
    ['a start', starting],
    ['a stage', () => rollingRecord(2, { attempt })],
  ])('of %s is told to the second who approves, and asks for nothing more', async (_what, record) => {
    await world.remember(record())
    await answer('bob')
    expect((await answer('ann')).message).toBe('bob approved deployment-2 already; nothing else is needed.')
    expect(await world.facts()).toMatchObject([{ kind: 'approve', by: 'bob' }])
  })

  it('keeps nobody from saying no, and after a no it is too late', async () => {
    await world.remember(starting())
    await answer('bob')
    expect((await answer('ann', reject)).message).toBe('deployment-2 does not begin.')
    for (const command of [approve, reject])
      await expect(answer('carl', command)).rejects.toThrow('ann rejected deployment-2 already.')
    expect(await world.facts()).toMatchObject([{ kind: 'approve' }, { kind: 'reject', by: 'ann' }])
  })

  it('to another question is none', async () => {
    const other = {
      kind: 'approve' as const,
      id: 'old',
      at: t0,
      by: 'bob',
      deploymentId: 'deployment-1',
      stage: 'start',
    }
    await world.remember(starting())
    await world.inbox.put([{ target: 'api', fact: other }])
    expect((await answer('ann')).message).toBe('deployment-2 is approved and begins.')
  })

  it('counts no more once it is taken in', async () => {
    await world.remember({ ...starting(), folded: ['command:request-old'] })
    const fact = {
      kind: 'approve' as const,
      id: 'command:request-old',
      at: t0,
      by: 'bob',
      deploymentId: 'deployment-2',
    }
    await world.inbox.put([{ target: 'api', fact: { ...fact, stage: 'start' } }])
    expect((await answer('ann')).message).toBe('deployment-2 is approved and begins.')
  })
})
