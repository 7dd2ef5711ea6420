import { GetFunctionCommand, InvokeCommand, ListAliasesCommand } from '@aws-sdk/client-lambda'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { FunctionFate, FunctionFateName } from '../../../sandbox/services/lambda-functions/function-fates.ts'
import { type FunctionsWorld, functionsWorld } from './functions-world.ts'

const FunctionName = 'thumbs'
let world: FunctionsWorld
afterEach(() => world.stop())

/** `live` gives version 2, which runs the next image, its weight. */
async function weighted(weight: number, fate: FunctionFateName | FunctionFate = 'healthy'): Promise<void> {
  world = await functionsWorld({ fate })
  const { functions } = world.sandbox
  functions.updateCode(FunctionName, world.next.pinned)
  await world.pass(20)
  functions.publish(FunctionName)
  await world.pass(10)
  functions.changeAlias(FunctionName, 'live', { weights: { 2: weight } })
}

const invoke = (input: object = {}) =>
  world.call(world.client.send(new InvokeCommand({ FunctionName, Qualifier: 'live', ...input })))
const textOf = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString()

describe('an invocation', () => {
  it('runs what the alias points at, and says which version that was', async () => {
    world = await functionsWorld()
    expect(await invoke()).toMatchObject({ StatusCode: 200, ExecutedVersion: '1' })
    expect(await invoke({ Qualifier: '$LATEST' })).toMatchObject({ ExecutedVersion: '$LATEST' })
    expect(await invoke({ FunctionName: 'thumbs:live', Qualifier: undefined })).toMatchObject({ ExecutedVersion: '1' })
  })

  it('lasts world time', async () => {
    world = await functionsWorld()
    const before = world.sandbox.clock.now()
    await invoke()
    expect(world.sandbox.clock.now()).toBeGreaterThan(before)
  })

  it('comes to the other version as often as its weight says', async () => {
    await weighted(0.3)
    const { functions } = world.sandbox
    const versions = Array.from({ length: 1000 }, () => functions.invoke(FunctionName, 'live').version)
    const share = versions.filter((version) => version === '2').length / 1000
    expect(share).toBeGreaterThan(0.25)
    expect(share).toBeLessThan(0.35)
  })

  it('chooses the same versions again from the same seed', async () => {
    const draw = async () => {
      await weighted(0.5)
      const { functions } = world.sandbox
      return Array.from({ length: 50 }, () => functions.invoke(FunctionName, 'live').version)
    }
    const first = await draw()
    await world.stop()
    expect(await draw()).toEqual(first)
  })

  it('fails with a function error when the image throws', async () => {
    await weighted(1, 'errors')
    const reply = await invoke()
    expect(reply).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '2' })
    expect(JSON.parse(textOf(reply.Payload))).toMatchObject({ errorType: 'Error' })
  })

  it('times out when the image is slower than the function may be', async () => {
    await weighted(1, { name: 'slow-invocations', seconds: 90 })
    expect(textOf((await invoke()).Payload)).toContain('Task timed out after 30.00 seconds')
  })

  it('is throttled by an image whose fate it is', async () => {
    await weighted(1, 'throttles')
    await expect(invoke()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    })
  })

  it('cannot start an image that was built for another processor', async () => {
    await weighted(1)
    world.sandbox.functions.builtFor(world.next.digest, 'arm64')
    expect(textOf((await invoke()).Payload)).toContain('exec format error')
  })

  it('conflicts with a version that is still pending', async () => {
    world = await functionsWorld()
    const { functions } = world.sandbox
    functions.updateCode(FunctionName, world.next.pinned)
    await world.pass(20)
    functions.changeAlias(FunctionName, 'live', { version: functions.publish(FunctionName) })
    await expect(invoke()).rejects.toMatchObject({ name: 'ResourceConflictException' })
    await world.pass(10)
    expect((await invoke()).ExecutedVersion).toBe('2')
  })

  it('wakes an idle function and fails once', async () => {
    world = await functionsWorld()
    world.sandbox.functions.makeIdle(FunctionName)
    const look = () => world.call(world.client.send(new GetFunctionCommand({ FunctionName })))
    expect((await look()).Configuration).toMatchObject({ State: 'Inactive', StateReasonCode: 'Idle' })
    await expect(invoke({ Qualifier: '$LATEST' })).rejects.toMatchObject({ name: 'ResourceConflictException' })
    await world.pass(30)
    expect((await invoke({ Qualifier: '$LATEST' })).StatusCode).toBe(200)
  })
})

describe('steady traffic', () => {
  it('meets the errors of a bad version by its weight, and counts them', async () => {
    await weighted(0.1, 'errors')
    const traffic = world.sandbox.functions.traffic({ function: FunctionName, qualifier: 'live', perMinute: 60 })
    await world.pass(600)
    traffic.stop()
    await world.pass(600)
    const { sent, ok, errors } = traffic.counts()
    expect(sent).toBe(600)
    expect(ok + errors).toBe(600)
    expect(errors).toBeGreaterThan(30)
    expect(errors).toBeLessThan(100)
    expect(world.sandbox.functions.invocations().filter(({ version }) => version === '2')).toHaveLength(errors)
  })

  it('is refused while there is nothing to invoke', async () => {
    world = await functionsWorld()
    const traffic = world.sandbox.functions.traffic({ function: FunctionName, qualifier: 'missing', perMinute: 6 })
    await world.pass(60)
    expect(traffic.counts()).toEqual({ sent: 6, ok: 0, errors: 0, throttled: 0, refused: 6 })
  })
})

describe('the rates of the control plane', () => {
  const burst = (count: number, call: () => Promise<unknown>) =>
    world.call(Promise.allSettled(Array.from({ length: count }, call)))
  const refused = (results: readonly PromiseSettledResult<unknown>[]) =>
    results.filter((one) => one.status === 'rejected' && one.reason.name === 'TooManyRequestsException').length

  it('are 100 a second for GetFunction and 15 for all else together, once they are on', async () => {
    world = await functionsWorld()
    const list = () => world.client.send(new ListAliasesCommand({ FunctionName }))
    const get = () => world.client.send(new GetFunctionCommand({ FunctionName }))
    expect(refused(await burst(40, list))).toBe(0)
    world.sandbox.functions.throttling(true)
    expect(refused(await burst(20, list))).toBe(5)
    expect(refused(await burst(90, get))).toBe(0)
    await world.pass(1)
    expect(refused(await burst(15, list))).toBe(0)
    world.sandbox.functions.throttling(false)
    expect(refused(await burst(40, list))).toBe(0)
  })
})
