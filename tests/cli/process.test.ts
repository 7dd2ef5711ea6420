import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { join } from 'node:path'
import { afterEach, expect, it } from '@jest/globals'
import { aFile, aLock, aTarget } from '../config/a-configuration.ts'
import { aCommandLine } from './a-command-line.ts'

const targets = { api: aTarget('api') }
const { folder } = aCommandLine({ 'longshore.yml': aFile(targets), 'longshore.lock.yml': aLock(targets) })
const longshore = join(import.meta.dirname, '../../shared/cli/longshore.mjs')

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

/** Functions that answer like this. */
async function aStack(answer: RequestListener): Promise<string> {
  const listening = createServer(answer).listen(0, '127.0.0.1')
  server = listening
  await new Promise((resolve) => listening.once('listening', resolve))
  const address = listening.address()
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
}

/** What `status` says of a target on which something goes on. */
const rolling: RequestListener = (_request, response) => {
  const at = '2026-11-16T09:00:00.000Z'
  const deployment = { id: '01J', trigger: 'push', startedAt: at, to: 'v2', images: {}, timeWent: '' }
  const about = { target: 'api', phase: 'rolling', release: null, since: null, holds: [], ledger: 1, deployment }
  const timeline = [{ at, what: 'started', afterSeconds: 0 }]
  response.end(JSON.stringify({ message: '', at, paused: false, targets: [about], timeline }))
}

function longshoreIn(args: readonly string[], { endpoint = '', stdout }: { endpoint?: string; stdout?: number } = {}) {
  return spawn(process.execPath, [longshore, ...args], {
    cwd: folder,
    stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
    env: {
      ...{ HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: endpoint },
      ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
    },
  })
}

/** The exit code, and what was said besides. */
function endOf(
  child: ReturnType<typeof longshoreIn>,
): Promise<{ readonly code: number | null; readonly said: string }> {
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += String(chunk)
  })
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })))
}

it('Ctrl-C ends a watch that waits for an answer', async () => {
  let asked = (): void => undefined
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  const child = longshoreIn(['watch', 'api'], { endpoint: await aStack(() => asked()) })
  const end = endOf(child)
  await isAsked
  child.kill('SIGINT')
  expect(await end).toEqual({ code: 130, said: expect.stringMatching(/^No longer watched\./) })
})

it('a watch that nobody reads goes on to its own end', async () => {
  const child = longshoreIn(['watch', 'api', '--timeout', '1s'], { endpoint: await aStack(rolling) })
  child.stdout?.destroy()
  expect(await endOf(child)).toEqual({ code: 9, said: expect.stringMatching(/^The time is over\./) })
})

it('a watch of which nobody reads anything at all does so too', async () => {
  const child = longshoreIn(['watch', 'api', '--timeout', '1s'], { endpoint: await aStack(rolling) })
  const end = endOf(child)
  child.stdout?.destroy()
  child.stderr?.destroy()
  expect(await end).toMatchObject({ code: 9 })
})

it('an answer that cannot be written is told in words, with 2', async () => {
  const end = await endOf(longshoreIn(['schema'], { stdout: openSync('/dev/full', 'w') }))
  expect(end).toEqual({ code: 2, said: expect.stringMatching(/^Cannot write the answer: ENOSPC[^\n]*\. [^\n]+\n$/) })
})
