import { beforeEach, describe, expect, it } from '@jest/globals'
import { approve } from '../../shared/commands/approve.ts'
import { reject } from '../../shared/commands/reject.ts'
import type { Deployment, TaskRun } from '../../shared/domain/record.ts'
import { day } from '../domain/a-question.ts'
import { aRun, preparingRecord, wanted } from '../domain/a-task.ts'
import { anAttempt, aPending, image, release, rollingRecord, t0 } from '../domain/a-world.ts'
import { aConfig, commandWorld, request } from './command-world.ts'

const config = aConfig()
let world: ReturnType<typeof commandWorld>

beforeEach(() => {
  world = commandWorld()
})

describe('a rejection at a stage of the platform', () => {
  const ask = () => reject({ kind: 'reject', target: 'api', by: 'ann' }, request, config, world)
  const attempt = anAttempt(2, { asks: { stage: '10 %' }, progress: { running: 1, stage: '10 %', at: t0 } })
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
