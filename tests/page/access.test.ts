import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { aFile, aLock, aTarget } from '../config/a-configuration.ts'
import { ask, cookieOf, type PageWorld, startPage } from './page-world.ts'

let world: PageWorld

beforeAll(async () => {
  world = await startPage()
})
afterAll(() => world?.wire.stop())

const minute = 60_000
const to = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  ask(world.wire, new URL(path, world.urls.link), { headers, method })

describe('the page of people', () => {
  it.each(['/', '/history', '/deployments/api/01J00000000000000000000000', '/open', '/favicon.ico', '/?part=live'])(
    'tells a stranger nothing at %s but how to get a link',
    async (path) => {
      const response = await to(path)
      const text = await response.text()
      expect(response.status).toBe(403)
      expect(text).toContain('serverless invoke -f open')
      expect(text).not.toMatch(/longshore-dev|api|script/)
      expect(response.headers.getSetCookie()).toEqual([])
    },
  )

  it('reads nothing for a stranger, nor for what could be no link', async () => {
    for (const cookie of ['__Host-longshore=', '__Host-longshore=1.forged', `__Host-longshore=${'x'.repeat(5_000)}`])
      expect((await to('/', { cookie })).status).toBe(403)
    for (const pass of ['1', '.', `1.${'='.repeat(43)}`, `1e9.${'a'.repeat(43)}`, `1.${'a'.repeat(44)}`])
      expect((await to(`/open?${new URLSearchParams({ pass })}`)).status).toBe(403)
    const calls = world.wire.sandbox.calls.list().filter(({ caller }) => caller.startsWith('dashboard-link'))
    expect(calls).toEqual([])
  })

  it('opens by a signed link, which becomes a cookie of this host alone', async () => {
    const response = await ask(world.wire, await world.link())
    const [cookie = ''] = response.headers.getSetCookie()
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('content="0;url=/"')
    expect(cookie).toMatch(
      /^__Host-longshore=\d+\.[\w-]{43}; Path=\/; Max-Age=3600; Secure; HttpOnly; SameSite=Strict$/,
    )
    expect((await to('/', { cookie: cookieOf(response) })).status).toBe(200)
  })

  it('refuses a link that was changed in any place', async () => {
    const link = new URL(await world.link())
    const pass = link.searchParams.get('pass') ?? ''
    const [until = '', signature = ''] = pass.split('.')
    const forged = [
      `${Number(until) + 1}.${signature}`,
      `${until}.${signature.slice(0, -2)}${signature.endsWith('AA') ? 'BB' : 'AA'}`,
      `${until}.${signature.toLowerCase()}`,
      `${until}.`,
      `${until}.${signature}.`,
      `0${until}.${signature}`,
      `9999999999.${signature}`,
      '.',
      'x'.repeat(5000),
    ]
    for (const one of forged) {
      link.searchParams.set('pass', one)
      const response = await ask(world.wire, link)
      expect([one, response.status]).toEqual([one, 403])
      expect(await response.text()).toContain('not one that Longshore signed')
    }
  })
})

describe('a link and what it opens', () => {
  it('are not taken for each other', async () => {
    const pass = new URL(await world.link()).searchParams.get('pass') ?? ''
    const session = (await world.session()).split('=')[1] ?? ''
    expect((await to('/', { cookie: `__Host-longshore=${pass}` })).status).toBe(403)
    expect((await to(`/open?pass=${session}`)).status).toBe(403)
    expect((await to('/', { cookie: `longshore=${session}` })).status).toBe(403)
    expect((await to(`/?pass=${pass}`)).status).toBe(403)
  })

  it('end: after 15 minutes, and after an hour', async () => {
    const link = await world.link()
    const cookie = await world.session()
    await world.wire.pass(14 * minute)
    expect((await ask(world.wire, link)).status).toBe(200)
    await world.wire.pass(2 * minute)
    const late = await ask(world.wire, link)
    expect(late.status).toBe(403)
    expect(await late.text()).toContain('The time of this link is over')
    expect((await to('/', { cookie })).status).toBe(200)
    await world.wire.pass(45 * minute)
    expect((await to('/', { cookie })).status).toBe(403)
  })
})

describe('what the page answers', () => {
  it('is for reading only', async () => {
    const cookie = await world.session()
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await to('/', { cookie }, method)
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD'])
    }
    const head = await to('/', { cookie }, 'HEAD')
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it('is kept nowhere, framed nowhere, and loads nothing of anybody else', async () => {
    for (const response of [await world.read('/'), await world.read('/history'), await to('/'), await to('/open')]) {
      const { headers } = response
      const csp = headers.get('content-security-policy') ?? ''
      expect(csp).toContain("default-src 'none'")
      expect(csp).toContain("frame-ancestors 'none'")
      expect(csp).not.toMatch(/unsafe|\*|https?:/)
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
    }
  })

  it('writes no link, cookie or key into a log', async () => {
    const link = await world.link()
    await ask(world.wire, link)
    await to('/open?pass=1.forged')
    const lines = JSON.stringify(world.wire.sandbox.workers.logs())
    expect(lines).not.toContain(new URL(link).searchParams.get('pass')?.split('.')[1])
    expect(lines).not.toMatch(/pass=|__Host-/)
  })

  it('stays an answer while the table cannot be read', async () => {
    const cookie = await world.session()
    const fault = world.wire.sandbox.faults.onCall({ service: 'dynamodb', caller: 'dashboard-link' }, 'access-denied')
    const response = await to('/history', { cookie })
    fault.remove()
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('cannot read its memory for now')
    expect(world.wire.log('dashboard-link').at(-1)).toMatchObject({
      message: 'page could not be shown',
      path: '/history',
    })
  })
})

it('npx longshore open prints a link that opens', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-open-'))
  const targets = { api: aTarget('api') }
  writeFileSync(join(folder, 'longshore.yml'), aFile(targets, { page: true }))
  writeFileSync(join(folder, 'longshore.lock.yml'), aLock(targets))
  const command = join(import.meta.dirname, '../../shared/cli/longshore.mjs')
  const env = { AWS_ENDPOINT_URL: world.wire.sandbox.endpoint, AWS_ACCESS_KEY_ID: 'me', AWS_SECRET_ACCESS_KEY: 'me' }
  const running = promisify(execFile)(process.execPath, [command, 'open'], { cwd: folder, env, timeout: 60_000 })
  const { stdout, stderr } = await world.wire.sandbox.clock.during(running)
  expect((await ask(world.wire, stdout.trim())).status).toBe(200)
  expect(stderr).toMatch(/^Opens until 2026-\S+Z\.$/m)
})

it('makes no call that its role does not allow', async () => {
  for (const path of ['/', '/history', '/figures', '/deployments/api/01J00000000000000000000000'])
    await world.read(path)
  const calls = world.wire.sandbox.calls.list().filter(({ caller }) => /^(dashboard|open)/.test(caller))
  const made = new Set(calls.map(({ caller, service, operation }) => `${functionOf(caller)} ${service}:${operation}`))
  expect([...made].sort()).toEqual([
    'dashboard-link dynamodb:GetItem',
    'dashboard-link dynamodb:Query',
    'dashboard-link secretsmanager:GetSecretValue',
    'open secretsmanager:GetSecretValue',
  ])
})

describe('the page of programs', () => {
  it('is asked for with a signature, which AWS checks', async () => {
    const response = await ask(world.wire, world.urls.signed)
    expect([response.status, await response.json()]).toEqual([403, { Message: 'Forbidden' }])
  })

  it('answers with data to whoever accepts that alone', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=me/20261116/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0'
    const headers = { authorization, accept: 'application/json' }
    const now = await ask(world.wire, world.urls.signed, { headers })
    expect(now.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await now.json()).toMatchObject({
      stop: { stopped: false },
      targets: [
        { target: 'api', phase: 'idle', runs: { images: [{ container: 'app', tag: 'main-0' }] } },
        { target: 'web', phase: 'idle' },
      ],
    })
    const missing = await ask(world.wire, new URL('/deployments/api/01J00000000000000000000000', world.urls.signed), {
      headers,
    })
    expect([missing.status, await missing.json()]).toEqual([404, { message: expect.stringContaining('no deployment') }])
  })
})
