import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Kernel, startKernel } from '../../../sandbox/kernel/start-kernel.ts'
import type { FunctionDefinition, InvocationResult } from '../../../sandbox/services/lambda/function.ts'
import { type LambdaControl, lambdaService } from '../../../sandbox/services/lambda/lambda-service.ts'
import { type SqsControl, sqsService } from '../../../sandbox/services/sqs/sqs-service.ts'

interface SqsRecord {
  readonly messageId: string
  readonly body: string
}

/** What the function under test does with a batch; null answers nothing. */
type Script = (records: readonly SqsRecord[]) => unknown

const definition: FunctionDefinition = {
  key: 'work',
  name: 'work',
  arn: 'arn:aws:lambda:us-east-1:123456789012:function:work',
  code: { file: '', exportName: '', worker: '', directory: '', config: undefined },
  timeoutMs: 30_000,
  memorySize: 128,
  environment: {},
  maximumRetryAttempts: 2,
  maximumEventAgeMs: 21_600_000,
}

let kernel: Kernel
let sqs: SqsControl
let lambda: LambdaControl
let script: Script
let batches: string[][]

function run(_: FunctionDefinition, payload: string): Promise<InvocationResult> {
  const { Records }: { Records: SqsRecord[] } = JSON.parse(payload)
  batches.push(Records.map(({ body }) => body))
  try {
    return Promise.resolve({ ok: true, payload: JSON.stringify(script(Records)) ?? 'null', log: [] })
  } catch (error) {
    return Promise.resolve({ ok: false, error: { errorType: 'Error', errorMessage: String(error) }, log: [] })
  }
}

beforeEach(async () => {
  batches = []
  script = () => null
  kernel = await startKernel()
  sqs = sqsService(kernel.world, () => kernel.endpoint).control
  lambda = lambdaService(kernel.world, { run }, sqs).control
  lambda.addFunction(definition)
  sqs.createQueue('dead.fifo', { FifoQueue: 'true' })
  const deadLetterTargetArn = sqs.queue('dead.fifo').arn
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 })
  sqs.createQueue('jobs.fifo', { FifoQueue: 'true', VisibilityTimeout: '60', RedrivePolicy })
})
afterEach(() => kernel.stop())

function send(...bodies: readonly string[]): void {
  for (const body of bodies) {
    const request = { MessageBody: body, MessageGroupId: body.charAt(0), MessageDeduplicationId: body }
    sqs.send('jobs.fifo', request, 'test')
  }
}

const connect = (options: { reportBatchItemFailures?: boolean; batchSize?: number } = {}) =>
  lambda.addEventSource({ queueArn: sqs.queue('jobs.fifo').arn, functionName: 'work', ...options })
const left = (queue = 'jobs.fifo') => sqs.messages(queue).map(({ body }) => body)
const settle = (seconds: number) => kernel.clock.runUntil(kernel.clock.now() + seconds * 1000)
const report = (records: readonly SqsRecord[], failed: readonly string[]) => ({
  batchItemFailures: records.filter(({ body }) => failed.includes(body)).map((r) => ({ itemIdentifier: r.messageId })),
})

describe('a queue that feeds a function', () => {
  it('hands over a batch of several groups in order and deletes it', async () => {
    connect()
    send('a1', 'a2', 'b1')
    await settle(1)
    expect(batches).toEqual([['a1', 'a2', 'b1']])
    expect(left()).toEqual([])
  })

  it('takes as many messages as the test chooses', async () => {
    lambda.setBatchSize(() => 1)
    connect()
    send('a1', 'a2', 'b1')
    await settle(1)
    expect(batches).toEqual([['a1'], ['b1'], ['a2']])
  })

  it('deletes what was not reported and gives the rest again, in order, after the visibility time', async () => {
    connect({ reportBatchItemFailures: true })
    script = (records) => (batches.length === 1 ? report(records, ['a1', 'a2']) : null)
    send('a1', 'a2', 'b1')
    await settle(59)
    expect(left()).toEqual(['a1', 'a2'])
    await settle(2)
    expect(batches).toEqual([
      ['a1', 'a2', 'b1'],
      ['a1', 'a2'],
    ])
    expect(left()).toEqual([])
  })
})

describe('a function that fails its batch', () => {
  it.each<[string, (records: readonly SqsRecord[]) => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no')
      },
    ],
    ['names a message that is not in the batch', () => ({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
    ['names no message', () => ({ batchItemFailures: [{ itemIdentifier: '' }] })],
    ['reports no list', () => ({ batchItemFailures: 'a1' })],
    ['answers a number', () => 1],
  ])('gives the whole batch again when the function %s', async (_, answer) => {
    connect({ reportBatchItemFailures: true })
    script = (records) => (batches.length === 1 ? answer(records) : null)
    send('a1', 'b1')
    await settle(61)
    expect(batches).toEqual([
      ['a1', 'b1'],
      ['a1', 'b1'],
    ])
  })

  it.each([[undefined], [null], [{}], [{ batchItemFailures: [] }], [{ batchItemFailures: null }]])(
    'takes the answer %j as full success',
    async (answer) => {
      connect({ reportBatchItemFailures: true })
      script = () => answer
      send('a1')
      await settle(1)
      expect(left()).toEqual([])
    },
  )

  it('moves what keeps failing to the dead-letter queue and goes on with the group', async () => {
    lambda.setBatchSize(() => 1)
    connect({ reportBatchItemFailures: true })
    script = (records) => report(records, ['a1'])
    send('a1', 'a2')
    await settle(200)
    expect(batches).toEqual([['a1'], ['a1'], ['a1'], ['a2']])
    expect(left('dead.fifo')).toEqual(['a1'])
  })

  it('is refused when messages would come back while the function may still run', () => {
    sqs.createQueue('short', { VisibilityTimeout: '10' })
    const mapping = { queueArn: sqs.queue('short').arn, functionName: 'work' }
    expect(() => lambda.addEventSource(mapping)).toThrow(
      'visibility timeout: 10 seconds is less than Function timeout: 30',
    )
  })
})

describe('an asynchronous invocation', () => {
  it('is retried after one and two minutes and then goes to the failure destination', async () => {
    sqs.createQueue('failed')
    lambda.addFunction({ ...definition, name: 'doomed', key: 'doomed', onFailureArn: sqs.queue('failed').arn })
    script = () => {
      throw new Error('always')
    }
    lambda.invokeAsync('doomed', { Records: [] })
    await settle(600)
    const start = lambda.invocations()[0]?.at ?? 0
    expect(lambda.invocations().map(({ at }) => at - start)).toEqual([0, 60_000, 180_000])
    const record = JSON.parse(left('failed')[0] ?? '')
    expect(record).toMatchObject({ requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 } })
  })

  it('waits for free concurrency instead of failing', async () => {
    lambda.addFunction({ ...definition, name: 'blocked', key: 'blocked', reservedConcurrency: 0 })
    lambda.invokeAsync('blocked', { Records: [] })
    await settle(100)
    expect(lambda.invocations()).toEqual([])
    lambda.addFunction({ ...definition, name: 'blocked', key: 'blocked' })
    await settle(300)
    expect(lambda.invocations()).toMatchObject([{ key: 'blocked', result: { ok: true } }])
  })
})
