import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { aTarget, MINUTE, startWire, type WireWorld } from './world.ts'

let world: WireWorld

beforeEach(async () => {
  world = await startWire({
    targets: { api: aTarget('api'), jobs: aTarget('jobs', { order: 'semver' }, { semver: '*' }) },
  })
})
afterEach(() => world?.stop())

const notices = () => world.documents().filter((document) => document.kind === 'notice')
const outcomes = (target: string) => world.outcomes(target).map(({ outcome }) => outcome)

describe('a push that a target wants but does not deploy is announced once, with the reason', () => {
  it('when its content failed here before', async () => {
    const bad = world.push({ repository: 'team/api', tag: 'main-1' }, 'crashes')
    await world.until('the revert', () => world.outcomes('api').length === 1)
    world.push({ repository: 'team/api', tag: 'main-2', digest: bad.digest })
    await world.pass(12 * MINUTE)
    expect(outcomes('api')).toEqual(['rolled-back'])
    expect(notices()).toMatchObject([
      { notice: 'not-deployed', target: 'api', reason: expect.stringContaining('exited with code 1') },
    ])
    expect(world.running('api')).not.toContain(bad.digest)
  })

  it('when something newer is deployed', async () => {
    const newer = world.push({ repository: 'team/jobs', tag: '2.0.0' })
    await world.until('the deployment', () => world.outcomes('jobs').length === 1)
    world.push({ repository: 'team/jobs', tag: '1.9.9' })
    await world.pass(12 * MINUTE)
    expect(outcomes('jobs')).toEqual(['succeeded'])
    expect(notices()).toMatchObject([{ notice: 'not-deployed', reason: expect.stringContaining('2.0.0 is newer') }])
    expect(world.running('jobs')).toEqual([newer.digest])
  })

  it('while the target is paused, and it is deployed when it goes on', async () => {
    await world.invoke('pause', { target: 'api', by: 'alice', reason: 'incident 7' })
    await world.pass(MINUTE)
    const { digest } = world.push({ repository: 'team/api', tag: 'main-1' })
    await world.pass(12 * MINUTE)
    expect(outcomes('api')).toEqual([])
    expect(notices()).toMatchObject([{ target: 'api', reason: expect.stringContaining('alice') }])
    await world.invoke('resume', { target: 'api', by: 'alice' })
    await world.until('the deployment', () => world.outcomes('api').length === 1)
    expect(world.running('api')).toContain(digest)
    expect(notices()).toHaveLength(1)
  })
})
