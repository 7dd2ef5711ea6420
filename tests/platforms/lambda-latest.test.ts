import { afterEach, describe, expect, it } from '@jest/globals'
import type { ImageFailure } from '../../sandbox/services/lambda-functions/function-fates.ts'
import { failureWords } from '../../shared/platforms/lambda/failure-words.ts'
import { readRolloutId, rolloutIdOf } from '../../shared/platforms/lambda/rollout-id.ts'
import { backTo, functionName, imageDigest, imageUri, type LambdaWorld, lambdaWorld } from './lambda-world.ts'

let world: LambdaWorld | undefined
afterEach(async () => {
  await world?.aws.stop()
  world = undefined
})

const latest = (of: LambdaWorld) => of.aws.functions.function(functionName).latest

describe('a function without an alias', () => {
  it('is looked at by one call, and runs what it was given', async () => {
    world = await lambdaWorld()
    expect((await world.see(undefined, 'latest')).rollouts).toMatchObject([
      { leading: true, state: 'completed', carrier: imageUri(1), digests: { image: imageDigest(1) } },
    ])
    expect(world.calls()).toEqual(['GetFunction'])
    const rolling = await world.apply(2, {}, 'latest')
    expect(world.calls()).toEqual(['GetFunction', 'UpdateFunctionCode'])
    expect(await world.own(rolling, 'latest')).toMatchObject({ leading: true, state: 'in-progress', pending: 1 })
    await world.aws.run(30_000)
    expect((await world.see(rolling, 'latest')).rollouts).toMatchObject([
      { id: rolling.rollout?.id, leading: true, state: 'completed', carrier: imageUri(2) },
    ])
    expect(latest(world)).toBe(imageDigest(2))
  })

  it('is not updated to what it runs already', async () => {
    world = await lambdaWorld()
    await world.apply(1, {}, 'latest')
    expect(world.calls()).toEqual(['GetFunction'])
  })

  it('keeps the old code when an update fails, and says so', async () => {
    world = await lambdaWorld()
    world.aws.functions.fate(imageDigest(2), { name: 'update-fails', reason: 'FunctionError.InvalidEntryPoint' })
    const rolling = await world.apply(2, {}, 'latest')
    await world.aws.run(30_000)
    expect((await world.see(rolling, 'latest')).rollouts).toMatchObject([
      {
        leading: false,
        state: 'failed',
        reason: expect.stringMatching(/exec format error.*architecture of the function/),
      },
      { leading: true, state: 'completed', digests: { image: imageDigest(1) } },
    ])
    expect(latest(world)).toBe(imageDigest(1))
  })

  it('goes back to the image before', async () => {
    world = await lambdaWorld()
    await world.apply(2, {}, 'latest')
    await world.aws.run(30_000)
    const back = { ...backTo(1, imageUri(1)), deploymentId: 'deployment-2' }
    const gone = await world.apply(1, back, 'latest')
    await world.aws.run(30_000)
    expect(await world.own(gone, 'latest')).toMatchObject({ leading: true, state: 'completed' })
    expect(latest(world)).toBe(imageDigest(1))
  })

  it('shows somebody else once their code is there', async () => {
    world = await lambdaWorld()
    const before = await world.see(undefined, 'latest')
    const rolling = await world.apply(2, {}, 'latest')
    await world.aws.run(30_000)
    world.aws.functions.updateCode(functionName, imageUri(1))
    await world.aws.run(30_000)
    const view = await world.see(rolling, 'latest')
    expect(view.rollouts).toMatchObject([{ leading: true, digests: { image: imageDigest(1) } }])
    expect(view.rollouts[0]?.id).not.toBe(before.rollouts[0]?.id)
  })

  it('is no target when it runs a zip file', async () => {
    world = await lambdaWorld()
    world.aws.functions.createFunction({ name: functionName, packageType: 'Zip' })
    await expect(world.see(undefined, 'latest')).rejects.toThrow(/runs no container image.*package type Image/)
  })
})

describe('an image that Lambda does not take', () => {
  it.each<[string, ImageFailure, RegExp]>([
    ['an index', 'InvalidImage', /one platform, not an index.*media type/],
    ['one it may not read', 'ImageAccessDenied', /ecr:BatchGetImage.*permission/],
  ])('is refused with how to mend it: %s', async (_what, reason, message) => {
    world = await lambdaWorld()
    world.aws.functions.fate(imageDigest(2), { name: 'update-refused', reason })
    expect(await world.refused(2)).toMatchObject({ cause: 'invalid', message: expect.stringMatching(message) })
    expect(latest(world)).toBe(imageDigest(1))
  })

  it.each([
    ['ImageDeleted', 'It went.', 'ImageDeleted: It went. The image is gone from its repository.'],
    ['SubnetOutOfIPAddresses', undefined, "SubnetOutOfIPAddresses. Free addresses in the function's subnets"],
    ['SomethingNew', 'It broke', 'SomethingNew: It broke.'],
    [undefined, 'exec format error', 'exec format error. Build it for the architecture'],
    [undefined, undefined, 'Lambda gave no reason.'],
  ])('is told in plain words: %s', (code, reason, words) => {
    expect(failureWords(code, reason)).toContain(words)
  })
})

describe('the id of a rollout', () => {
  it.each([
    { deploymentId: '01J', reverting: false, revision: 'a-b' },
    { deploymentId: '01J', reverting: true, revision: 'a-b', version: '8' },
  ])('is read as it was written', (id) => {
    expect(readRolloutId(rolloutIdOf(id))).toEqual(id)
  })

  it.each([undefined, '', 'alias live of function thumbs at a-b', '01J@$LATEST/x/y'])(
    'is not read where it is none',
    (id) => {
      expect(readRolloutId(id)).toBeUndefined()
    },
  )
})
