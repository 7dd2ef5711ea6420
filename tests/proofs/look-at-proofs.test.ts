import { afterEach, describe, expect, it } from '@jest/globals'
import { refuse } from '../../shared/aws/refusal.ts'
import type { HttpProof, Proof, ProofSight } from '../../shared/domain/proof.ts'
import { networksOf } from '../../shared/proofs/http/networks.ts'
import { type Looks, lookingAtProofs } from '../../shared/proofs/look-at-proofs.ts'
import { lookAtUrl } from '../../shared/proofs/look-at-url.ts'
import { lookFromInside } from '../../shared/proofs/look-from-inside.ts'
import { parseProbeAsk } from '../../shared/proofs/probe-message.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'
import { type Serving, serveHttp } from './web-servers.ts'

const http: HttpProof = {
  ...{ kind: 'http', name: 'health', url: 'https://api.test/healthz', status: [200], withinMs: 2_000, times: 1 },
  ...{ redirects: 'refuse', whenUnknown: 'fail', failures: 2 },
}
const log: Proof = {
  kind: 'log',
  name: 'panics',
  group: '/app',
  pattern: 'panic',
  atMost: 0,
  whenUnknown: 'fail',
  failures: 1,
}

const running: Serving[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((serving) => serving.stop()))
})

async function web(status: (key: string | undefined) => number): Promise<string> {
  const serving = await serveHttp(({ headers }, answer) => answer.writeHead(status(String(headers['x-key']))).end())
  running.push(serving)
  return `http://api.test:${serving.port}/`
}

const reach = {
  resolve: async () => [{ address: '127.0.0.1', family: 4 as const }],
  networks: networksOf(['127.0.0.0/8']),
}

function lookAll(looks: Looks, proofs: readonly Proof[], lookMs?: number): Promise<readonly ProofSight[]> {
  const ask = { target: 'api', deploymentId: 'd-1', proofs, startedAt: 0, rolledOutAt: 60_000 }
  return lookingAtProofs(looks, virtualClock(), lookMs).look(ask)
}

describe('proofs', () => {
  it('are each seen once, in their order, at the time of the look', async () => {
    const many = Array.from({ length: 25 }, (_, index) => ({ ...log, name: `log ${index}` }))
    const sights = await lookAll({ log: async () => ({ verdict: 'passed', words: 'none' }) }, many)
    expect(sights.map(({ name }) => name)).toEqual(many.map(({ name }) => name))
    expect(new Set(sights.map(({ at }) => at))).toEqual(new Set([virtualClock().now()]))
  })

  it('are looked at side by side, ten at a time', async () => {
    let now = 0
    let most = 0
    const looks: Looks = {
      log: async () => {
        now += 1
        most = Math.max(most, now)
        await Promise.resolve()
        now -= 1
        return { verdict: 'passed', words: 'none' }
      },
    }
    await lookAll(
      looks,
      Array.from({ length: 25 }, () => log),
    )
    expect(most).toBe(10)
  })

  it('that take longer than all of them may are unknown; the others are as they are', async () => {
    const looks: Looks = {
      log: () => new Promise<never>(() => undefined),
      http: async () => ({ verdict: 'passed', words: 'up' }),
    }
    const sights = await lookAll(looks, [log, http, ...Array.from({ length: 12 }, () => log)], 50)
    expect(sights.map(({ verdict }) => verdict)).toEqual([
      'unknown',
      'passed',
      ...Array.from({ length: 12 }, () => 'unknown'),
    ])
    expect(sights[0]?.words).toContain('could not be looked at')
  })

  it('that AWS refuses to tell of are unknown, with what it says', async () => {
    const looks: Looks = { log: async () => refuse('denied', 'Cannot filter the log /app: the permission is missing.') }
    const [sight] = await lookAll(looks, [log])
    expect(sight).toMatchObject({ verdict: 'unknown', words: 'Cannot filter the log /app: the permission is missing.' })
  })

  it('of a kind that was not packaged are unknown, with how to mend it', async () => {
    const sights = await lookAll({}, [log, http])
    for (const { verdict, words } of sights) {
      expect(verdict).toBe('unknown')
      expect(words).toContain('Put one back into longshore.yml')
    }
  })
})

describe('an address', () => {
  const secrets = { read: async () => 'of-a-secret' }
  const proof = async (): Promise<HttpProof> => ({
    ...http,
    url: await web((key) => (key === 'of-a-secret' ? 200 : 401)),
    headers: { 'x-key': { ssm: '/health/key' }, accept: 'text/plain' },
  })

  it('is asked with its secret headers', async () => {
    const [sight] = await lookAll({ http: lookAtUrl({ reach, secrets }) }, [await proof()])
    expect(sight).toMatchObject({ verdict: 'passed', words: expect.not.stringContaining('of-a-secret') })
  })

  it('whose secret cannot be read is not asked', async () => {
    const denied = { read: () => Promise.resolve(refuse('denied', 'Cannot get the parameter /health/key.')) }
    const [sight] = await lookAll({ http: lookAtUrl({ reach, secrets: { read: async () => denied.read() } }) }, [
      await proof(),
    ])
    expect(sight).toMatchObject({ verdict: 'unknown', words: 'Cannot get the parameter /health/key.' })
    const [unpackaged] = await lookAll({ http: lookAtUrl({ reach }) }, [await proof()])
    expect(unpackaged).toMatchObject({ verdict: 'unknown', words: expect.stringContaining('packaged without') })
  })

  it('inside a network is asked by the probe, which gets the headers with their values', async () => {
    const asked: unknown[] = []
    const inside = lookFromInside(
      async () => ({
        async invoke({ FunctionName, Payload }) {
          const ask = parseProbeAsk(JSON.parse(Buffer.from((Payload as Uint8Array) ?? '').toString()))
          asked.push(FunctionName, ask)
          return { $metadata: {}, Payload: answerOf({ verdict: 'failed', words: 'GET … answered 500' }) }
        },
      }),
      'longshore-dev-probe',
    )
    const given = { ...(await proof()), through: 'vpc' as const, body: { matches: 'ok' } }
    const [sight] = await lookAll({ http: lookAtUrl({ reach, secrets, inside }) }, [given])
    expect(sight).toMatchObject({ verdict: 'failed', words: 'GET … answered 500' })
    const { through: _through, ...plain } = { ...given, headers: { accept: 'text/plain' } }
    expect(asked).toEqual([
      'longshore-dev-probe',
      { proof: plain, sent: { 'x-key': 'of-a-secret', accept: 'text/plain' }, lookMs: expect.any(Number) },
    ])
    const lookMs = Number(Object(asked[1]).lookMs)
    expect(lookMs).toBeGreaterThanOrEqual(1)
    expect(lookMs).toBeLessThanOrEqual(6_000 - 750)
  })

  it.each([
    ['fails', { FunctionError: 'Unhandled', Payload: answerOf({ errorMessage: 'no' }) }],
    ['answers something else', { Payload: answerOf({ ok: true }) }],
    ['answers nothing', {}],
  ])('is unknown when the probe %s', async (_how, answer) => {
    const inside = lookFromInside(async () => ({ invoke: async () => ({ $metadata: {}, ...answer }) }), 'probe')
    const [sight] = await lookAll({ http: lookAtUrl({ reach, inside }) }, [{ ...http, through: 'vpc' }])
    expect(sight).toMatchObject({ verdict: 'unknown', words: expect.stringContaining('the function probe failed') })
  })
})

/** What the SDK hands out. */
function answerOf(value: object) {
  return Object.assign(new TextEncoder().encode(JSON.stringify(value)), { transformToString: () => '' })
}
