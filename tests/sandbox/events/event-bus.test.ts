import {
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { AwsError } from '../../../sandbox/kernel/service.ts'
import { RETRY_LIMITS } from '../../../sandbox/services/events/rule.ts'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'
import { clientOptions } from '../kernel/client-options.ts'

let sandbox: Sandbox
let client: EventBridgeClient

beforeEach(async () => {
  sandbox = await startSandbox()
  client = new EventBridgeClient({ ...clientOptions(sandbox.endpoint), maxAttempts: 1 })
})
afterEach(async () => {
  client.destroy()
  await sandbox.stop()
})

const settle = (seconds: number) => sandbox.clock.runUntil(sandbox.clock.now() + seconds * 1000)

describe('the default bus over the wire', () => {
  it('routes what is put to the targets of the rules that match', async () => {
    const { arn } = sandbox.sqs.createQueue('inbox')
    const EventPattern = JSON.stringify({ source: ['shop'], detail: { total: [{ numeric: ['>', 10] }] } })
    await client.send(new PutRuleCommand({ Name: 'big', EventPattern }))
    await client.send(new PutTargetsCommand({ Rule: 'big', Targets: [{ Id: 'q', Arn: arn }] }))
    const order = (total: number) => ({ Source: 'shop', DetailType: 'Order', Detail: JSON.stringify({ total }) })
    const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [order(5), order(50)] }))
    expect(FailedEntryCount).toBe(0)
    await settle(1)
    expect(sandbox.sqs.messages('inbox').map(({ body }) => JSON.parse(body))).toEqual([
      {
        version: '0',
        id: Entries?.[1]?.EventId,
        source: 'shop',
        account: '123456789012',
        region: 'us-east-1',
        time: '2026-11-16T09:00:00Z',
        resources: [],
        'detail-type': 'Order',
        detail: { total: 50 },
      },
    ])
    const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: 'big' }))
    expect(Targets).toEqual([{ Id: 'q', Arn: arn }])
  })

  it('refuses entries by themselves when their detail is no JSON object', async () => {
    const Entries = [
      { Source: 's', DetailType: 'd', Detail: 'oops' },
      { Source: 's', DetailType: 'd', Detail: '{}' },
    ]
    const reply = await client.send(new PutEventsCommand({ Entries }))
    expect(reply.FailedEntryCount).toBe(1)
    expect(reply.Entries?.[0]?.ErrorCode).toBe('MalformedDetail')
  })
})

describe('a target that cannot be invoked', () => {
  function target(status: number, heals: number) {
    const tries: number[] = []
    const dead: Readonly<Record<string, string>>[] = []
    sandbox.events.putRule({ name: 'r', pattern: { source: ['s'] } })
    sandbox.events.putTarget('r', {
      id: 't',
      arn: 'arn:t',
      ...RETRY_LIMITS,
      invoke: () => {
        tries.push(sandbox.clock.now())
        if (tries.length < heals) throw new AwsError('Refused', 'refused', status)
      },
      deadLetters: (_, attributes) => dead.push(attributes),
    })
    sandbox.world.emit({ source: 's', 'detail-type': 'd', resources: [], detail: {} })
    return { tries, dead }
  }

  it('is tried again with growing pauses until it takes the event', async () => {
    const { tries, dead } = target(429, 4)
    await settle(60)
    expect(tries.slice(1).map((at, index) => at - (tries[index] ?? 0))).toEqual([1000, 2000, 4000])
    expect(dead).toEqual([])
  })

  it('loses the event to the dead-letter queue after a day', async () => {
    const { tries, dead } = target(503, Number.POSITIVE_INFINITY)
    await settle(2 * 86_400)
    expect(dead).toMatchObject([{ ERROR_CODE: 'Refused', EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds' }])
    expect((tries.at(-1) ?? 0) - (tries[0] ?? 0)).toBeGreaterThanOrEqual(86_400_000)
  })

  it('is not tried again when it refuses for good', async () => {
    const { tries, dead } = target(404, 2)
    await settle(60)
    expect(tries).toHaveLength(1)
    expect(dead).toMatchObject([{ ERROR_CODE: 'Refused', RETRY_ATTEMPTS: '0' }])
  })
})
