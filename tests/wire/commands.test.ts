import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { aTarget, startWire, type WireWorld } from './world.ts'

let world: WireWorld

beforeAll(async () => {
  world = await startWire({ targets: { api: aTarget('api'), web: aTarget('web') } })
})
afterAll(() => world?.stop())

const credentials = { accessKeyId: 'person', secretAccessKey: 'sandbox' }

async function invoke(name: string, payload: unknown) {
  const client = new LambdaClient({
    endpoint: world.sandbox.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  })
  const command = new InvokeCommand({ FunctionName: `longshore-dev-${name}`, Payload: JSON.stringify(payload) })
  const reply = await world.sandbox.clock.during(client.send(command))
  return { error: reply.FunctionError, answer: JSON.parse(Buffer.from(reply.Payload ?? []).toString()) }
}

describe('a command that cannot be carried out', () => {
  it.each([
    ['redeploy', { target: 'apu' }, /no target "apu"; the targets are api, web/],
    ['rollback', { target: 'apu' }, /no target "apu"; the targets are api, web/],
    ['status', { target: 'apu' }, /no target "apu"; the targets are api, web/],
    ['promote', { from: 'api', to: 'apu' }, /no target "apu"; the targets are api, web/],
    ['freeze', { target: 'api' }, /until must be a time with its zone/],
    ['freeze', { target: 'api', until: '91d' }, /more than 90 days ahead/],
    ['cancel', { target: 'api' }, /Nothing is in progress on api/],
    ['reject', { target: 'api' }, /Nothing on api waits for an approval/],
    ['pause', { target: 'apu' }, /no target "apu"; the targets are api, web/],
    ['resume', { target: 'apu' }, /no target "apu"; the targets are api, web/],
    ['rollback', { target: 'api', to: `sha256:${'0'.repeat(64)}` }, /main-0/],
    ['rollback', { target: 'api', to: 'v9' }, /main-0/],
    ['redeploy', { target: 'api', image: 'v9' }, /v9/],
    ['redeploy', { target: 'api', imgae: 'v9' }, /no key "imgae"; the keys are target, image, override, by/],
  ])('%s %j fails and lists what exists', async (name, payload, listed) => {
    const { error, answer } = await invoke(name, payload)
    expect(error).toBe('Unhandled')
    expect(answer.errorMessage).toMatch(listed)
    expect(world.log(name).at(-1)).toMatchObject({ level: 'INFO', message: 'bad command' })
    expect(await world.inbox('api')).toEqual([])
  })
})

describe('a command that can be carried out', () => {
  it('redeploys what runs and answers with the id of the deployment', async () => {
    const { error, answer } = await invoke('redeploy', { target: 'api', by: 'alice' })
    expect(error).toBeUndefined()
    await world.until('the outcome', () => world.outcomes('api').length === 1)
    expect(world.outcomes('api')).toMatchObject([
      { outcome: 'succeeded', deployment: { id: answer.deploymentId, trigger: { kind: 'redeploy', by: 'alice' } } },
    ])
  })

  it('goes back to the ledger by tag, and the sweep leaves it there', async () => {
    const [before] = world.running('web')
    const { digest } = world.push({ repository: 'team/web', tag: 'main-1' })
    await world.until('the deployment', () => world.outcomes('web').length === 1)
    expect(world.running('web')).toEqual([digest])
    await invoke('rollback', { target: 'web', to: 'main-0', by: 'alice' })
    await world.until('the rollback', () => world.outcomes('web').length === 2)
    await world.pass(31 * 60_000)
    expect(world.running('web')).toEqual([before])
    expect(world.outcomes('web')).toHaveLength(2)
  })
})
