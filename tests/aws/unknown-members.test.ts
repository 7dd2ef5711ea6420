import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ecsApi } from '../../shared/aws/ecs-api.ts'
import { pinImages } from '../../shared/platforms/ecs/task-definition.ts'

const digest = `sha256:${'a'.repeat(64)}` as const
const served = {
  taskDefinition: {
    taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:7',
    family: 'api',
    revision: 7,
    registeredAt: 1763294400.5,
    quantumMode: { level: 3 },
    containerDefinitions: [
      {
        name: 'app',
        image: 'team/api:latest',
        essential: true,
        telepathy: ['on'],
        healthCheck: { command: ['x'], aura: 1 },
      },
      { name: 'sidecar', image: 'envoy:1' },
    ],
  },
  tags: [{ key: 'team', value: 'shop' }],
}
const received: Record<string, unknown>[] = []
let server: Server
let endpoint = ''

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push(JSON.parse(Buffer.concat(chunks).toString()))
      const answer = String(request.headers['x-amz-target']).endsWith('DescribeTaskDefinition')
        ? served
        : { taskDefinition: served.taskDefinition }
      response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => new Promise((resolve) => server.close(resolve)))

function api() {
  process.env['AWS_ENDPOINT_URL'] = endpoint
  process.env['AWS_ACCESS_KEY_ID'] = 'test'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test'
  return ecsApi({
    region: 'us-east-1',
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
  })
}

describe('members that the SDK does not know', () => {
  it('survive from the description of a task definition into its copy, which differs in the images only', async () => {
    const ecs = api()
    const described = await ecs.describeTaskDefinition({ taskDefinition: 'api:7', include: ['TAGS'] })
    const images = { app: { repository: '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api', digest } }
    const base = { definition: described.taskDefinition ?? {}, tags: described.tags ?? [] }
    await ecs.registerTaskDefinition(pinImages(base, images, '01HZZZZZZZZZZZZZZZZZZZZZZZ'))
    const { taskDefinitionArn: _arn, revision: _revision, registeredAt: _at, ...kept } = served.taskDefinition
    const [app, sidecar] = kept.containerDefinitions
    expect(received.at(-1)).toEqual({
      ...kept,
      containerDefinitions: [{ ...app, image: `${images.app.repository}@${digest}` }, sidecar],
      tags: [
        { key: 'team', value: 'shop' },
        { key: 'longshore:deployment', value: '01HZZZZZZZZZZZZZZZZZZZZZZZ' },
      ],
    })
  })

  it('do not disturb what the SDK reads itself', async () => {
    const described = await api().describeTaskDefinition({ taskDefinition: 'api:7' })
    expect(described.taskDefinition?.registeredAt).toEqual(new Date(1763294400500))
  })
})
