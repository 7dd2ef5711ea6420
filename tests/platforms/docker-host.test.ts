import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { aPolicy, aTarget, type DockerHostWorld, digest, startDockerHosts } from './docker-host-world.ts'

let world: DockerHostWorld
beforeEach(async () => {
  world = await startDockerHosts()
})
afterEach(() => world.aws.stop())

describe('looking at Docker hosts', () => {
  it('asks them what they run, and tells it from then on', async () => {
    world.addHosts('web-1', 'web-2')
    expect(await world.look()).toMatchObject({ kind: 'problem', cause: 'unavailable' })
    await world.run(30)
    expect(await world.leading()).toMatchObject({
      state: 'completed',
      carrier: digest(1),
      desired: 2,
      running: 2,
      digests: { image: digest(1) },
    })
    const sent = world.aws.calls.list({ operation: 'SendCommand' }).length
    await world.run(3000)
    await world.see()
    expect(world.aws.calls.list({ operation: 'SendCommand' })).toHaveLength(sent)
  })

  it('asks them anew after an hour, and sees what somebody did by hand', async () => {
    world.addHosts('web-1', 'web-2')
    await world.look()
    await world.run(30)
    const before = await world.leading()
    for (const name of world.aws.hosts.names()) world.aws.hosts.replace(name, digest(3))
    await world.run(3600)
    expect((await world.leading()).id).toBe(before.id)
    await world.run(30)
    const after = await world.leading()
    expect(after).toMatchObject({ state: 'completed', running: 2, digests: { image: digest(3) } })
    expect(after.id).not.toBe(before.id)
  })

  it('asks nobody where it may not', async () => {
    world.addHosts('web-1')
    const ask = { policy: aPolicy(), known: {}, manifests: {}, wantsDigests: true }
    const view = (await world.freshPlatform(false).observe([ask])).get('web')
    expect(view).toMatchObject({ kind: 'problem', cause: 'unavailable' })
    expect(world.aws.calls.list({ operation: 'SendCommand' })).toEqual([])
  })

  it('says that no instance carries the tag', async () => {
    expect(await world.look()).toMatchObject({
      kind: 'problem',
      cause: 'gone',
      message: expect.stringContaining('no running instances with the tag App=web'),
    })
  })
})

describe('a deployment to three hosts', () => {
  beforeEach(() => world.addHosts('web-1', 'web-2', 'web-3'))

  it('goes host by host', async () => {
    const rollout = await world.apply(2)
    expect(rollout).toMatchObject({ id: 'deployment-2/apply', carrier: digest(2) })
    await world.run(60)
    expect(world.serving()).toEqual({ 'web-1': '2 on 3031', 'web-2': '1 on 3032', 'web-3': '1 on 3032' })
    expect(await world.leading({ goal: { image: digest(2) } })).toMatchObject({
      state: 'in-progress',
      stage: '1 of 3 hosts switched',
      next: { what: 'switches web-2', afterMs: 0 },
      digests: { image: digest(2) },
    })
    expect(await world.finish(2)).toMatchObject({ state: 'completed', desired: 3, running: 3, healthy: 3 })
    expect(world.serving()).toEqual({ 'web-1': '2 on 3031', 'web-2': '2 on 3031', 'web-3': '2 on 3031' })
  })

  it('takes no step twice', async () => {
    const { id } = await world.apply(2)
    await world.run(60)
    const { release } = world.effect(2)
    const step = {
      kind: 'advance',
      deploymentId: 'deployment-2',
      release,
      rollout: id,
      stage: '1 of 3 hosts switched',
    } as const
    await world.platform.advance(aPolicy(), step)
    await world.platform.advance(aPolicy(), step)
    await world.freshPlatform().advance(aPolicy(), { ...step, stage: 'another stage' })
    expect(world.aws.calls.list({ operation: 'SendCommand' })).toHaveLength(2)
  })

  it('finds what an earlier call began', async () => {
    const rollout = await world.apply(2)
    await world.run(5)
    const again = await world.freshPlatform().apply(aPolicy(), world.effect(2, { again: true }))
    expect(again).toMatchObject({ kind: 'applied', rollout: { id: rollout.id } })
    expect(world.aws.calls.list({ operation: 'SendCommand' })).toHaveLength(1)
  })
})

describe('a deployment that meets trouble', () => {
  beforeEach(() => world.addHosts('web-1', 'web-2', 'web-3'))

  it('stops at the first host that fails, and goes back on those that were touched', async () => {
    world.aws.hosts.sicken('web-2')
    await world.apply(2)
    const failed = await world.finish(2)
    expect(failed).toMatchObject({ state: 'failed', failed: 1 })
    expect(failed.reason).toMatch(/^web-2 \(i-\w+\): unhealthy: .*did not answer 200/)
    expect(world.serving()).toEqual({ 'web-1': '2 on 3031', 'web-2': '1 on 3032', 'web-3': '1 on 3032' })
    await world.apply(1, { kind: 'revert', deploymentId: 'deployment-2' })
    await world.run(60)
    expect(await world.leading({ goal: { image: digest(1) } })).toMatchObject({
      id: 'deployment-2/revert',
      digests: { image: digest(1) },
    })
    expect(world.serving()['web-1']).toBe('1 on 3032')
    expect(world.serving()['web-3']).toBe('1 on 3032')
  })

  it('does not begin while an agent is lost', async () => {
    world.aws.hosts.offline('web-3')
    const result = await world.platform.apply(aPolicy(), world.effect(2))
    expect(result).toMatchObject({ kind: 'refused', cause: 'invalid' })
    expect(result).toMatchObject({
      message: expect.stringMatching(/SSM agent of web-3 .* has not been heard of since/),
    })
    expect(world.aws.calls.list({ operation: 'SendCommand' })).toEqual([])
  })

  it('fails when a host goes down in the middle', async () => {
    world.aws.hosts.dieAt('web-2', { command: 'docker run', when: 'after' })
    await world.apply(2)
    const failed = await world.finish(2)
    expect(failed.reason).toMatch(/^web-2 \(i-\w+\) went down in the middle \(stopped\)/)
    await world.apply(1, { kind: 'revert', deploymentId: 'deployment-2' })
    const back = await world.finish(1)
    expect(back).toMatchObject({ state: 'failed', id: 'deployment-2/revert' })
    expect(back.reason).toMatch(/^web-2 \(i-\w+\) is down \(stopped\) and may serve the condemned release/)
    expect(world.serving()['web-1']).toBe('1 on 3032')
  })

  it('tries a host again that is busy with another run', async () => {
    await world.apply(2)
    await world.apply(3)
    const rollout = await world.finish(3)
    expect(rollout).toMatchObject({ id: 'deployment-3/apply', state: 'completed', digests: { image: digest(3) } })
    expect(Object.values(world.serving())).toEqual(Array(3).fill(expect.stringMatching(/^3 on/)))
  })
})

jest.setTimeout(30_000)

describe('old images', () => {
  const images = () => world.aws.hosts.read('web-1').images.map((each) => Number(each.slice(-4)))

  beforeEach(async () => {
    await world.aws.stop()
    world = await startDockerHosts(aTarget({ prune: true }))
    world.addHosts('web-1')
  })

  it('are removed when nothing may need them, and stay when the ledger names them', async () => {
    await world.apply(2, {}, [digest(1)])
    await world.finish(2)
    await world.apply(3, {}, [digest(2), digest(1)])
    await world.finish(3)
    expect(images()).toEqual([1, 2, 3])
    await world.apply(2, { deploymentId: 'deployment-4' }, [digest(3), digest(2)])
    await world.run(60)
    expect(images()).toEqual([2, 3])
  })

  it('all stay when nobody says what the ledger names', async () => {
    await world.apply(2)
    await world.finish(2)
    await world.apply(3)
    await world.finish(3)
    expect(images()).toEqual([1, 2, 3])
  })
})

describe('batches', () => {
  it('grow after the first host', async () => {
    await world.aws.stop()
    world = await startDockerHosts(aTarget({ batch: { first: 1, next: { percent: 50 }, pauseMs: 60_000 } }))
    world.addHosts('web-1', 'web-2', 'web-3', 'web-4')
    await world.apply(2)
    await world.run(60)
    expect(await world.leading({ goal: { image: digest(2) } })).toMatchObject({
      next: { what: 'switches web-2, web-3', afterMs: 60_000 },
    })
    expect(await world.finish(2)).toMatchObject({ state: 'completed', running: 4 })
    expect(world.aws.calls.list({ operation: 'SendCommand' })).toHaveLength(3)
  })
})
