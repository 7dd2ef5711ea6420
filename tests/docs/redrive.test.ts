import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  ListMessageMoveTasksCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts'
import { sqsApi } from '../../shared/aws/sqs-api.ts'
import { sqsEndsQueue } from '../../shared/aws/sqs-ends-queue.ts'
import { clientOptions } from '../sandbox/kernel/client-options.ts'
import { newQueue, sqsClient } from '../sandbox/sqs/queue-client.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** The operating guide's commands, by the dead-letter queue they are for. */
const documented = new Map<string, StartMessageMoveTaskCommandInput>(
  [...read('docs/operating.md').matchAll(/aws sqs start-message-move-task([^#]*)# AWS/g)].map(([, options = '']) => {
    const [, SourceArn] = /--source-arn (\S+)/.exec(options) ?? []
    const [, DestinationArn] = /--destination-arn (\S+)/.exec(options) ?? []
    return [nameOf(SourceArn), { SourceArn, DestinationArn }]
  }),
)

function nameOf(arn = ''): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}

/** Names of queues with their dead-letter queue, as the stack makes them. */
const pairs: readonly (readonly [queue: string, deadLetters: string])[] = [
  ...parse(read('serverless.yml'), { merge: true, logLevel: 'silent' }).resources.map(
    ({ Resources }: { Resources: object }) => Resources,
  ),
  ...['ends', 'github', 'figures'].map(
    (feature) => parse(read(`stack/${feature}.yml`), { logLevel: 'silent' }).resources,
  ),
].flatMap(pairsOf)

interface Resource {
  readonly Properties?: { readonly QueueName?: string; readonly RedrivePolicy?: { deadLetterTargetArn: string } }
}

function pairsOf(resources: Readonly<Record<string, Resource>>): [string, string][] {
  const name = (id: string) =>
    resources[id]?.Properties?.QueueName?.replace(/^\$\{self:custom\.name\}/, 'longshore-prod') ?? ''
  return Object.entries(resources).flatMap(([id, { Properties }]) => {
    const deadLetters = Properties?.RedrivePolicy?.deadLetterTargetArn.split('.')[0]
    return deadLetters === undefined ? [] : [[name(id), name(deadLetters)] as [string, string]]
  })
}

describe('the documented redrive', () => {
  let sandbox: Sandbox
  let sqs: SQSClient

  beforeAll(async () => {
    sandbox = await startSandbox()
    sqs = sqsClient(sandbox.endpoint)
  })
  afterAll(async () => {
    sqs.destroy()
    await sandbox.stop()
  })

  it('is there for each dead-letter queue behind a queue', () => {
    expect([...documented.keys()].sort()).toEqual(pairs.map(([, deadLetters]) => deadLetters).sort())
  })

  it.each(pairs)('brings back to %s what was put into %s', async (name, deadLetters) => {
    const dead = await newQueue(sqs, deadLetters)
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 5 })
    const queue = await newQueue(sqs, name, { RedrivePolicy })
    await putInto(dead, queue.url)
    await sqs.send(new StartMessageMoveTaskCommand(documented.get(deadLetters) ?? { SourceArn: dead.arn }))
    const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dead.arn }))
    expect(Results).toMatchObject([{ Status: 'COMPLETED' }])
    expect(await queue.bodies()).toEqual(['refused'])
  })

  /** As the workers do it with what was refused for good. */
  async function putInto(dead: Awaited<ReturnType<typeof newQueue>>, queueUrl: string): Promise<void> {
    if (dead.url.endsWith('.fifo'))
      return void (await dead.send({ MessageBody: 'refused', MessageGroupId: 'a', MessageDeduplicationId: 'a' }))
    const api = sqsApi({
      ...clientOptions(sandbox.endpoint),
      ...{ maxAttempts: 1, retryMode: 'standard' },
      requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    })
    await sqsEndsQueue({ client: async () => api, queueUrl, deadLetterUrl: dead.url }).deadLetter('refused', 'why')
  }
})
