import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { aTarget, startWire, type WireWorld } from './world.ts'

let world: WireWorld

beforeAll(async () => {
  world = await startWire({ targets: { api: aTarget('api'), web: aTarget('web') } })
})
afterAll(() => world?.stop())

interface Exit {
  readonly code: number
  readonly output: string
}

/** Runs the Serverless Framework as a person does, with the repository's own serverless.yml. */
function serverlessInvoke(name: string, payload: unknown): Promise<Exit> {
  const root = join(import.meta.dirname, '../..')
  const home = mkdtempSync(join(tmpdir(), 'longshore-home-'))
  const env = {
    ...{ PATH: process.env['PATH'], HOME: home, AWS_ENDPOINT_URL: world.sandbox.endpoint, AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'person', AWS_SECRET_ACCESS_KEY: 'sandbox' },
    ...{ NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
  }
  const args = [
    join(root, 'node_modules/serverless/bin/serverless.js'),
    'invoke',
    '-f',
    name,
    '-d',
    JSON.stringify(payload),
  ]
  const exit = new Promise<Exit>((resolve) => {
    execFile(process.execPath, args, { cwd: root, env, timeout: 90_000 }, (error, stdout, stderr) => {
      rmSync(home, { recursive: true })
      resolve({ code: Number(error?.code ?? 0), output: `${stdout}${stderr}` })
    })
  })
  return world.sandbox.clock.during(exit)
}

describe('a command by the Serverless Framework', () => {
  it('ends with an exit code other than zero and shows what exists when it cannot be carried out', async () => {
    const { code, output } = await serverlessInvoke('redeploy', { target: 'apu' })
    expect(output).toContain('the targets are api, web')
    expect(code).not.toBe(0)
  })

  it('answers', async () => {
    const { code, output } = await serverlessInvoke('status', {})
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('api: idle') })
  })
})
