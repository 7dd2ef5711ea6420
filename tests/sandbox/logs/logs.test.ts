import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'
import { clientOptions } from '../kernel/client-options.ts'

const GROUP = '/ecs/api'

let sandbox: Sandbox
let client: CloudWatchLogsClient
let start: number

beforeEach(async () => {
  sandbox = await startSandbox()
  client = new CloudWatchLogsClient({ ...clientOptions(sandbox.endpoint), maxAttempts: 1 })
  start = sandbox.clock.now()
  sandbox.logs.createGroup(GROUP)
})
afterEach(async () => {
  client.destroy()
  await sandbox.stop()
})

const filter = (input: Partial<FilterLogEventsCommandInput> = {}) =>
  client.send(new FilterLogEventsCommand({ logGroupName: GROUP, ...input }))
const messages = async (filterPattern?: string) =>
  (await filter(filterPattern === undefined ? {} : { filterPattern })).events?.map(({ message }) => message)
const pass = (seconds: number) => sandbox.clock.runUntil(sandbox.clock.now() + seconds * 1000)

describe('log groups', () => {
  it('are created, listed by prefix, and deleted', async () => {
    await client.send(new CreateLogGroupCommand({ logGroupName: '/ecs/web' }))
    await expect(client.send(new CreateLogGroupCommand({ logGroupName: '/ecs/web' }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    })
    const listed = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/ecs/' }))
    expect(listed.logGroups?.map(({ logGroupName }) => logGroupName)).toEqual(['/ecs/api', '/ecs/web'])
    await client.send(new DeleteLogGroupCommand({ logGroupName: '/ecs/web' }))
    await expect(filter({ logGroupName: '/ecs/web' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    })
  })

  it('take lines into streams that are there', async () => {
    const logEvents = [{ timestamp: start, message: 'hello' }]
    const put = new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 'app/1', logEvents })
    await expect(client.send(put)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: 'app/1' }))
    await client.send(put)
    expect((await filter()).events).toMatchObject([
      { logStreamName: 'app/1', timestamp: start, message: 'hello', ingestionTime: start },
    ])
    expect(sandbox.logs.messages(GROUP)).toEqual(['hello'])
  })

  it('lose nothing but lines when a group is gone', () => {
    sandbox.logs.deleteGroup(GROUP)
    sandbox.logs.write(GROUP, 'nobody hears this')
    expect(sandbox.logs.groups()).toEqual([])
    expect(() => sandbox.logs.deleteGroup(GROUP)).toThrow('there is none. Create it first.')
  })
})

describe('a search', () => {
  it('is bounded by time and stream', async () => {
    sandbox.logs.write(GROUP, 'early', 'app/1')
    await pass(60)
    sandbox.logs.write(GROUP, 'late', 'app/2')
    const found = async (input: Partial<FilterLogEventsCommandInput>) =>
      (await filter(input)).events?.map(({ message }) => message)
    expect(await found({ startTime: start + 1 })).toEqual(['late'])
    expect(await found({ endTime: start })).toEqual(['early'])
    expect(await found({ logStreamNames: ['app/1'] })).toEqual(['early'])
    expect(await found({ logStreamNamePrefix: 'app/' })).toEqual(['early', 'late'])
  })

  it('gives pages of what was asked for', async () => {
    for (const line of ['a1', 'b', 'a2', 'a3']) sandbox.logs.write(GROUP, line)
    const first = await filter({ filterPattern: 'a', limit: 2 })
    expect(first.events?.map(({ message }) => message)).toEqual(['a1', 'a2'])
    const second = await filter({ filterPattern: 'a', limit: 2, nextToken: String(first.nextToken) })
    expect(second.events?.map(({ message }) => message)).toEqual(['a3'])
    expect(second.nextToken).toBeUndefined()
  })

  it('may give an empty page and name a next one', async () => {
    for (let line = 0; line < 1500; line += 1) sandbox.logs.write(GROUP, 'all is well')
    sandbox.logs.write(GROUP, 'FATAL')
    const first = await filter({ filterPattern: 'FATAL' })
    expect(first.events).toEqual([])
    const second = await filter({ filterPattern: 'FATAL', nextToken: String(first.nextToken) })
    expect(second.events?.map(({ message }) => message)).toEqual(['FATAL'])
  })
})

describe('a pattern', () => {
  const LINES = [
    '[ERROR 500] pool exhausted',
    '[WARN] slow, retry',
    'Error: lower case',
    '{"level":"error","code":503,"user":{"name":"Ada"}}',
    '{"level":"info","code":200}',
  ] as const

  it.each<[string, readonly number[]]>([
    ['', [0, 1, 2, 3, 4]],
    ['ERROR', [0]],
    ['ERROR pool', [0]],
    ['ERROR retry', []],
    ['?ERROR ?WARN', [0, 1]],
    ['"pool exhausted"', [0]],
    ['"exhausted pool"', []],
    ['?"pool exhausted" ?retry', [0, 1]],
    ['-level -WARN', [0, 2]],
    ['-"pool exhausted" Error', [2]],
    ['WARN ?ERROR', [1]],
    ['%[Ee]rror:%', [2]],
    ['{ $.level = "error" }', [3]],
    ['{ $.level = "*r*" }', [3]],
    ['{ $.level != "error" }', [4]],
    ['{ $.code >= 500 }', [3]],
    ['{ $.user.name = "Ada" && $.code > 100 }', [3]],
    ['{ ($.level = "info") || ($.code = 503) }', [3, 4]],
  ])('%s finds lines %j', async (pattern, found) => {
    for (const line of LINES) sandbox.logs.write(GROUP, line)
    expect(await messages(pattern)).toEqual(found.map((index) => LINES[index]))
  })

  it.each(['"not closed', '{ $.a = 1 && $.b = 2 || $.c = 3 }', '{ }', '[ip, user]', '%a(b)%', '%[a%'])(
    'that is none is refused: %s',
    async (pattern) => {
      await expect(messages(pattern)).rejects.toMatchObject({ name: 'InvalidParameterException' })
    },
  )
})
