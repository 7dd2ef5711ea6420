import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  ListAliasesCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type FunctionsWorld, functionsWorld } from './functions-world.ts'

const FunctionName = 'thumbs'
const live = { FunctionName, Name: 'live' }
let world: FunctionsWorld

/** Versions 1 and 2, with `live` on 1. */
beforeEach(async () => {
  world = await functionsWorld()
  await secondVersion()
})
afterEach(() => world.stop())

async function secondVersion(): Promise<void> {
  const { functions } = world.sandbox
  functions.updateCode(FunctionName, world.next.pinned)
  await world.pass(20)
  functions.publish(FunctionName)
  await world.pass(10)
}

const get = () => world.call(world.client.send(new GetAliasCommand(live)))
const update = (input: object) => world.call(world.client.send(new UpdateAliasCommand({ ...live, ...input })))
const weigh = (weights: Record<string, number>) => update({ RoutingConfig: { AdditionalVersionWeights: weights } })

describe('an alias', () => {
  it('points at a version', async () => {
    expect(await get()).toMatchObject({
      AliasArn: 'arn:aws:lambda:us-east-1:123456789012:function:thumbs:live',
      Name: 'live',
      FunctionVersion: '1',
    })
    expect((await get()).RoutingConfig).toBeUndefined()
  })

  it('takes a weight, keeps it, and loses it by an empty routing configuration', async () => {
    await weigh({ 2: 0.1 })
    await update({ Description: 'canary' })
    expect(await get()).toMatchObject({
      FunctionVersion: '1',
      Description: 'canary',
      RoutingConfig: { AdditionalVersionWeights: { 2: 0.1 } },
    })
    await update({ FunctionVersion: '2', RoutingConfig: { AdditionalVersionWeights: {} } })
    expect(world.sandbox.functions.function(FunctionName).aliases['live']).toEqual({
      version: '2',
      digest: world.next.digest,
      weights: {},
      digestWeights: {},
    })
  })

  it('gets another revision id with each change, and refuses an older one', async () => {
    const { RevisionId: before } = await get()
    const { RevisionId: after } = await update({ FunctionVersion: '2', RevisionId: before })
    expect(after).not.toBe(before)
    await expect(update({ FunctionVersion: '1', RevisionId: before })).rejects.toMatchObject({
      name: 'PreconditionFailedException',
      $metadata: { httpStatusCode: 412 },
    })
    expect((await get()).FunctionVersion).toBe('2')
  })

  it.each([
    ['two weights', { 1: 0.1, 2: 0.1 }, 'cannot be greater than 1'],
    ['a weight over 1', { 2: 1.5 }, 'between 0.0 and 1.0'],
    ['a weight for its own version', { 1: 0.5 }, 'already included in routing config'],
    ['a weight for $LATEST', { $LATEST: 0.5 }, '$LATEST is not supported'],
  ])('refuses %s', async (_, weights, message) => {
    await expect(weigh(weights)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining(message),
    })
    expect((await get()).RoutingConfig).toBeUndefined()
  })

  it('refuses a version that is not there', async () => {
    await expect(update({ FunctionVersion: '7' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await expect(weigh({ 7: 0.1 })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  it('is missed by its name', async () => {
    const missing = new GetAliasCommand({ FunctionName, Name: 'canary' })
    await expect(world.call(world.client.send(missing))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Cannot find alias arn: arn:aws:lambda:us-east-1:123456789012:function:thumbs:canary',
    })
  })

  it('is created once, listed and deleted', async () => {
    const create = () =>
      world.call(world.client.send(new CreateAliasCommand({ FunctionName, Name: 'next', FunctionVersion: '2' })))
    await create()
    await expect(create()).rejects.toMatchObject({ name: 'ResourceConflictException' })
    const list = (input: object = {}) =>
      world.call(world.client.send(new ListAliasesCommand({ FunctionName, ...input })))
    expect((await list()).Aliases?.map(({ Name }) => Name)).toEqual(['live', 'next'])
    expect((await list({ FunctionVersion: '2' })).Aliases?.map(({ Name }) => Name)).toEqual(['next'])
    await world.call(world.client.send(new DeleteAliasCommand({ FunctionName, Name: 'next' })))
    expect((await list()).Aliases).toHaveLength(1)
  })
})

describe('versions', () => {
  const remove = (Qualifier?: string) =>
    world.call(world.client.send(new DeleteFunctionCommand({ FunctionName, ...(Qualifier ? { Qualifier } : {}) })))

  it('are listed by pages, $LATEST first', async () => {
    const page = (Marker?: string) => {
      const input = { FunctionName, MaxItems: 2, ...(Marker ? { Marker } : {}) }
      return world.call(world.client.send(new ListVersionsByFunctionCommand(input)))
    }
    const first = await page()
    const second = await page(first.NextMarker)
    expect([first, second].map(({ Versions }) => Versions?.map(({ Version }) => Version))).toEqual([
      ['$LATEST', '1'],
      ['2'],
    ])
    expect(second.NextMarker).toBeUndefined()
  })

  it('are deleted unless an alias names them, by its version or by a weight', async () => {
    await weigh({ 2: 0.5 })
    for (const number of ['1', '2']) {
      await expect(remove(number)).rejects.toMatchObject({
        name: 'ResourceConflictException',
        message: expect.stringContaining("it's referenced by one or more aliases: [live]"),
      })
    }
    await weigh({})
    await remove('2')
    expect(world.sandbox.functions.function(FunctionName).versions.map(({ number }) => number)).toEqual(['1'])
  })

  it('do not include $LATEST when something is to be deleted', async () => {
    await expect(remove('$LATEST')).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
  })

  it('go with the function', async () => {
    await remove()
    await expect(world.call(world.client.send(new GetFunctionCommand({ FunctionName })))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })

  it('never take the number of a deleted one', async () => {
    await remove('2')
    world.sandbox.functions.updateCode(FunctionName, world.old.pinned)
    await world.pass(20)
    world.sandbox.functions.updateCode(FunctionName, world.next.pinned)
    await world.pass(20)
    expect(world.sandbox.functions.publish(FunctionName)).toBe('3')
  })
})

describe('tags', () => {
  it('are read by the ARN', async () => {
    const { arn } = world.sandbox.functions.function(FunctionName)
    expect((await world.call(world.client.send(new ListTagsCommand({ Resource: arn })))).Tags).toEqual({
      team: 'images',
    })
  })
})
