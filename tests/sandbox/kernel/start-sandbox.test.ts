import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import {
  DescribeContinuousBackupsCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'
import { clientOptions } from './client-options.ts'

let sandbox: Sandbox

beforeEach(async () => {
  sandbox = await startSandbox()
})

afterEach(() => sandbox.stop())

describe('DynamoDB', () => {
  const table = {
    TableName: 'longshore-dev',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  }
  const client = () => new DynamoDBClient(clientOptions(sandbox.endpoint))

  it('keeps items, refuses on a condition, and shows what it holds', async () => {
    await sandbox.dynamodb.create(table)
    const put = { TableName: 'longshore-dev', Item: { pk: { S: 'a' }, version: { N: '1' } } }
    await client().send(new PutItemCommand(put))
    const conditional = new PutItemCommand({ ...put, ConditionExpression: 'attribute_not_exists(pk)' })
    await expect(client().send(conditional)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
    expect(await sandbox.dynamodb.items('longshore-dev')).toEqual([{ pk: 'a', version: 1 }])
    expect(sandbox.calls.list().map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
      'PutItem ok',
      'PutItem ConditionalCheckFailedException',
    ])
  })

  it('reads back more than one page', async () => {
    await sandbox.dynamodb.create(table)
    const filler = 'x'.repeat(300_000)
    for (let index = 0; index < 8; index += 1) {
      const Item = { pk: { S: `item-${index}` }, filler: { S: filler } }
      await client().send(new PutItemCommand({ TableName: 'longshore-dev', Item }))
    }
    expect(await sandbox.dynamodb.items('longshore-dev')).toHaveLength(8)
  })

  it('is subject to faults', async () => {
    await sandbox.dynamodb.create(table)
    sandbox.faults.onCall({ service: 'dynamodb', nth: 1 }, 'throttle')
    await client().send(
      new UpdateItemCommand({
        TableName: 'longshore-dev',
        Key: { pk: { S: 'a' } },
        UpdateExpression: 'SET n = :n',
        ExpressionAttributeValues: { ':n': { N: '1' } },
      }),
    )
    expect(sandbox.calls.list().map((call) => call.outcome)).toEqual(['ThrottlingException', 'ok'])
  })

  it.each([
    [
      'UpdateTimeToLive',
      new UpdateTimeToLiveCommand({ TableName: 't', TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } }),
    ],
    ['DescribeContinuousBackups', new DescribeContinuousBackupsCommand({ TableName: 't' })],
  ])('lacks %s and says so', async (_operation, command) => {
    const sent = command instanceof UpdateTimeToLiveCommand ? client().send(command) : client().send(command)
    await expect(sent).rejects.toMatchObject({ name: 'UnknownOperationException' })
  })
})

describe('the small services', () => {
  it('tell a caller who it is', async () => {
    const client = new STSClient(clientOptions(sandbox.endpoint, 'status-1'))
    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:sts::123456789012:assumed-role/sandbox/status-1',
    })
  })

  it('open a SecureString only to a caller that asks for decryption', async () => {
    const client = new SSMClient(clientOptions(sandbox.endpoint))
    sandbox.ssm.put('/longshore/slack', 'https://hooks.example.com/x')
    const sealed = await client.send(new GetParameterCommand({ Name: '/longshore/slack' }))
    const open = await client.send(new GetParameterCommand({ Name: '/longshore/slack', WithDecryption: true }))
    expect(sealed.Parameter?.Value).not.toContain('hooks.example.com')
    expect(open.Parameter).toMatchObject({
      Value: 'https://hooks.example.com/x',
      Type: 'SecureString',
      Version: 1,
      LastModifiedDate: new Date('2026-11-16T09:00:00Z'),
      ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/longshore/slack',
    })
  })

  it('refuse to overwrite a parameter unasked, and count its versions', async () => {
    const client = new SSMClient(clientOptions(sandbox.endpoint))
    const input = { Name: 'plain', Value: 'a', Type: 'String' as const }
    await client.send(new PutParameterCommand(input))
    await expect(client.send(new PutParameterCommand(input))).rejects.toMatchObject({ name: 'ParameterAlreadyExists' })
    const reply = await client.send(new PutParameterCommand({ Name: 'plain', Value: 'b', Overwrite: true }))
    expect(reply.Version).toBe(2)
    expect(sandbox.ssm.value('plain')).toBe('b')
  })

  it('report a missing parameter', async () => {
    const client = new SSMClient(clientOptions(sandbox.endpoint))
    await expect(client.send(new GetParameterCommand({ Name: 'none' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    })
  })

  it('give out a secret by name and by ARN, and report a missing one', async () => {
    const client = new SecretsManagerClient(clientOptions(sandbox.endpoint))
    const arn = sandbox.secrets.set('longshore/github', 'token-1')
    sandbox.secrets.set('longshore/github', 'token-2')
    for (const SecretId of ['longshore/github', arn]) {
      const reply = await client.send(new GetSecretValueCommand({ SecretId }))
      expect(reply).toMatchObject({ ARN: arn, SecretString: 'token-2', VersionStages: ['AWSCURRENT'] })
    }
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})

describe('a stopped sandbox', () => {
  it('leaves nothing that keeps a process alive', async () => {
    const script = `
      import { startSandbox } from './sandbox/start-sandbox.ts'
      import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
      const sandbox = await startSandbox()
      const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
      const client = new DynamoDBClient({ endpoint: sandbox.endpoint, region: 'us-east-1', credentials })
      await client.send(new ListTablesCommand({}))
      await sandbox.clock.runUntil(sandbox.clock.now() + 1000)
      await sandbox.stop()
      process.on('exit', () => console.log(JSON.stringify(process.getActiveResourcesInfo().filter((name) => name.includes('Server')))))
    `
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      timeout: 60_000,
    })
    expect(JSON.parse(stdout)).toEqual([])
  }, 60_000)
})
