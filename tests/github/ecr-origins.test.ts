import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { dynamoApi } from '../../shared/aws/dynamo-api.ts'
import { ecrLayersApi } from '../../shared/aws/ecr-layers-api.ts'
import { ecrOrigins } from '../../shared/aws/ecr-origins.ts'
import { isDigest } from '../../shared/domain/image.ts'
import type { Origins } from '../../shared/ports.ts'
import { type AwsWorld, createTable, host, startAws, table } from '../contracts/aws-world.ts'

const repository = `${host}/team/api`
const commit = '4f1c2b7a9d3e5f60718293a4b5c6d7e8f9012345'
const labels = {
  'org.opencontainers.image.revision': commit,
  'org.opencontainers.image.source': 'https://github.com/acme/api',
}
const createdAt = Date.parse('2026-11-16T08:00:00Z')
const known = { revision: commit, source: { host: 'github.com', owner: 'acme', name: 'api' }, createdAt }

let aws: AwsWorld
let unreadable: string[]
let origins: Origins
let storage: Server | undefined

beforeEach(async () => {
  aws = await startAws()
  await createTable(aws.tables)
  unreadable = []
  const [dynamo, ecr] = [dynamoApi(clientSettings()), ecrLayersApi(clientSettings())]
  origins = ecrOrigins({
    ecr: async () => ecr,
    dynamo: async () => dynamo,
    table,
    unreadable: (why) => void unreadable.push(why),
  })
})

afterEach(async () => {
  storage?.closeAllConnections()
  storage?.close()
  storage = undefined
  await aws.stop()
})

function push(config: object | undefined, more: object = {}) {
  const { digest } = aws.ecr.push({ repository: 'team/api', tag: '1.0.0', ...(config ? { config } : {}), ...more })
  if (!isDigest(digest)) throw new Error(`${digest} is no digest`)
  return digest
}

/** Blobs come from here instead of where they lie. */
async function serveInstead(reply: () => string | undefined): Promise<void> {
  const server = createServer((_request, response) => {
    const text = reply()
    if (text !== undefined) response.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  storage = server
  const address = server.address()
  aws.ecr.serveBlobsFrom(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
}

function ecrCalls(): string[] {
  return aws.calls
    .list()
    .filter(({ service }) => service === 'ecr')
    .map(({ operation }) => operation)
}

it('reads the labels of an image, once', async () => {
  const digest = push({ labels, createdAt })
  expect(await origins.of(repository, digest)).toEqual(known)
  expect(await origins.of(repository, digest)).toEqual(known)
  expect(ecrCalls()).toEqual(['BatchGetImage', 'GetDownloadUrlForLayer'])
})

it('reads an index by its first image', async () => {
  const digest = push({ labels, createdAt }, { index: true })
  expect(await origins.of(repository, digest)).toEqual(known)
  expect(ecrCalls()).toEqual(['BatchGetImage', 'BatchGetImage', 'GetDownloadUrlForLayer'])
})

it('keeps when the commit was made', async () => {
  const digest = push({ labels, createdAt })
  await origins.committed(repository, digest, 1_000)
  expect(await origins.of(repository, digest)).toEqual({ ...known, committedAt: 1_000 })
})

it('remembers that an image says nothing', async () => {
  const digest = push({ text: '{"config":null}' })
  expect(await origins.of(repository, digest)).toEqual({})
  expect(await origins.of(repository, digest)).toEqual({})
  expect(ecrCalls()).toHaveLength(2)
})

it('takes nothing that is not what its digest says', async () => {
  const digest = push({ labels })
  await serveInstead(() =>
    JSON.stringify({ config: { Labels: { ...labels, 'org.opencontainers.image.revision': 'f'.repeat(40) } } }),
  )
  expect(await origins.of(repository, digest)).toEqual({ unreadable: expect.any(String) })
  expect(unreadable).toEqual([expect.stringContaining('is something else: sha256:')])
})

it('reads no more than a megabyte', async () => {
  const digest = push({ text: JSON.stringify({ config: { Labels: { long: 'x'.repeat(1_000_100) } } }) })
  expect(await origins.of(repository, digest)).toEqual({ unreadable: expect.any(String) })
  expect(unreadable).toEqual([expect.stringContaining('which none has')])
})

it('stops reading storage that hands out more than a megabyte', async () => {
  const digest = push({ labels })
  await serveInstead(() => 'x'.repeat(3_000_000))
  expect(await origins.of(repository, digest)).toEqual({ unreadable: expect.any(String) })
  expect(unreadable).toEqual([expect.stringContaining('more than 1000000 bytes')])
})

it.each([
  ['is no JSON', 'labels: none'],
  ['is a list', '[]'],
  ['has labels that are a list', '{"config":{"Labels":["a"]}}'],
])('has no origin for a configuration that %s', async (_what, text) => {
  const digest = push({ text })
  expect(await origins.of(repository, digest)).toEqual({ unreadable: expect.any(String) })
  expect(unreadable).toEqual([expect.stringContaining('cannot be read. Push the image again.')])
})

it('has no origin for an image that is gone', async () => {
  push({ labels })
  expect(await origins.of(repository, `sha256:${'0'.repeat(64)}`)).toEqual({ unreadable: expect.any(String) })
  expect(unreadable).toEqual([expect.stringContaining('no longer has')])
})

it('names the permission that is missing', async () => {
  const digest = push({ labels })
  aws.faults.onCall({ service: 'ecr', operation: 'GetDownloadUrlForLayer' }, 'access-denied')
  expect(await origins.of(repository, digest)).toEqual({ unreadable: expect.any(String) })
  expect(unreadable).toEqual([expect.stringContaining('ecr:GetDownloadUrlForLayer is missing')])
})

it('fails, and keeps nothing, while storage is away', async () => {
  const digest = push({ labels, createdAt })
  const away = aws.ecr.digestOf('team/api', '1.0.0')
  expect(away).toBe(digest)
  await serveInstead(() => undefined)
  storage?.on('connection', (socket) => socket.destroy())
  await expect(origins.of(repository, digest)).rejects.toThrow(/storage cannot be reached/)
  await expect(origins.of(repository, digest)).rejects.not.toThrow(/X-Amz-Signature/)
})
