import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { parsePageRequest } from '../../shared/page/request.ts'
import { servePage } from '../../shared/page/serve-page.ts'
import { aTarget, configOf } from '../config/a-configuration.ts'

const event = (path: string, query: string, headers: Record<string, string> = {}, method = 'GET') => ({
  ...{ version: '2.0', rawPath: path, rawQueryString: query, headers, cookies: ['a=1'] },
  requestContext: { http: { method, path } },
})

const empty = { entries: [] }
const ports = {
  config: configOf({ api: aTarget('api') }),
  clock: { now: () => 0 },
  records: { load: async () => ({ record: undefined, write: 0, facts: [] }) },
  stack: { readStop: async () => ({ stopped: false }) },
  history: { search: async () => empty, read: async () => undefined },
  commits: { of: async () => [] },
  past: { since: async (target: string) => ({ target, outcomes: [], healed: [], isCut: false, unreadable: [] }) },
  dates: { of: async () => new Map() },
  log: { error: () => undefined },
}

describe('a request', () => {
  it('is read from what a function URL hands over', () => {
    expect(parsePageRequest(event('/history', 'target=api', { accept: 'application/json' }))).toMatchObject({
      ...{ method: 'GET', path: '/history', cookies: ['a=1'], wantsJson: true },
    })
    expect(parsePageRequest(event('', ''))).toMatchObject({ path: '/', wantsJson: false })
  })

  it('that is none is told so, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (anything) => {
        expect((await servePage(anything, ports)).statusCode).toBe(400)
      }),
      { numRuns: 200 },
    )
  })

  it('is answered by a page, a choice or "not found", whatever its path and query', async () => {
    const paths = fc.oneof(
      fc.constantFrom('/', '/history', '/figures', '/deployments/api/01J00000000000000000000000'),
      fc.string(),
    )
    const names = fc.constantFrom('target', 'outcome', 'from', 'to', 'before', 'page', 'part', 'group', 'x')
    const queries = fc.array(
      fc.tuple(names, fc.oneof(fc.string(), fc.constantFrom('1e999', '-1', '2026-02-31', '9999-12-31', 'live'))),
    )
    await fc.assert(
      fc.asyncProperty(paths, queries, fc.boolean(), async (path, pairs, asData) => {
        const query = new URLSearchParams(pairs).toString()
        const reply = await servePage(event(path, query, asData ? { accept: 'application/json' } : {}), ports)
        expect([200, 404]).toContain(reply.statusCode)
        expect(Buffer.byteLength(reply.body)).toBeLessThan(100_000)
      }),
      { numRuns: 300 },
    )
  })
})
