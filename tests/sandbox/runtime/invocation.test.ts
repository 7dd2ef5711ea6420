import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Relay, startRelay } from './relay.ts'

let relay: Relay
let client: LambdaClient

beforeEach(() => open())

async function open(options: Parameters<typeof startRelay>[0] = {}): Promise<void> {
  relay = await startRelay(options)
  const { endpoint } = relay.sandbox
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  client = new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
}

async function close(): Promise<void> {
  client.destroy()
  await relay.stop()
}

afterEach(close)

async function invoke(payload: object, input: Partial<InvokeCommandInput> = {}) {
  const command = new InvokeCommand({ FunctionName: 'relay-dev-probe', Payload: JSON.stringify(payload), ...input })
  const { Payload, ...reply } = await relay.sandbox.clock.during(client.send(command))
  const text = Payload ? Buffer.from(Payload).toString() : ''
  return { ...reply, answer: text === '' ? undefined : JSON.parse(text) }
}

describe('the Invoke API', () => {
  it('answers what the handler answered, with a context and an environment as in Lambda', async () => {
    const { answer, StatusCode, FunctionError } = await invoke({})
    expect({ StatusCode, FunctionError }).toEqual({ StatusCode: 200, FunctionError: undefined })
    expect(answer).toMatchObject({
      now: relay.sandbox.clock.now(),
      date: '2026-11-16T09:00:00.000Z',
      isDate: true,
      remaining: 3000,
      name: 'relay-dev-probe',
      arn: 'arn:aws:lambda:us-east-1:123456789012:function:relay-dev-probe',
      caller: 'probe-1',
      greeting: 'hello, world',
      home: null,
    })
  })

  it('keeps a worker warm for the next invocation', async () => {
    await invoke({})
    const { answer } = await invoke({})
    expect(answer).toMatchObject({ invocations: 2, caller: 'probe-1' })
  })

  it('takes an ARN, and no payload as an empty object', async () => {
    const FunctionName = 'arn:aws:lambda:us-east-1:123456789012:function:relay-dev-probe'
    const { StatusCode } = await invoke({}, { FunctionName, Payload: '' })
    expect(StatusCode).toBe(200)
  })

  it('reports a throw as an unhandled error with type, message and trace, and the log when asked', async () => {
    const { FunctionError, LogResult, answer } = await invoke({ do: 'throw' }, { LogType: 'Tail' })
    expect(FunctionError).toBe('Unhandled')
    expect(answer).toMatchObject({ errorType: 'RangeError', errorMessage: 'thrown on demand' })
    expect(answer.trace[0]).toBe('RangeError: thrown on demand')
    expect(Buffer.from(LogResult ?? '', 'base64').toString()).toContain('probe throw')
  })

  it('runs an Event invocation later and a DryRun never', async () => {
    expect(await invoke({}, { InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 })
    expect(await invoke({}, { InvocationType: 'Event' })).toMatchObject({ StatusCode: 202 })
    const { clock, lambda } = relay.sandbox
    await clock.runUntil(() => lambda.invocations().some(({ result }) => result?.ok === true))
    expect(lambda.invocations()).toHaveLength(1)
  })

  it('knows no function of another region', async () => {
    const command = new InvokeCommand({ FunctionName: 'relay-dev-probe' })
    client.config.region = async () => 'eu-west-1'
    await expect(relay.sandbox.clock.during(client.send(command))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:relay-dev-probe',
    })
    expect(relay.sandbox.lambda.invocations()).toEqual([])
  })

  it('refuses an unknown function and a payload that is not JSON', async () => {
    await expect(invoke({}, { FunctionName: 'nobody' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await expect(invoke({}, { Payload: 'not json' })).rejects.toMatchObject({ name: 'InvalidRequestContentException' })
  })
})

describe('a handler that misbehaves', () => {
  it("is ended at its time-out on the world's clock when it hangs", async () => {
    await close()
    await open({ patienceMs: 100 })
    const before = relay.sandbox.clock.now()
    const { FunctionError, answer } = await invoke({ do: 'hang' })
    expect(FunctionError).toBe('Unhandled')
    expect(answer.errorType).toBe('Sandbox.Timedout')
    expect(answer.errorMessage).toMatch(/Task timed out after 3.00 seconds$/)
    expect(relay.sandbox.clock.now() - before).toBe(3000)
  })

  it('fails its invocation when it exits, and the next one gets a new worker', async () => {
    const { answer: failure } = await invoke({ do: 'exit' })
    expect(failure.errorType).toBe('Runtime.ExitError')
    const { answer } = await invoke({})
    expect(answer).toMatchObject({ caller: 'probe-2', invocations: 1 })
  })
})

describe('a worker killed by a fault', () => {
  it.each([
    { when: 'before' as const, made: 1 },
    { when: 'after' as const, made: 2 },
  ])('dies $when its second call: AWS saw $made', async ({ when, made }) => {
    const { faults, calls } = relay.sandbox
    faults.kill({ function: 'probe', call: 2, when })
    const { answer } = await invoke({ do: 'call-twice' })
    expect(answer.errorType).toBe('Runtime.ExitError')
    const taken = calls.list().filter(({ caller, outcome }) => caller === 'probe-1' && outcome !== 'killed-before')
    expect(taken).toHaveLength(made)
    expect((await invoke({ do: 'call-twice' })).answer).toMatchObject({ caller: 'probe-2' })
  })
})
