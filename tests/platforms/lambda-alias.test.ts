import { afterEach, describe, expect, it } from '@jest/globals'
import type { Shift } from '../../shared/config/normalised.ts'
import {
  anAsk,
  anEffect,
  aStep,
  backTo,
  functionName,
  imageDigest,
  imageUri,
  type LambdaWorld,
  lambdaWorld,
  minute,
  policyOf,
  type Watched,
} from './lambda-world.ts'

let world: LambdaWorld
afterEach(() => world.aws.stop())

const canary: Shift = { kind: 'canary', percent: 10, forMs: 10 * minute }
const at = (version: string, weights = {}) => expect.objectContaining({ version, weights })

/** Image 2, published and with its first share of the traffic. */
async function shifted(shift: Shift = canary): Promise<Watched> {
  world = await lambdaWorld(shift)
  const rolling = await world.apply(2)
  await world.aws.run(30_000)
  const published = await world.advance(rolling)
  await world.aws.run(30_000)
  return world.advance(published)
}

describe('looking at an alias', () => {
  it('takes one call when what its version runs is known, two at first sight', async () => {
    world = await lambdaWorld()
    const view = await world.see()
    expect(view).toMatchObject({
      desired: 1,
      rollouts: [{ leading: true, state: 'completed', carrier: 'thumbs:1', running: 1 }],
    })
    expect(view.rollouts[0]?.digests).toEqual({ image: imageDigest(1) })
    expect(world.calls()).toEqual(['GetAlias', 'GetFunction'])
    await world.see()
    expect(world.calls()).toEqual(['GetAlias'])
  })

  it('shows another rollout whenever somebody moves it', async () => {
    world = await lambdaWorld()
    const before = await world.see()
    world.aws.functions.changeAlias(functionName, 'live', { version: '1' })
    expect((await world.see()).rollouts[0]?.id).not.toBe(before.rollouts[0]?.id)
  })

  it('shows traffic that is shared as under way', async () => {
    world = await lambdaWorld()
    world.aws.functions.updateCode(functionName, imageUri(2))
    await world.aws.run(30_000)
    world.aws.functions.publish(functionName)
    world.aws.functions.changeAlias(functionName, 'live', { weights: { 2: 0.05 } })
    expect((await world.see()).rollouts).toMatchObject([
      { state: 'in-progress', stage: '5 % of the traffic on version 2', carrier: 'thumbs:1' },
    ])
  })

  it.each([
    ['an alias that is not there', 'missing', 'gone', /alias nowhere of function thumbs/],
    ['a target that is not configured', 'other', 'invalid', /longshore\.yml/],
  ])('answers %s by its name', async (_what, target, cause, message) => {
    world = await lambdaWorld()
    const view = (await world.platform.observe([anAsk(target), anAsk('live')])).get(target)
    expect(view).toMatchObject({ kind: 'problem', cause, message: expect.stringMatching(message) })
  })

  it('refuses an alias that points at $LATEST', async () => {
    world = await lambdaWorld()
    world.aws.functions.changeAlias(functionName, 'live', { version: '$LATEST' })
    expect((await world.platform.observe([anAsk('live')])).get('live')).toMatchObject({
      ...{ kind: 'problem', cause: 'unsupported' },
      message: expect.stringMatching(/points at \$LATEST.*Publish a version/),
    })
  })
})

describe('bringing an image onto an alias', () => {
  it('updates the code, publishes it and moves everything, one stage after another', async () => {
    world = await lambdaWorld()
    const rolling = await world.apply(2)
    expect(await world.own(rolling)).toMatchObject({
      leading: true,
      state: 'in-progress',
      stage: 'the code is being updated',
    })
    expect(world.alias()).toEqual(at('1'))
    await world.aws.run(30_000)
    expect(await world.own(rolling)).toMatchObject({
      stage: 'the code is updated',
      next: { what: 'publishes a version', afterMs: 0 },
    })
    const published = await world.advance(rolling)
    expect(await world.own(published)).toMatchObject({ stage: 'version 2 is being made ready', carrier: 'thumbs:2' })
    await world.aws.run(30_000)
    const moved = await world.advance(published)
    expect(world.alias()).toEqual(at('2'))
    const view = await world.see(moved)
    expect(view.rollouts).toMatchObject([
      { id: moved.rollout?.id, leading: true, state: 'completed', carrier: 'thumbs:2', running: 1 },
    ])
  })

  it('gives a canary its share for its time, then everything', async () => {
    const sharing = await shifted()
    expect(world.alias()).toEqual(at('1', { 2: 0.1 }))
    expect(await world.own(sharing)).toMatchObject({
      ...{ leading: true, state: 'in-progress', stage: '10 % of the traffic on version 2', carrier: 'thumbs:2' },
      next: { what: 'moves all traffic to version 2', afterMs: 10 * minute },
    })
    const moved = await world.advance(sharing)
    expect(world.alias()).toEqual(at('2'))
    expect(await world.own(moved)).toMatchObject({ state: 'completed' })
  })

  it('moves a linear shift share by share, exactly', async () => {
    let step = await shifted({ kind: 'linear', percent: 30, everyMs: minute })
    const shares = [world.alias()]
    for (let n = 0; n < 3; n += 1) {
      expect(await world.own(step)).toMatchObject({ next: { afterMs: minute } })
      step = await world.advance(step)
      shares.push(world.alias())
    }
    expect(shares).toEqual([at('1', { 2: 0.3 }), at('1', { 2: 0.6 }), at('1', { 2: 0.9 }), at('2')])
  })
})

describe('a step that comes again, or late', () => {
  it('takes no step twice', async () => {
    const sharing = await shifted()
    const stage = '10 % of the traffic on version 2'
    await world.platform.advance(policyOf('live'), aStep(sharing, 'version 2 is ready'))
    expect(world.alias()).toEqual(at('1', { 2: 0.1 }))
    await world.platform.advance(policyOf('live'), aStep(sharing, stage))
    await world.platform.advance(policyOf('live'), aStep(sharing, stage))
    expect(world.alias()).toEqual(at('2'))
    expect(world.aws.functions.function(functionName).versions).toHaveLength(2)
  })

  it('is known again after a worker died before it could say what it did', async () => {
    const sharing = await shifted()
    const { rollout: _lost, ...unsaid } = sharing
    const [own] = (await world.see(unsaid)).rollouts
    expect(own).toMatchObject({ leading: true, state: 'in-progress', stage: '10 % of the traffic on version 2' })
    const again = await world.apply(2, { again: true })
    expect(again.rollout?.carrier).toBe('thumbs:2')
    expect(world.alias()).toEqual(at('1', { 2: 0.1 }))
  })

  it('publishes at once what is there already, for another alias of the function too', async () => {
    world = await lambdaWorld()
    world.aws.functions.updateCode(functionName, imageUri(2))
    await world.aws.run(30_000)
    world.aws.functions.publish(functionName)
    await world.aws.run(30_000)
    world.calls()
    await world.apply(2)
    await world.apply(2, {}, 'staging')
    expect(world.calls()).not.toContain('UpdateFunctionCode')
    expect([world.alias(), world.alias('staging')]).toEqual([at('2'), at('2')])
  })

  it('replaces a share of its own by the next one', async () => {
    await shifted()
    const rolling = await world.apply(3, { overtakes: ['deployment-2'] })
    await world.aws.run(30_000)
    const published = await world.advance(rolling)
    await world.aws.run(30_000)
    await world.advance(published)
    expect(world.alias()).toEqual(at('1', { 3: 0.1 }))
  })

  it('replaces the share of a deployment whose successor gave none itself', async () => {
    await shifted()
    await world.apply(3, { overtakes: ['deployment-2'] })
    await world.aws.run(30_000)
    await world.apply(4, { overtakes: ['deployment-3', 'deployment-2'] })
    await world.aws.run(30_000)
    expect(world.aws.functions.function(functionName).latest).toBe(imageDigest(4))
    expect(world.alias()).toEqual(at('1', { 2: 0.1 }))
  })
})

describe('an alias that others work with', () => {
  it('touches nothing while somebody else shares the traffic', async () => {
    world = await lambdaWorld()
    world.aws.functions.updateCode(functionName, imageUri(2))
    await world.aws.run(30_000)
    world.aws.functions.publish(functionName)
    world.aws.functions.changeAlias(functionName, 'live', { weights: { 2: 0.05 } })
    world.calls()
    expect(await world.refused(3)).toMatchObject({
      cause: 'invalid',
      message: expect.stringMatching(/5 % of the traffic to version 2.*take back/),
    })
    expect(world.alias()).toEqual(at('1', { 2: 0.05 }))
    expect(world.calls()).not.toContain('UpdateFunctionCode')
  })

  it.each([
    ['nothing', {}],
    ['another deployment', { overtakes: ['deployment-9'] }],
  ])('leaves a share to a version of its own that it did not arrange, taking the place of %s', async (_what, more) => {
    const sharing = await shifted()
    await world.advance(sharing)
    world.aws.functions.changeAlias(functionName, 'live', { weights: { 1: 0.05 } })
    world.calls()
    expect(await world.refused(3, more)).toMatchObject({
      cause: 'invalid',
      message: expect.stringMatching(/5 % of the traffic to version 1.*take back/),
    })
    world.aws.functions.changeAlias(functionName, 'live', { version: '1', weights: { 2: 0.05 } })
    expect(await world.refused(3, more)).toMatchObject({
      cause: 'invalid',
      message: expect.stringMatching(/5 % of the traffic to version 2.*take back/),
    })
    expect(world.alias()).toEqual(at('1', { 2: 0.05 }))
    expect(world.calls()).not.toContain('UpdateFunctionCode')
  })

  it('waits while the function is busy', async () => {
    world = await lambdaWorld()
    world.aws.functions.updateCode(functionName, imageUri(3))
    expect(await world.refused(2)).toMatchObject({
      cause: 'throttled',
      message: expect.stringMatching(/update is in progress/i),
    })
  })

  it('does not publish what somebody else put there meanwhile', async () => {
    world = await lambdaWorld()
    const rolling = await world.apply(2)
    await world.aws.run(30_000)
    world.aws.functions.updateCode(functionName, imageUri(3))
    await world.aws.run(30_000)
    expect(await world.own(rolling)).toBeUndefined()
    await world.advance(rolling)
    expect(world.aws.functions.function(functionName).versions).toHaveLength(1)
  })

  it('is gone from sight, and stays away, when somebody takes the share back', async () => {
    const sharing = await shifted()
    world.aws.functions.changeAlias(functionName, 'live', { weights: {} })
    const view = await world.see(sharing)
    expect(view.rollouts).toMatchObject([{ leading: true, state: 'completed', carrier: 'thumbs:1' }])
    await world.platform.advance(policyOf('live'), aStep(sharing, 'version 2 is ready'))
    expect(world.alias()).toEqual(at('1'))
  })
})

describe('an alias that changes at the wrong moment', () => {
  it('is not moved when somebody moved it since it was looked at', async () => {
    const sharing = await shifted()
    const somebody = () => world.aws.functions.changeAlias(functionName, 'live', { weights: { 2: 0.5 } })
    const step = aStep(sharing, '10 % of the traffic on version 2')
    expect(await world.fresh(somebody).advance(policyOf('live'), step)).toMatchObject({
      ...{ kind: 'refused', cause: 'throttled' },
      message: expect.stringMatching(/alias live of function thumbs: PreconditionFailedException.*again by itself/),
    })
    expect(world.alias()).toEqual(at('1', { 2: 0.5 }))
  })

  it('is theirs when it was moved between two steps', async () => {
    world = await lambdaWorld(canary)
    const rolling = await world.apply(2)
    await world.aws.run(30_000)
    const published = await world.advance(rolling)
    await world.aws.run(30_000)
    world.aws.functions.changeAlias(functionName, 'live', { version: '1' })
    expect(await world.own(published)).toBeUndefined()
    await world.platform.advance(policyOf('live'), aStep(published, 'version 2 is ready'))
    expect(world.alias()).toEqual(at('1'))
  })

  it('gets its version made again when somebody deleted it before it served', async () => {
    world = await lambdaWorld(canary)
    const rolling = await world.apply(2)
    await world.aws.run(30_000)
    const published = await world.advance(rolling)
    world.aws.functions.deleteVersion(functionName, '2')
    expect(await world.own(published)).toBeUndefined()
    await world.apply(2, { again: true })
    await world.aws.run(30_000)
    expect(world.aws.functions.function(functionName).versions.map(({ number }) => number)).toEqual(['1', '3'])
  })
})

describe('a target that Longshore only watches', () => {
  it('is not touched', async () => {
    world = await lambdaWorld()
    const refusal = await world.platform.apply({ ...policyOf('live'), mode: 'observe' }, anEffect(2))
    expect(refusal).toMatchObject({ kind: 'refused', cause: 'invalid', message: expect.stringContaining('observe') })
    expect(world.calls()).toEqual([])
  })

  it('takes no steps where it has none', async () => {
    world = await lambdaWorld()
    const rolling = await world.apply(2, {}, 'latest')
    expect(await world.platform.advance(policyOf('latest'), aStep(rolling, 'any'))).toMatchObject({ kind: 'refused' })
  })
})

describe('an alias after a call whose answer was lost', () => {
  it('shows what leads as older than the call, so that it is made again', async () => {
    const sharing = await shifted()
    const notBefore = world.aws.world.clock.now()
    const { rollouts } = await world.see({ n: 1, reverting: true, notBefore })
    expect(rollouts).toMatchObject([{ leading: true, state: 'in-progress', createdAt: 0 }])
    const answered = await world.see({ ...sharing, n: 3 })
    expect(answered.rollouts).toMatchObject([{ leading: true, createdAt: notBefore }])
  })
})

describe('going back on an alias', () => {
  it('takes one call', async () => {
    const sharing = await shifted()
    const back = { ...backTo(1, 'thumbs:1'), deploymentId: 'deployment-2' }
    world.calls()
    const gone = await world.apply(1, back)
    expect(world.calls().filter((call) => call.startsWith('Update'))).toEqual(['UpdateAlias'])
    expect(world.alias()).toEqual(at('1'))
    expect(await world.own(gone)).toMatchObject({ leading: true, state: 'completed', carrier: 'thumbs:1' })
    expect(gone.rollout?.id).not.toBe(sharing.rollout?.id)
  })

  it('makes the version again, all at once, when it is gone', async () => {
    const sharing = await shifted()
    await world.advance(sharing)
    world.aws.functions.changeAlias(functionName, 'staging', { version: '2' })
    const back = { ...backTo(1, 'thumbs:9'), deploymentId: 'deployment-2' }
    let step = await world.apply(1, back)
    for (let n = 0; n < 2; n += 1) {
      await world.aws.run(30_000)
      step = await world.advance(step)
    }
    expect(world.alias()).toEqual(at('3'))
    expect(await world.own(step)).toMatchObject({ state: 'completed', digests: { image: imageDigest(1) } })
  })

  it('calls nothing when the alias never left', async () => {
    world = await lambdaWorld()
    world.aws.functions.fate(imageDigest(2), { name: 'update-fails', reason: 'ImageAccessDenied' })
    const rolling = await world.apply(2)
    await world.aws.run(30_000)
    const view = await world.see(rolling)
    expect(view.rollouts).toMatchObject([
      {
        leading: false,
        state: 'failed',
        reason: expect.stringMatching(/^ImageAccessDenied: .*Allow lambda\.amazonaws\.com/),
      },
      { leading: true, state: 'completed', carrier: 'thumbs:1' },
    ])
    world.calls()
    await world.apply(1, { ...backTo(1, 'thumbs:1'), deploymentId: 'deployment-2' })
    expect(world.calls()).toEqual(['GetAlias'])
  })
})
