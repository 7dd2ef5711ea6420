import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { afterEach, describe, expect, it } from '@jest/globals'
import { IMAGE_FAILURES } from '../../../sandbox/services/lambda-functions/function-fates.ts'
import { codeSha, type FunctionsWorld, functionsWorld } from './functions-world.ts'

let world: FunctionsWorld
afterEach(() => world.stop())

const FunctionName = 'thumbs'
const update = (input: object = {}) =>
  world.call(world.client.send(new UpdateFunctionCodeCommand({ FunctionName, ImageUri: world.next.pinned, ...input })))
const look = (Qualifier?: string) =>
  world.call(world.client.send(new GetFunctionCommand({ FunctionName, ...(Qualifier ? { Qualifier } : {}) })))
const publish = (input: object = {}) =>
  world.call(world.client.send(new PublishVersionCommand({ FunctionName, ...input })))

describe('UpdateFunctionCode', () => {
  it('is in progress for seconds of world time while the old code serves', async () => {
    world = await functionsWorld()
    const reply = await update()
    expect(reply).toMatchObject({ LastUpdateStatus: 'InProgress', State: 'Active', CodeSha256: codeSha(world.next) })
    expect(world.sandbox.functions.function(FunctionName).latest).toBe(world.old.digest)
    await world.pass(20)
    expect((await look()).Configuration?.LastUpdateStatus).toBe('Successful')
    expect(world.sandbox.functions.function(FunctionName).latest).toBe(world.next.digest)
  })

  it('resolves a tag once, when it is called', async () => {
    world = await functionsWorld()
    await update({ ImageUri: world.next.reference })
    world.sandbox.ecr.push({ repository: 'team/thumbs', tag: 'v2', silent: true })
    await world.pass(20)
    expect((await look()).Code).toEqual({
      RepositoryType: 'ECR',
      ImageUri: world.next.reference,
      ResolvedImageUri: world.next.pinned,
    })
  })

  it('changes nothing in a dry run and says what it would be', async () => {
    world = await functionsWorld()
    const before = (await look()).Configuration
    expect((await update({ DryRun: true })).CodeSha256).toBe(codeSha(world.next))
    expect((await look()).Configuration).toEqual(before)
  })

  it('publishes a version that is pending until the update ends', async () => {
    world = await functionsWorld()
    expect(await update({ Publish: true })).toMatchObject({ Version: '2', State: 'Pending' })
    await world.pass(20)
    expect((await look('2')).Configuration).toMatchObject({ State: 'Active', CodeSha256: codeSha(world.next) })
  })

  it('gives another revision id with each change and with the end of the update', async () => {
    world = await functionsWorld()
    const ids = new Set([(await look()).Configuration?.RevisionId, (await update()).RevisionId])
    await world.pass(20)
    ids.add((await look()).Configuration?.RevisionId)
    expect(ids.size).toBe(3)
  })

  it('minds the revision id it was given', async () => {
    world = await functionsWorld()
    await expect(update({ RevisionId: 'another' })).rejects.toMatchObject({
      name: 'PreconditionFailedException',
      $metadata: { httpStatusCode: 412 },
    })
  })
})

describe('UpdateFunctionCode refuses', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['another update', () => update()],
    [
      'another configuration',
      () => world.call(world.client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9 }))),
    ],
    ['a version', () => publish()],
  ])('%s while it is in progress', async (_, second) => {
    world = await functionsWorld()
    await update()
    await expect(second()).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: expect.stringContaining('An update is in progress for resource: arn:aws:lambda:'),
      $metadata: { httpStatusCode: 409 },
    })
    await world.pass(20)
    await expect(second()).resolves.toBeDefined()
  })

  it('an image index', async () => {
    world = await functionsWorld()
    const index = world.sandbox.ecr.push({ repository: 'team/thumbs', tag: 'multi', index: true, silent: true })
    await expect(update({ ImageUri: index.pinned })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: `The image manifest, config or layer media type for the source image ${index.pinned} is not supported.`,
    })
  })

  it('an image that is gone', async () => {
    world = await functionsWorld()
    world.sandbox.ecr.deleteImage('team/thumbs', { imageDigest: world.next.digest })
    await expect(update()).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('does not exist. Provide a valid source image.'),
    })
  })

  it.each([
    ['another registry', 'docker.io/library/alpine:3'],
    ['another region', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/thumbs:v2'],
  ])('an image of %s', async (_, ImageUri) => {
    world = await functionsWorld()
    await expect(update({ ImageUri })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: `Source image ${ImageUri} is not valid. Provide a valid source image.`,
    })
  })

  it('at once an image that Lambda may not read', async () => {
    world = await functionsWorld({ fate: { name: 'update-refused', reason: 'ImageAccessDenied' } })
    await expect(update()).rejects.toMatchObject({ message: expect.stringContaining('Check the ECR permissions') })
  })

  it('an image for a function of a zip file', async () => {
    world = await functionsWorld({ set: { packageType: 'Zip' } })
    await expect(update()).rejects.toMatchObject({ message: expect.stringContaining('packageType Zip') })
    expect((await look()).Configuration).toMatchObject({ PackageType: 'Zip' })
  })

  it('a function that is not there', async () => {
    world = await functionsWorld()
    await expect(update({ FunctionName: 'missing' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:missing',
      $metadata: { httpStatusCode: 404 },
    })
  })
})

describe('an update that fails', () => {
  it.each(IMAGE_FAILURES)('ends as Failed with %s and keeps the old code', async (reason) => {
    world = await functionsWorld({ fate: { name: 'update-fails', reason } })
    await update({ Publish: true })
    await world.pass(20)
    expect((await look()).Configuration).toMatchObject({
      State: 'Active',
      LastUpdateStatus: 'Failed',
      LastUpdateStatusReasonCode: reason,
      LastUpdateStatusReason: expect.any(String),
      CodeSha256: codeSha(world.old),
    })
    expect((await look('2')).Configuration).toMatchObject({ State: 'Failed', StateReasonCode: reason })
    expect(world.sandbox.functions.function(FunctionName).latest).toBe(world.old.digest)
  })

  it('may show the new code though the old one serves', async () => {
    world = await functionsWorld({ fate: 'update-fails', set: { afterFailedUpdate: 'new' } })
    await update()
    await world.pass(20)
    expect((await look()).Configuration?.CodeSha256).toBe(codeSha(world.next))
    expect(world.sandbox.functions.function(FunctionName).latest).toBe(world.old.digest)
  })

  it('finds out that the image was deleted meanwhile', async () => {
    world = await functionsWorld()
    await update()
    world.sandbox.ecr.deleteImage('team/thumbs', { imageDigest: world.next.digest })
    await world.pass(20)
    expect((await look()).Configuration?.LastUpdateStatusReasonCode).toBe('ImageDeleted')
  })

  it('mends a function that had broken down when it succeeds', async () => {
    world = await functionsWorld()
    world.sandbox.functions.breakDown(FunctionName, 'ImageDeleted')
    expect((await look()).Configuration).toMatchObject({ State: 'Failed', StateReasonCode: 'ImageDeleted' })
    expect(() => world.sandbox.functions.invoke(FunctionName)).toThrow('in the following state: Failed')
    await update()
    await world.pass(20)
    expect((await look()).Configuration?.State).toBe('Active')
  })

  it('never ends for an image that hangs', async () => {
    world = await functionsWorld({ fate: 'update-hangs' })
    await update()
    await world.pass(86_400)
    expect((await look()).Configuration?.LastUpdateStatus).toBe('InProgress')
  })
})

describe('PublishVersion', () => {
  it('gives the newest version again when nothing changed', async () => {
    world = await functionsWorld()
    expect(await publish()).toMatchObject({ Version: '1', State: 'Active' })
  })

  it('publishes what $LATEST runs, pending at first', async () => {
    world = await functionsWorld()
    await update()
    await world.pass(20)
    expect(await publish({ CodeSha256: codeSha(world.next) })).toMatchObject({
      Version: '2',
      State: 'Pending',
      FunctionArn: expect.stringMatching(/:function:thumbs:2$/),
    })
    await world.pass(10)
    expect((await look('2')).Configuration?.State).toBe('Active')
  })

  it('leaves published versions as they are', async () => {
    world = await functionsWorld()
    await update()
    await world.pass(20)
    await publish()
    expect((await look('1')).Code?.ResolvedImageUri).toBe(world.old.pinned)
  })

  it('publishes another version when only the configuration changed', async () => {
    world = await functionsWorld()
    await world.call(world.client.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize: 1024 })))
    await world.pass(20)
    expect(await publish()).toMatchObject({ Version: '2', MemorySize: 1024 })
  })

  it('refuses other code than it was told to publish', async () => {
    world = await functionsWorld()
    await expect(publish({ CodeSha256: codeSha(world.next) })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining(`different from current CodeSHA256 in $LATEST (${codeSha(world.old)})`),
    })
  })

  it('refuses a revision that is no longer the newest', async () => {
    world = await functionsWorld()
    await expect(publish({ RevisionId: 'older' })).rejects.toMatchObject({ name: 'PreconditionFailedException' })
  })
})

describe('GetFunctionConfiguration', () => {
  it('answers for $LATEST, a version and an alias', async () => {
    world = await functionsWorld()
    const ask = (Qualifier: string) =>
      world.call(world.client.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier })))
    expect((await ask('$LATEST')).Version).toBe('$LATEST')
    expect((await ask('1')).Version).toBe('1')
    expect(await ask('live')).toMatchObject({ Version: '1', FunctionArn: expect.stringMatching(/thumbs:live$/) })
    await expect(ask('gone')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})
