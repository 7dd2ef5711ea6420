import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { type Kernel, startKernel } from '../../../sandbox/kernel/start-kernel.ts'
import { type GithubReceiver, startGithub } from '../../../sandbox/receivers/github.ts'

const sha = (digit: string) => digit.repeat(40)
const at = Date.parse('2026-11-16T08:00:00Z')

let kernel: Kernel
let github: GithubReceiver

beforeEach(async () => {
  kernel = await startKernel()
  github = await startGithub(kernel.clock)
  github.repository(
    'acme/api',
    ['a', 'b', 'c'].map((digit) => ({ sha: sha(digit), message: `Change ${digit}`, author: 'alice', at })),
  )
})

afterEach(async () => {
  await github.stop()
  await kernel.stop()
})

async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${github.url}${path}`, {
    method,
    headers: { authorization: 'token t', ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  return { status: response.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text }
}

const deployments = '/repos/acme/api/deployments'
const wish = { ref: sha('b'), auto_merge: false, environment: 'staging', payload: { x: 1 } }

it('keeps deployments with their statuses in order', async () => {
  const { status, body } = await call('POST', deployments, wish)
  expect(status).toBe(201)
  for (const state of ['queued', 'in_progress', 'success']) {
    expect((await call('POST', `${deployments}/${body.id}/statuses`, { state })).status).toBe(201)
  }
  expect((await call('GET', `${deployments}?ref=${sha('b')}&environment=staging`)).body).toMatchObject([
    { id: body.id, payload: { x: 1 } },
  ])
  expect((await call('GET', `${deployments}?environment=production`)).body).toEqual([])
  expect(github.deployments().map(({ statuses }) => statuses.map(({ state }) => state))).toEqual([
    ['queued', 'in_progress', 'success'],
  ])
})

it('retires earlier deployments of the environment that succeeded, unless it is production or asked not to', async () => {
  const first = await call('POST', deployments, wish)
  await call('POST', `${deployments}/${first.body.id}/statuses`, { state: 'success' })
  const second = await call('POST', deployments, { ...wish, ref: sha('c') })
  await call('POST', `${deployments}/${second.body.id}/statuses`, { state: 'success', auto_inactive: false })
  expect(github.deployments()[0]?.statuses.map(({ state }) => state)).toEqual(['success'])
  await call('POST', `${deployments}/${second.body.id}/statuses`, { state: 'success' })
  expect(github.deployments()[0]?.statuses.map(({ state }) => state)).toEqual(['success', 'inactive'])
})

it('refuses what GitHub refuses', async () => {
  expect(await call('POST', deployments, { ...wish, ref: 'd'.repeat(40) })).toMatchObject({ status: 422 })
  expect(await call('POST', deployments, { ref: sha('b') })).toMatchObject({ status: 409 })
  expect(await call('POST', '/repos/acme/other/deployments', wish)).toMatchObject({ status: 404 })
  expect(await call('GET', deployments, undefined, { authorization: '' })).toMatchObject({ status: 401 })
  const { body } = await call('POST', deployments, wish)
  const status = `${deployments}/${body.id}/statuses`
  expect(await call('POST', status, { state: 'done' })).toMatchObject({ status: 422 })
  expect(await call('POST', status, { state: 'success', description: 'x'.repeat(141) })).toMatchObject({ status: 422 })
})

it('compares commits and finds them by short ids', async () => {
  const { body } = await call('GET', `/repos/acme/api/compare/${sha('a')}...${sha('c')}?per_page=1&page=2`)
  expect(body).toMatchObject({ status: 'ahead', ahead_by: 2, total_commits: 2, commits: [{ sha: sha('c') }] })
  expect((await call('GET', `/repos/acme/api/compare/${sha('c')}...${sha('a')}`)).body).toMatchObject({
    status: 'behind',
    behind_by: 2,
    commits: [],
  })
  const accept = 'application/vnd.github.sha'
  expect((await call('GET', '/repos/acme/api/commits/bbbbbbb', undefined, { accept })).body).toBe(sha('b'))
  expect((await call('GET', `/repos/acme/api/git/commits/${sha('b')}`)).body).toMatchObject({ message: 'Change b' })
})

it.each([
  ['not-found', 404],
  ['forbidden', 403],
  ['bad-credentials', 401],
  ['server-error', 502],
] as const)('answers %s with %i while it is so inclined', async (kind, status) => {
  github.behave({ kind }, { times: 1 })
  expect((await call('POST', deployments, wish)).status).toBe(status)
  expect((await call('POST', deployments, wish)).status).toBe(201)
  expect(github.deployments()).toHaveLength(1)
})

it('does what was asked although the answer gets lost', async () => {
  github.behave({ kind: 'lost-reply' }, { times: 1 })
  await expect(call('POST', deployments, wish)).rejects.toThrow()
  expect(github.deployments()).toHaveLength(1)
})
