import { createHash } from 'node:crypto'
import { BatchGetImageCommand, ECRClient, GetDownloadUrlForLayerCommand } from '@aws-sdk/client-ecr'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'

const labels = { 'org.opencontainers.image.revision': 'a'.repeat(40) }

let sandbox: Sandbox
let ecr: ECRClient

beforeEach(async () => {
  sandbox = await startSandbox()
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  ecr = new ECRClient({ endpoint: sandbox.endpoint, region: 'us-east-1', credentials })
})

afterEach(async () => {
  ecr.destroy()
  await sandbox.stop()
})

async function configOf(digest: string): Promise<{ digest: string; size: number; text: string }> {
  const ids = { repositoryName: 'team/api', imageIds: [{ imageDigest: digest }] }
  const { images = [] } = await ecr.send(new BatchGetImageCommand(ids))
  const { config } = JSON.parse(images[0]?.imageManifest ?? '{}')
  const asked = new GetDownloadUrlForLayerCommand({ repositoryName: 'team/api', layerDigest: config.digest })
  const { downloadUrl = '' } = await ecr.send(asked)
  return { ...config, text: await (await fetch(downloadUrl)).text() }
}

it('the configuration of an image is a blob of its own, known by its digest, with labels and time', async () => {
  const createdAt = Date.parse('2026-11-16T08:00:00Z')
  const pushed = sandbox.ecr.push({ repository: 'team/api', tag: '1.0.0', config: { labels, createdAt } })
  const { digest, size, text } = await configOf(pushed.digest)
  expect(digest).toBe(`sha256:${createHash('sha256').update(text).digest('hex')}`)
  expect(size).toBe(text.length)
  expect(JSON.parse(text)).toMatchObject({ created: '2026-11-16T08:00:00.000Z', config: { Labels: labels } })
})

it('of an index each child says what the push says', async () => {
  const pushed = sandbox.ecr.push({ repository: 'team/api', tag: '1.0.0', index: true, config: { labels } })
  for (const child of pushed.children) expect(JSON.parse((await configOf(child)).text).config.Labels).toEqual(labels)
})

it('an image without labels has a configuration without labels', async () => {
  const pushed = sandbox.ecr.push({ repository: 'team/api', tag: '1.0.0' })
  expect(JSON.parse((await configOf(pushed.digest)).text).config).not.toHaveProperty('Labels')
})

it('a layer that nobody pushed has no URL', async () => {
  sandbox.ecr.push({ repository: 'team/api', tag: '1.0.0' })
  const layerDigest = `sha256:${'0'.repeat(64)}`
  await expect(
    ecr.send(new GetDownloadUrlForLayerCommand({ repositoryName: 'team/api', layerDigest })),
  ).rejects.toMatchObject({ name: 'LayersNotFoundException' })
})
