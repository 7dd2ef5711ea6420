import { afterEach, describe, expect, it } from '@jest/globals'
import type { FunctionFate, FunctionFateName } from '../../../sandbox/services/lambda-functions/function-fates.ts'
import { type FunctionsWorld, functionsWorld } from '../lambda-functions/functions-world.ts'

let world: FunctionsWorld
afterEach(() => world.stop())

/** A tenth of 300 invocations a minute at `live` comes to version 2, which runs an image of this fate. */
async function canary(fate: FunctionFateName | FunctionFate): Promise<void> {
  world = await functionsWorld({ fate })
  const { functions } = world.sandbox
  functions.updateCode('thumbs', world.next.pinned)
  await world.pass(20)
  functions.publish('thumbs')
  await world.pass(10)
  functions.changeAlias('thumbs', 'live', { weights: { 2: 0.1 } })
  functions.traffic({ function: 'thumbs', qualifier: 'live', perMinute: 300 })
}

const alarmOn = (name: string, dimensions: Record<string, string>, settings: object = {}) =>
  world.sandbox.cloudwatch.createAlarm({
    name: 'watched',
    metric: { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: 'thumbs', ...dimensions } },
    ...settings,
  })
const now = () => world.sandbox.cloudwatch.alarm('watched').value

describe('what invocations measure', () => {
  it.each<[string, FunctionFateName | FunctionFate, string, object]>([
    ['errors', 'errors', 'Errors', {}],
    ['throttles', 'throttles', 'Throttles', {}],
    ['slowness', { name: 'slow-invocations', seconds: 3 }, 'Duration', { statistic: 'Maximum', threshold: 2000 }],
  ])('fires an alarm on the %s of an alias within three minutes', async (_, fate, name, settings) => {
    await canary(fate)
    alarmOn(name, { Resource: 'thumbs:live' }, settings)
    await world.pass(180)
    expect(now()).toBe('ALARM')
  })

  it('leaves the alarm quiet when the new version is healthy', async () => {
    await canary('healthy')
    alarmOn('Errors', { Resource: 'thumbs:live' })
    await world.pass(600)
    expect(world.sandbox.cloudwatch.history('watched').map(({ value }) => value)).toEqual(['OK'])
  })

  it('tells the versions of an alias apart', async () => {
    await canary('errors')
    alarmOn('Errors', { Resource: 'thumbs:live', ExecutedVersion: '1' })
    await world.pass(300)
    expect(now()).toBe('OK')
  })

  it('calms down once the alias goes back', async () => {
    await canary('errors')
    alarmOn('Errors', { Resource: 'thumbs:live' })
    await world.pass(180)
    world.sandbox.functions.changeAlias('thumbs', 'live', { weights: {} })
    await world.pass(180)
    expect(now()).toBe('OK')
  })
})
