import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createClock, type SandboxClock } from '../../../sandbox/kernel/clock.ts'
import { startWeb, type WebAnswer, type WebReceiver } from '../../../sandbox/receivers/web.ts'

let clock: SandboxClock
let web: WebReceiver
let answer: WebAnswer | undefined

beforeEach(async () => {
  clock = createClock({ start: 1000 })
  answer = {}
  web = await startWeb(clock, () => answer)
})
afterEach(() => web.stop())

const get = (init: RequestInit = {}) => fetch(`${web.url}/api/healthz?deep=1`, { redirect: 'manual', ...init })
const seen = async () => {
  const response = await get()
  return [response.status, await response.text()]
}

describe('the web server', () => {
  it('answers 200 and ok, and keeps what was asked', async () => {
    expect(await seen()).toEqual([200, 'ok'])
    expect(web.requests()).toMatchObject([{ at: 1000, path: '/api/healthz', headers: { connection: 'keep-alive' } }])
  })

  it('answers as it is told', async () => {
    answer = { status: 500, body: 'upstream down', headers: { 'x-version': '7' } }
    const response = await get()
    expect([response.status, response.headers.get('x-version'), await response.text()]).toEqual([
      500,
      '7',
      'upstream down',
    ])
    answer = { redirect: '/login' }
    const redirected = await get()
    expect([redirected.status, redirected.headers.get('location')]).toEqual([302, '/login'])
    answer = undefined
    expect((await get()).status).toBe(404)
  })

  it('answers late', async () => {
    answer = { delayMs: 60 }
    const began = performance.now()
    expect(await seen()).toEqual([200, 'ok'])
    expect(performance.now() - began).toBeGreaterThan(50)
  })

  it('cuts the connection', async () => {
    answer = { resets: true }
    await expect(get()).rejects.toThrow('fetch failed')
  })

  it('holds the clock while a request hangs, until the client gives up', async () => {
    answer = { hangs: true }
    const asked = get({ signal: AbortSignal.timeout(80) })
    const went = clock.runUntil(61_000)
    await expect(asked).rejects.toThrow('timeout')
    await went
    expect(web.requests()[0]?.at).toBe(1000)
    expect(clock.now()).toBe(61_000)
  })
})
