import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { pushEvent } from './events.ts'
import { aTarget, startWire, type WireWorld } from './world.ts'

const DIGEST = `sha256:${'ab'.repeat(32)}`
const wanted = { 'repository-name': 'team/api', 'image-tag': 'main-1', digest: DIGEST }

let world: WireWorld
let logged = { pushed: 0, rollout: 0 }

beforeAll(async () => {
  world = await startWire({ targets: { api: aTarget('api') }, debug: true })
})
afterAll(() => world?.stop())
beforeEach(() => {
  world.sandbox.calls.clear()
  logged = { pushed: world.log('image-pushed').length, rollout: world.log('rollout-changed').length }
})

const callsOf = (name: string) => world.sandbox.calls.list().filter(({ caller }) => caller.startsWith(name))
const linesOfPush = () => world.log('image-pushed').slice(logged.pushed)
const linesOfRollout = () => world.log('rollout-changed').slice(logged.rollout)

describe('a push that is not what it should be', () => {
  it.each([
    ['of another account', pushEvent(wanted, { account: '999999999999' }), 'INFO', 'account 999999999999'],
    ['of another region', pushEvent(wanted, { region: 'eu-west-1' }), 'INFO', 'eu-west-1'],
    ['without a tag', pushEvent({ ...wanted, 'image-tag': '' }), 'INFO', 'no tag'],
    ['that failed', pushEvent({ ...wanted, result: 'FAILURE' }), 'INFO', 'FAILURE'],
    ['that is a DELETE', pushEvent({ ...wanted, 'action-type': 'DELETE' }), 'INFO', 'DELETE'],
    ['without a digest', pushEvent({ ...wanted, digest: 'sha256:12' }), 'WARN', 'image-digest'],
    ['without a repository', pushEvent({ ...wanted, 'repository-name': 7 }), 'WARN', 'repository-name'],
    ['without an envelope', { hello: 'world' }, 'WARN', 'not an EventBridge event'],
    ['that is no object', 'hello', 'WARN', 'not an object'],
  ])('%s is told in one log line, asks nothing of AWS and is not retried', async (_what, event, level, why) => {
    await expect(world.invoke('image-pushed', event)).resolves.toBeNull()
    expect(linesOfPush()).toMatchObject([{ level, why: expect.stringContaining(why) }])
    expect(callsOf('image-pushed')).toEqual([])
  })

  it('for no target is told in one debug line and leaves no record', async () => {
    await world.invoke('image-pushed', pushEvent({ ...wanted, 'repository-name': 'team/other' }))
    expect(linesOfPush()).toMatchObject([{ level: 'DEBUG', message: 'no target follows this push' }])
    expect(callsOf('image-pushed')).toEqual([])
  })

  it('with fields nobody knows is accepted', async () => {
    await world.invoke(
      'image-pushed',
      pushEvent({ ...wanted, signing: { status: 'COMPLETE' } }, { 'replay-name': 'x' }),
    )
    expect(await world.inbox('api')).toMatchObject([{ body: expect.stringContaining(DIGEST) }])
  })
})

describe('a rollout event that is not what it should be', () => {
  const detail = { eventName: 'SERVICE_DEPLOYMENT_FAILED', deploymentId: 'ecs-svc/1' }
  const resources = ['arn:aws:ecs:us-east-1:123456789012:service/production/api']
  const event = (more: object) => ({
    ...pushEvent({}),
    ...{ source: 'aws.ecs', 'detail-type': 'ECS Deployment State Change', resources, detail },
    ...more,
  })

  it.each([
    ['of another account', event({ account: '999999999999' }), 'INFO', 'account 999999999999'],
    ['of another region', event({ region: 'eu-west-1' }), 'INFO', 'eu-west-1'],
    ['without a name', event({ detail: {} }), 'WARN', 'eventName'],
    ['about no service', event({ resources: [] }), 'WARN', 'resources.0'],
    ['of another kind', event({ 'detail-type': 'ECS Something' }), 'INFO', 'ECS Something'],
  ])('%s is told in one log line and asks nothing of AWS', async (_what, given, level, why) => {
    await expect(world.invoke('rollout-changed', given)).resolves.toBeNull()
    expect(linesOfRollout()).toMatchObject([{ level, why: expect.stringContaining(why) }])
    expect(callsOf('rollout-changed')).toEqual([])
  })

  it('with fields nobody knows is accepted', async () => {
    await world.invoke('rollout-changed', event({ detail: { ...detail, weather: 'fine' } }))
    expect(linesOfRollout()).toMatchObject([{ message: 'rollout changed', targets: ['api'] }])
  })
})
