import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { bundleSource } from '../../bench/bundle.ts'

/** A client asks where nobody answers; what Node loaded of its own until then is printed. */
const request = `
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
const client = new DynamoDBClient({ endpoint: 'http://127.0.0.1:9', region: 'us-east-1', maxAttempts: 1 })
client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'x' } } })).catch((error) => {
  console.log(JSON.stringify({ error: error.code ?? error.name, loaded: process.moduleLoadList }))
})
`

it("a client's first request loads of Node what it needs, and no second HTTP client", async () => {
  const { code } = await bundleSource(request)
  const folder = mkdtempSync(join(tmpdir(), 'longshore-first-request-'))
  const file = join(folder, 'request.cjs')
  writeFileSync(file, code)
  const printed = execFileSync(process.execPath, [file], {
    encoding: 'utf8',
    env: { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' },
  })
  rmSync(folder, { recursive: true })
  const { error, loaded } = JSON.parse(printed)
  expect(error).toBe('ECONNREFUSED')
  expect(loaded).toContain('NativeModule http')
  expect(loaded).not.toContain('NativeModule internal/deps/undici/undici')
}, 60_000)
