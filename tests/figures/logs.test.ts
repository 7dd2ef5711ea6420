import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { aTarget, MINUTE, startWire, type WireWorld } from '../wire/world.ts'

/** A good push, then a bad one, then a person's rollback, told to Slack; every log line of it is read back. */
let world: WireWorld

const functions = [
  'image-pushed',
  'rollout-changed',
  'tick',
  'reconcile',
  'notify-slack',
  'measure',
  'rollback',
  'redeploy',
]

beforeAll(async () => {
  world = await startWire({
    targets: { api: aTarget('api') },
    configuration: { figures: {} },
    debug: true,
    seed: 11,
  })
  for (const [tag, fate] of [
    ['main-1', 'healthy'],
    ['main-2', 'crashes'],
  ] as const) {
    world.push({ repository: 'team/api', tag }, fate)
    await world.untilAtRest('api')
    await world.pass(3 * MINUTE)
  }
  await world.invoke('rollback', { target: 'api', by: 'alice' })
  await world.pass(MINUTE)
  await world.untilAtRest('api')
  await world.invoke('redeploy', { target: 'api', by: 'alice' })
  await world.pass(MINUTE)
  await world.untilAtRest('api')
  await world.pass(3 * MINUTE)
})
afterAll(() => world?.stop())

const lines = () => functions.flatMap((name) => world.log(name)).filter((line) => typeof line['message'] === 'string')

describe('log lines', () => {
  it('name the deployment that they mention, always by deploymentId', () => {
    const ids = world.outcomes('api').map(({ deployment }) => deployment.id)
    expect(ids).toHaveLength(4)
    const mentioning = lines().filter((line) => ids.some((id) => JSON.stringify(line).includes(id)))
    expect(mentioning.filter(({ deploymentId }) => !ids.includes(String(deploymentId)))).toEqual([])
    for (const id of ids) {
      const about = mentioning.filter(({ deploymentId }) => deploymentId === id).map(({ message }) => message)
      expect(about).toEqual(
        expect.arrayContaining(['decided', 'deployment ended', 'announcement told', 'deployment measured']),
      )
    }
  })

  it('are found for a command by the deployment that it started', () => {
    const [, , back, again] = world.outcomes('api').map(({ deployment }) => deployment.id)
    const taken = lines().filter(({ message }) => message === 'command taken')
    expect(taken.map(({ command, by, deploymentId }) => ({ command, by, deploymentId }))).toEqual([
      { command: 'rollback', by: 'alice', deploymentId: back },
      { command: 'redeploy', by: 'alice', deploymentId: again },
    ])
  })

  it('have no other name for it', () => {
    const names = new Set(lines().flatMap((line) => Object.keys(line)))
    expect([...names].filter((name) => /^(deployment|deployment_id|deploymentID)$/.test(name))).toEqual([])
  })
})
