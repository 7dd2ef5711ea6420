import { SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import type { ApplyEffect } from '../../shared/domain/effect.ts'
import { aPolicy, aTarget, type DockerHostWorld, digest, startDockerHosts } from './docker-host-world.ts'

jest.setTimeout(120_000)

let world: DockerHostWorld
beforeEach(async () => {
  world = await startDockerHosts()
})
afterEach(() => world.aws.stop())

const back: Partial<ApplyEffect> = { kind: 'revert', deploymentId: 'deployment-2' }

async function instead(target: ReturnType<typeof aTarget>): Promise<void> {
  await world.aws.stop()
  world = await startDockerHosts(target)
}

/** As the record asks before any answer to the call was stored. */
function watchingBack(id?: string) {
  const own = { deploymentId: 'deployment-2', reverting: true, notBefore: world.aws.world.clock.now() }
  return { own: { ...own, ...(id ? { id } : {}), evidence: 0, search: false }, goal: { image: digest(1) } }
}

const sends = () => world.aws.calls.list({ operation: 'SendCommand' }).length

describe('the way back', () => {
  it('takes all hosts back, more than fifty too', async () => {
    await instead(aTarget({ batch: { first: 50, next: 50, pauseMs: 0 } }))
    world.addHosts(...Array.from({ length: 51 }, (_, n) => `web-${String(n + 1).padStart(2, '0')}`))
    await world.apply(2)
    await world.finish(2)
    await world.apply(1, back)
    expect(await world.finish(1)).toMatchObject({ state: 'completed', desired: 51, running: 51 })
    expect(Object.values(world.serving()).filter((serves) => !serves.startsWith('1 '))).toEqual([])
  })

  it('is sent on when a worker died between its two commands', async () => {
    world.addHosts('web-1', 'web-2')
    await world.apply(2)
    await world.finish(2)
    const own = watchingBack()
    expect(await world.leading(own)).toMatchObject({
      state: 'in-progress',
      stage: '0 of 2 hosts taken back',
      next: { what: 'takes web-1, web-2 back' },
    })
    expect(await world.finish(1, own)).toMatchObject({ state: 'completed', running: 2 })
    expect(Object.values(world.serving())).toEqual(['1 on 3032', '1 on 3032'])
  })

  it('finds the hosts of a deployment that began more than a day ago', async () => {
    world.addHosts('web-1', 'web-2')
    await world.apply(2)
    await world.finish(2)
    await world.run(25 * 3600)
    await world.apply(1, back)
    expect(await world.finish(1)).toMatchObject({ state: 'completed', running: 2 })
    expect(Object.values(world.serving())).toEqual(['1 on 3032', '1 on 3032'])
  })

  it('is never told to be done while hosts say that they run something else', async () => {
    world.addHosts('web-1', 'web-2')
    await world.look()
    await world.run(30)
    for (const name of world.aws.hosts.names()) world.aws.hosts.replace(name, digest(3))
    await world.run(3700)
    await world.look()
    await world.run(30)
    expect(await world.leading(watchingBack())).toMatchObject({
      state: 'failed',
      running: 0,
      reason: expect.stringContaining('web-1, web-2 run something else'),
    })
  })
})

describe('the way back from hosts that are down or gone', () => {
  it('has failed where a switched host is down, and names it until it runs what is proven', async () => {
    world.addHosts('web-1', 'web-2', 'web-3')
    world.aws.hosts.sicken('web-3')
    await world.apply(2)
    await world.finish(2)
    world.aws.hosts.down('web-1')
    await world.apply(1, back)
    const failed = await world.finish(1)
    expect(failed).toMatchObject({ state: 'failed', failed: 1 })
    expect(failed.reason).toMatch(/^web-1 .* is down \(stopped\) and may serve the condemned release .* start it/)
    expect(world.serving()['web-2']).toBe('1 on 3032')
    world.aws.hosts.up('web-1')
    expect(await world.finish(1)).toMatchObject({ state: 'completed' })
    expect(world.serving()['web-1']).toBe('1 on 3032')
  })

  it('leaves the target unsettled as long as the only switched host is down', async () => {
    world.addHosts('web-1', 'web-2')
    world.aws.hosts.sicken('web-2')
    await world.apply(2)
    await world.finish(2)
    world.aws.hosts.down('web-1')
    await world.apply(1, back)
    expect(await world.leading(watchingBack('deployment-2/revert'))).toMatchObject({ state: 'failed' })
    const later = await world.see({ ...watchingBack(), own: undefined, goal: undefined } as never)
    expect(later.rollouts[0]?.running).toBeLessThan(later.desired)
  })

  it('concerns no host that was terminated', async () => {
    world.addHosts('web-1', 'web-2')
    await world.apply(2)
    await world.finish(2)
    world.aws.hosts.terminate('web-1')
    await world.apply(1, back)
    expect(await world.finish(1)).toMatchObject({ state: 'completed', desired: 1, running: 1 })
  })
})

describe('the way back beside commands that are under way or refused', () => {
  it('waits for a command that may still switch a host, instead of racing it', async () => {
    world.addHosts('web-1')
    await world.look()
    await world.run(30)
    await world.apply(2)
    world.aws.hosts.offline('web-1')
    await world.run(10)
    await world.apply(1, back)
    expect(sends()).toBe(2)
    const own = watchingBack('deployment-2/revert')
    expect(await world.leading(own)).toMatchObject({ state: 'in-progress' })
    world.aws.hosts.up('web-1')
    await world.run(60)
    expect(await world.finish(1, own)).toMatchObject({ state: 'completed' })
    expect(world.serving()['web-1']).toBe('1 on 3032')
  })

  it('reaches the others when SSM does not know one of them', async () => {
    await instead(aTarget({ batch: { first: 3, next: 3, pauseMs: 0 } }))
    world.addHosts('web-1', 'web-2', 'web-3')
    await world.apply(2)
    await world.finish(2)
    world.aws.hosts.deregister('web-2')
    await world.apply(1, back)
    await world.run(60)
    expect(world.serving()).toMatchObject({ 'web-1': '1 on 3032', 'web-3': '1 on 3032' })
    const { id, stage = '' } = await world.leading()
    const { release } = world.effect(1)
    const step = { kind: 'advance', deploymentId: 'deployment-2', release, rollout: id, stage } as const
    expect(await world.platform.advance(aPolicy(), step)).toMatchObject({
      kind: 'refused',
      cause: 'invalid',
      message: expect.stringMatching(/^SSM takes no command for web-2 /),
    })
  })
})

describe('an account in which others send many commands', () => {
  async function noise(): Promise<void> {
    const ids = Array.from({ length: 50 }, (_, n) => world.aws.hosts.add({ name: `other-${n}`, agent: 'offline' }))
    const client = new SSMClient(clientSettings())
    const sent = { DocumentName: 'AWS-RunShellScript', InstanceIds: ids, Parameters: { commands: ['true'] } }
    for (let n = 0; n < 11; n += 1) await client.send(new SendCommandCommand(sent))
  }

  it('hides neither a rollout nor the hosts that it is to be taken back from', async () => {
    await instead(aTarget({ batch: { first: 3, next: 3, pauseMs: 0 } }))
    world.addHosts('web-1', 'web-2', 'web-3')
    await world.apply(2)
    await world.run(60)
    await noise()
    await world.run(90)
    expect(await world.leading({ goal: { image: digest(2) } })).toMatchObject({ state: 'completed', running: 3 })
    await world.freshPlatform().apply(aPolicy(), world.effect(1, back))
    await world.run(60)
    expect(await world.leading(watchingBack('deployment-2/revert'))).toMatchObject({ state: 'completed' })
    expect(world.serving()).toMatchObject({ 'web-1': '1 on 3032', 'web-2': '1 on 3032', 'web-3': '1 on 3032' })
  })
})

describe('a deployment while instances come and go', () => {
  it('goes on without an instance that is scaled in', async () => {
    world.addHosts('web-1', 'web-2', 'web-3')
    await world.apply(2)
    await world.run(2)
    world.aws.hosts.terminate('web-1')
    expect(await world.finish(2)).toMatchObject({ state: 'completed', desired: 2, running: 2 })
  })

  it('still fails when the instance that failed is terminated for it', async () => {
    world.addHosts('web-1', 'web-2')
    world.aws.hosts.sicken('web-1')
    await world.apply(2)
    await world.run(120)
    world.aws.hosts.terminate('web-1')
    const failed = await world.finish(2)
    expect(failed.state).toBe('failed')
    expect(failed.reason).toMatch(/^web-1 \(i-\w+\), which has been terminated: unhealthy: /)
  })

  it('has failed when none of its instances is left', async () => {
    world.addHosts('web-1')
    await world.apply(2)
    await world.run(2)
    world.aws.hosts.terminate('web-1')
    await world.run(1)
    const serving = { tags: { App: 'web' } }
    world.aws.hosts.add({ name: 'web-2', ...serving, launchedAt: world.aws.world.clock.now() })
    const failed = await world.finish(2)
    expect(failed).toMatchObject({ state: 'failed', desired: 0 })
    expect(failed.reason).toContain('every instance that it was sent to has been terminated')
  })

  it('ends, naming it, at an instance whose agent lost its registration', async () => {
    world.addHosts('web-1', 'web-2')
    await world.apply(2)
    await world.run(60)
    world.aws.hosts.deregister('web-2')
    const { id, stage = '' } = await world.leading()
    const { release } = world.effect(2)
    const step = { kind: 'advance', deploymentId: 'deployment-2', release, rollout: id, stage } as const
    expect(await world.platform.advance(aPolicy(), step)).toMatchObject({
      kind: 'refused',
      cause: 'invalid',
      message: expect.stringContaining('web-2'),
    })
  })
})

describe('the stage of a rollout', () => {
  it('is the same whether a host is at work, busy or left: only hosts that are done are progress', async () => {
    world.addHosts('web-1', 'web-2')
    await world.apply(2)
    const stages = new Set<string | undefined>()
    for (let n = 0; n < 10; n += 1) {
      stages.add((await world.leading({ goal: { image: digest(2) } })).stage)
      await world.run(2)
    }
    expect([...stages]).toEqual(['0 of 2 hosts switched', '1 of 2 hosts switched'])
    await world.apply(3)
    await world.apply(1)
    await world.run(60)
    const busy = await world.leading({ goal: { image: digest(1) } })
    expect(busy).toMatchObject({ stage: '0 of 2 hosts switched', next: { what: 'tries web-1 again' } })
  })
})
