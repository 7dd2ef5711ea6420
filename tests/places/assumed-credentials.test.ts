import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts'
import { assumedCredentials } from '../../shared/aws/assumed-credentials.ts'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { ecsApi } from '../../shared/aws/ecs-api.ts'
import { Refusal } from '../../shared/aws/refusal.ts'
import { stsApi } from '../../shared/aws/sts-api.ts'
import { ecsPlatform } from '../../shared/platforms/ecs/ecs-platform.ts'
import { aPolicy } from '../domain/a-world.ts'
import { externalId, home, member, role } from './a-member.ts'

const minute = 60_000
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ ...home, places: [{ account: member, region: 'us-east-1' }] })
  sandbox.sts.addRole({ arn: role, externalIds: [externalId], principals: ['arn:aws:iam::*:role/sandbox'] })
})

afterAll(() => sandbox.stop())

function settings(credentials: Parameters<typeof ecsApi>[0]['credentials']) {
  return { ...clientSettings('us-east-1'), endpoint: sandbox.endpoint, ...(credentials ? { credentials } : {}) }
}

/** Credentials as a function takes them, and how often STS was asked. */
function taking(place: Partial<{ role: string; externalId: string }> = {}) {
  const sts = stsApi(settings({ accessKeyId: 'test', secretAccessKey: 'test' }))
  let asked = 0
  let now = sandbox.clock.now()
  const counted = async () => ({
    assumeRole: (...given: Parameters<typeof sts.assumeRole>) => {
      asked += 1
      return sts.assumeRole(...given)
    },
  })
  const elsewhere = { account: member, region: 'us-east-1', role, externalId, ...place }
  const credentials = assumedCredentials(counted, elsewhere, { now: () => now })
  return { credentials, asked: () => asked, pass: (ms: number) => (now += ms) }
}

describe('a role of another account', () => {
  it('is taken on once for as long as it lasts, however many calls need it', async () => {
    const { credentials, asked } = taking()
    const all = await Promise.all([credentials(), credentials(), credentials()])
    expect(new Set(all.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set([`test@${member}`]))
    await credentials()
    expect(asked()).toBe(1)
  })

  it('is taken on again shortly before it ends', async () => {
    const { credentials, asked, pass } = taking()
    const { expiration } = await credentials()
    pass(expiration.getTime() - sandbox.clock.now() - 6 * minute)
    await credentials()
    expect(asked()).toBe(1)
    pass(2 * minute)
    await credentials()
    expect(asked()).toBe(2)
  })

  it('reaches what is in that account, and not what is called the same at home', async () => {
    const { credentials } = taking()
    sandbox.places[`${member}/us-east-1`]?.ecs.createCluster('there')
    const api = ecsApi(settings(credentials))
    await expect(api.describeServices({ cluster: 'there', services: ['api'] })).resolves.toMatchObject({ services: [] })
    const own = ecsApi(settings({ accessKeyId: 'test', secretAccessKey: 'test' }))
    await expect(own.describeServices({ cluster: 'there', services: ['api'] })).rejects.toThrow()
  })

  it.each([
    ['asks for another external id', { externalId: 'wrong' }],
    ['does not exist', { role: `${role}-gone` }],
  ])('that %s is a problem which says how to mend it, and is asked for again', async (_, place) => {
    const { credentials, asked } = taking(place)
    const problem = {
      cause: 'denied',
      message: expect.stringMatching(
        /^Cannot take on the role \S+ of account 222222222222: STS denies it\. .*npx longshore account-template 222222222222 --region us-east-1 prints how\.$/,
      ),
    }
    await expect(credentials()).rejects.toMatchObject({ problem })
    await expect(credentials()).rejects.toBeInstanceOf(Refusal)
    await expect(credentials()).rejects.not.toThrow(/wrong|longshore-e5f1/)
    expect(asked()).toBe(3)
  })

  it('that STS throttles is tried again by itself', async () => {
    const fault = sandbox.faults.onCall({ service: 'sts' }, 'throttle')
    await expect(taking().credentials()).rejects.toMatchObject({ problem: { cause: 'throttled' } })
    fault.remove()
  })

  it('that is denied is what a look at a target there says, and no exception', async () => {
    const { credentials } = taking({ externalId: 'wrong' })
    const target = { cluster: 'there', service: 'api', family: 'api', roles: [] }
    const platform = ecsPlatform({
      targets: { api: target },
      client: async () => ecsApi(settings(credentials)),
      clock: { now: Date.now },
      children: async () => [],
    })
    const policy = aPolicy({ target: 'api' })
    const views = await platform.observe([{ policy, known: {}, manifests: {}, wantsDigests: false }])
    expect(views.get('api')).toMatchObject({ kind: 'problem', cause: 'denied' })
  })
})

describe('the bus', () => {
  it('takes events of accounts that are admitted, and of no other', () => {
    const { events } = sandbox
    const event = events.emit({ source: 'aws.ecs', 'detail-type': 'x', resources: [], detail: {} })
    expect(() => events.receive({ ...event, account: '333333333333' })).toThrow('may not put events')
    events.admit(member)
    expect(events.receive({ ...event, account: member })).toMatchObject({ account: member, id: event.id })
  })
})
