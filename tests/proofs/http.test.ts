import type { RequestListener } from 'node:http'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from '@jest/globals'
import type { HttpProof } from '../../shared/domain/proof.ts'
import type { Reach } from '../../shared/proofs/http/find-addresses.ts'
import { lookAtHttp } from '../../shared/proofs/http/look-at-http.ts'
import { networksOf } from '../../shared/proofs/http/networks.ts'
import { type Certificates, certified, makeCertificates } from './certificates.ts'
import { closedPort, type Serving, serveHttp, serveTcp, serveTls } from './web-servers.ts'

const running: Serving[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((serving) => serving.stop()))
})

async function web(answer: RequestListener): Promise<string> {
  const serving = await serveHttp(answer)
  running.push(serving)
  return `http://web.test:${serving.port}`
}

async function tcp(...talk: Parameters<typeof serveTcp>): Promise<string> {
  const serving = await serveTcp(...talk)
  running.push(serving)
  return `http://web.test:${serving.port}`
}

const here: Reach = {
  resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  networks: networksOf(['127.0.0.0/8']),
}

function proof(url: string, more: Partial<HttpProof> = {}): HttpProof {
  return {
    ...{ kind: 'http', name: 'health', url, status: [200], withinMs: 2_000, times: 1 },
    ...{ redirects: 'refuse', whenUnknown: 'fail', failures: 2 },
    ...more,
  }
}

const look = (given: HttpProof, sent = {}, reach = here) => lookAtHttp(given, sent, reach)

describe('an answer', () => {
  it('passes by its status, header and body', async () => {
    const url = await web((_, answer) => answer.setHeader('content-type', 'application/json').end('{"status":"up"}'))
    const asked = { header: { name: 'Content-Type', contains: 'JSON' }, body: { contains: '"up"' }, times: 3 }
    const sight = await look(proof(`${url}/healthz`, asked))
    expect(sight.verdict).toBe('passed')
    expect(sight.words).toMatch(/^GET http:\/\/web\.test:\d+\/healthz answered 200 3 times, within \d+ ms$/)
  })

  it('is asked for as often as the proof says, each time over a new connection', async () => {
    const sockets = new Set<unknown>()
    const url = await web(({ socket }, answer) => {
      sockets.add(socket)
      answer.end('ok')
    })
    await look(proof(url, { times: 3 }))
    expect(sockets.size).toBe(3)
  })

  it('with another status fails with what it said', async () => {
    const url = await web((_, answer) => answer.writeHead(500).end('upstream down\n\u0007 at last'))
    const sight = await look(proof(`${url}/healthz`))
    expect(sight).toEqual({ verdict: 'failed', words: `GET ${url}/healthz answered 500: "upstream down at last"` })
  })

  it('that is good twice and bad once fails, and says when', async () => {
    let asked = 0
    const url = await web((_, answer) => {
      asked += 1
      answer.writeHead(asked === 3 ? 503 : 200).end()
    })
    expect(await look(proof(url, { times: 3 }))).toEqual({
      verdict: 'failed',
      words: `GET ${url}/ answered 503 (pass 3 of 3)`,
    })
  })

  it('with an error page under 200 fails by its body', async () => {
    const url = await web((_, answer) => answer.end('<html><h1>Something went wrong</h1></html>'))
    const sight = await look(proof(url, { body: { contains: 'up' } }))
    expect(sight.words).toContain('answered 200, but its body does not contain "up": "<html><h1>Something went wrong')
    expect(await look(proof(url, { body: { matches: '^\\{' } }))).toMatchObject({
      verdict: 'failed',
      words: expect.stringContaining('its body does not match its expression'),
    })
  })

  it('without the header, or with another one, fails', async () => {
    const url = await web((_, answer) => answer.setHeader('content-type', 'text/html').end())
    const missing = await look(proof(url, { header: { name: 'x-version', contains: '2' } }))
    expect(missing).toMatchObject({
      verdict: 'failed',
      words: `GET ${url}/ answered 200, but without the header x-version`,
    })
    const other = await look(proof(url, { header: { name: 'content-type', contains: 'json' } }))
    expect(other.words).toContain('its header content-type is "text/html" without "json"')
  })

  it('is read up to 64 KB, however much comes', async () => {
    const url = await web((_, answer) => {
      const more = (): void =>
        void (answer.destroyed || (answer.write('x'.repeat(10_000)) ? setImmediate(more) : answer.once('drain', more)))
      more()
    })
    const sight = await look(proof(url, { body: { contains: 'end' } }))
    expect(sight.verdict).toBe('failed')
    expect(sight.words).toContain('the first 64 KB of its body does not contain "end"')
    expect(sight.words.length).toBeLessThanOrEqual(300)
    expect(await look(proof(url))).toMatchObject({ verdict: 'passed' })
  })

  it('that comes too late fails with the time it took', async () => {
    const url = await web((_, answer) => setTimeout(() => answer.end('ok'), 550))
    const sight = await look(proof(url, { withinMs: 500 }))
    expect(sight.verdict).toBe('failed')
    expect(sight.words).toMatch(/answered 200 after \d+ ms; 500 ms are allowed$/)
  })

  it('is not judged by an expression that never ends', async () => {
    const url = await web((_, answer) => answer.end(`${'a'.repeat(5_000)}!`))
    const sight = await look(proof(url, { body: { matches: '^(a+)+$' } }))
    expect(sight.verdict).toBe('unknown')
    expect(sight.words).toContain('takes more than 250 ms on its answer. Write a simpler one')
  })
})

describe('no answer', () => {
  it('of one that hangs is told after the time, with what it was at', async () => {
    const url = await web(() => undefined)
    const { verdict, words } = await look(proof(url, { withinMs: 200 }))
    expect(verdict).toBe('failed')
    expect(words).toMatch(/\/ did not answer within \d+ ms \(waiting for the answer\)$/)
  })

  it('of one that hangs in the middle', async () => {
    const url = await web((_, answer) => void answer.write('half of it'))
    const { words } = await look(proof(url, { withinMs: 200 }))
    expect(words).toMatch(/\/ did not answer within \d+ ms \(reading the answer\)$/)
  })

  it('of one that is not there, cuts the connection, or speaks something else', async () => {
    const closed = await look(proof(`http://web.test:${await closedPort()}`))
    expect(closed).toMatchObject({
      verdict: 'failed',
      words: expect.stringMatching(/refused the connection while connecting$/),
    })
    const cut = await look(proof(await web(({ socket }) => socket.destroy())))
    expect(cut).toMatchObject({
      verdict: 'failed',
      words: expect.stringMatching(/cut the connection while waiting for the answer$/),
    })
    const half = await look(
      proof(
        await web((_, answer) => answer.writeHead(200, { 'content-length': 9 }).write('x', () => answer.destroy())),
      ),
    )
    expect(half).toMatchObject({
      verdict: 'failed',
      words: expect.stringMatching(/cut the connection while reading the answer$/),
    })
    const strange = await look(proof(await tcp((socket) => socket.end('220 mail.test ESMTP\r\n'))))
    expect(strange).toMatchObject({
      verdict: 'failed',
      words: expect.stringContaining('answered something that is not HTTP'),
    })
    const headers = await look(
      proof(await tcp((socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`))),
    )
    expect(headers).toMatchObject({
      verdict: 'failed',
      words: expect.stringContaining('answered headers of more than 16 KB'),
    })
  })

  it.each([
    ['ENOTFOUND', 'failed', 'the name web.test does not exist (DNS)'],
    ['EAI_AGAIN', 'unknown', 'looking up web.test failed (DNS: EAI_AGAIN)'],
  ])('because of DNS (%s) is %s', async (code, verdict, words) => {
    const resolve = () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code }))
    const sight = await look(proof('http://web.test/'), {}, { ...here, resolve })
    expect(sight).toEqual({ verdict, words: `GET http://web.test/ could not be asked: ${words}` })
  })

  it('because a name is looked up for too long says nothing', async () => {
    const resolve = () => new Promise<never>(() => undefined)
    const sight = await look(proof('http://web.test/', { withinMs: 30 }), {}, { ...here, resolve })
    expect(sight.verdict).toBe('unknown')
    expect(sight.words).toMatch(/did not answer within \d+ ms \(looking up its name\)$/)
  })

  it('because the passes do not fit into one look says nothing', async () => {
    let asked = 0
    const url = await web((_, answer) => {
      asked += 1
      if (asked === 1) setTimeout(() => answer.end(), 150)
    })
    const sight = await lookAtHttp(proof(url, { withinMs: 900, times: 2 }), {}, here, 1_000)
    expect(sight.verdict).toBe('unknown')
    expect(sight.words).toContain('passed 1 of 2 times, and more do not fit into the 1 s of one look')
  })
})

describe('an address that hangs', () => {
  it.each([200, 190, 400])('fails a look of 200 ms when it may take no longer (within %d ms)', async (withinMs) => {
    const url = await web(() => undefined)
    const { verdict, words } = await lookAtHttp(proof(url, { withinMs }), {}, here, 200)
    expect({ verdict, isTold: words.includes('did not answer') }).toEqual(
      withinMs > 200 ? { verdict: 'unknown', isTold: true } : { verdict: 'failed', isTold: true },
    )
  })

  it('fails at the first pass of many too', async () => {
    const url = await web(() => undefined)
    const sight = await lookAtHttp(proof(url, { withinMs: 200, times: 3 }), {}, here, 200)
    expect(sight).toMatchObject({ verdict: 'failed', words: expect.stringContaining('did not answer within') })
  })
})

describe('a redirect', () => {
  it('is an answer like another unless it is to be followed', async () => {
    const url = await web((_, answer) => answer.writeHead(302, { location: '/login?next=secret' }).end())
    const { verdict, words } = await look(proof(url))
    expect(verdict).toBe('failed')
    expect(words).toBe(`GET ${url}/ answered 302, which leads to ${url}/login?…`)
    expect(await look(proof(url, { status: [302] }))).toMatchObject({ verdict: 'passed' })
  })

  it('is followed three times and no more', async () => {
    const url = await web(({ url: path = '' }, answer) => {
      const left = Number(path.slice(1))
      if (left === 0) answer.end('there')
      else answer.writeHead(307, { location: `/${left - 1}` }).end()
    })
    const asked = { redirects: 'follow', body: { contains: 'there' } } as const
    expect(await look(proof(`${url}/3`, asked))).toMatchObject({ verdict: 'passed' })
    const lost = await look(proof(`${url}/4`, asked))
    expect(lost).toMatchObject({ verdict: 'failed', words: expect.stringContaining('more than 3 times') })
  })

  it('that goes round in circles ends', async () => {
    const url = await web((_, answer) => answer.writeHead(301, { location: '/' }).end())
    expect(await look(proof(url, { redirects: 'follow' }))).toMatchObject({ verdict: 'failed' })
  })

  it('takes no header to another host', async () => {
    const seen: (string | undefined)[] = []
    const other = await web(({ headers }, answer) => {
      seen.push(headers.authorization)
      answer.end()
    })
    const url = await web(({ headers }, answer) => {
      seen.push(headers.authorization)
      answer.writeHead(302, { location: other }).end()
    })
    await look(proof(url, { redirects: 'follow' }), { authorization: 'Bearer of-a-secret' })
    expect(seen).toEqual(['Bearer of-a-secret', undefined])
  })

  it.each([
    ['http://10.1.2.3/', 'led to http://10.1.2.3/, which was not asked: 10.1.2.3 is at no public address'],
    ['http://169.254.169.254/latest/meta-data/', 'which was not asked'],
    ['ftp://web.test/', 'where no check may go'],
    ['http://user:password@web.test/', 'led with credentials to http://web.test/'],
  ])('to %s is not followed', async (location, words) => {
    const url = await web((_, answer) => answer.writeHead(302, { location }).end())
    const sight = await look(proof(url, { redirects: 'follow' }))
    expect(sight.verdict).toBe('failed')
    expect(sight.words).toContain(words)
  })
})

it('a redirect to a private name does not tell where that is', async () => {
  const url = await web((_, answer) => answer.writeHead(302, { location: 'http://db.internal.test/' }).end())
  const resolve: Reach['resolve'] = async (name) => [
    { address: name === 'web.test' ? '127.0.0.1' : '10.99.88.77', family: 4 },
  ]
  const sight = await look(proof(url, { redirects: 'follow' }), {}, { ...here, resolve })
  expect(sight).toMatchObject({
    verdict: 'failed',
    words: expect.stringContaining('db.internal.test is at no public address'),
  })
  expect(sight.words).not.toContain('10.99')
})

describe('a secret', () => {
  it('that was sent, or stands in the query, is not in the words, whoever says it again', async () => {
    const url = await web(({ headers, url: path = '' }, answer) => {
      answer.writeHead(500).end(`no such user: ${headers['x-key']} at ${path}`)
    })
    const sight = await look(proof(`${url}/health?key=q-u-e-r-y&a=b%20c%20d%20e`), { 'x-key': 'h-e-a-d-e-r' })
    expect(sight.words).toContain(`GET ${url}/health?… answered 500: "no such user: [hidden] at`)
    expect(sight.words).not.toMatch(/q-u-e-r-y|h-e-a-d-e-r|b%20c/)
  })

  it.each([
    ['without its scheme', 'Bearer s3cr3tOpaqueValue77', 's3cr3tOpaqueValue77'],
    ['with another scheme', 'Token  s3cr3tOpaqueValue77', 'Bearer s3cr3tOpaqueValue77'],
    ['decoded', `Basic ${Buffer.from('probe-user:pass"wort').toString('base64')}`, 'probe-user and pass"wort'],
    ['as JSON', `Basic ${Buffer.from('probe-user:pass"wort').toString('base64')}`, JSON.stringify({ a: 'pass"wort' })],
    ['as part of an address', 'session=a/b+c/d+e', `?next=${encodeURIComponent('session=a/b+c/d+e')}`],
  ])('is not in the words %s', async (_how, authorization, echo) => {
    const url = await web((_, answer) => answer.writeHead(401).end(`unknown: ${echo}.`))
    const sight = await look(proof(url, { headers: { authorization: { ssm: '/key' } } }), { authorization })
    expect(sight.words).toContain('[hidden]')
    expect(sight.words).not.toMatch(/s3cr3t|probe-user|wort|a\/b|a%2Fb/)
  })

  it('of the query is not in the words as it was written, nor as it was meant', async () => {
    const url = await web(({ url: path = '' }, answer) => {
      const key = path.split('k=')[1] ?? ''
      answer
        .writeHead(403)
        .end(`the key ${key}, ${decodeURIComponent(key)}, ${JSON.stringify(decodeURIComponent(key))}`)
    })
    const sight = await look(proof(`${url}/?k=abc%2fdef%2B%2212345678`))
    expect(sight.words).toContain('"the key [hidden], [hidden], "[hidden]""')
  })

  it('is none that stands in the configuration as plain text', async () => {
    const url = await web((_, answer) => answer.setHeader('content-type', 'text/html').end())
    const asked = { headers: { accept: 'text/html' }, header: { name: 'content-type', contains: 'json' } }
    expect((await look(proof(url, asked), { accept: 'text/html' })).words).toContain('"text/html"')
  })

  it('is not left by half where the words end', async () => {
    const key = 'k'.repeat(60)
    const url = await web(({ headers }, answer) => answer.writeHead(500).end(`${'.'.repeat(170)}${headers['x-key']}`))
    expect((await look(proof(url), { 'x-key': key })).words).not.toContain('kk')
  })

  it('goes without TLS to listed networks only, whatever its name stands for', async () => {
    const seen: unknown[] = []
    const url = await web(({ headers }, answer) => {
      seen.push(headers['x-key'])
      answer.end()
    })
    const secret = { headers: { 'x-key': { ssm: '/key' } } }
    expect(await look(proof(url, secret), { 'x-key': 'of-a-secret' })).toMatchObject({ verdict: 'passed' })
    const addresses = [
      { address: '127.0.0.1', family: 4 as const },
      { address: '8.8.8.8', family: 4 as const },
    ]
    const sight = await look(
      proof(url, secret),
      { 'x-key': 'of-a-secret' },
      { ...here, resolve: async () => addresses },
    )
    expect(sight.verdict).toBe('unknown')
    expect(sight.words).toMatch(/was not asked: .* without TLS .* checks\.privateNetworks/)
    const plain = { headers: { 'x-key': 'public' } }
    expect(
      await look(proof(url, plain), { 'x-key': 'public' }, { ...here, resolve: async () => addresses }),
    ).toMatchObject({ verdict: 'passed' })
    expect(seen).toEqual(['of-a-secret', 'public'])
  })

  it('that no header can hold is not sent and not told', async () => {
    const sight = await look(proof(await web((_, answer) => answer.end())), { 'x-key': 'two\nlines' })
    expect(sight).toMatchObject({ verdict: 'unknown', words: expect.not.stringContaining('two') })
  })
})

describe('an address', () => {
  const only = (address: string, networks: readonly string[] = []): Reach => ({
    resolve: async () => [{ address, family: address.includes(':') ? 6 : 4 }],
    networks: networksOf(networks),
  })

  it.each([
    '10.0.0.7',
    '127.0.0.1',
    '169.254.169.254',
    '192.168.1.1',
    '172.31.255.255',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:10.0.0.7',
    '64:ff9b::a00:7',
  ])('%s is not asked, whatever name stands for it', async (address) => {
    const sight = await look(proof('http://public.test/'), {}, only(address))
    expect(sight.verdict).toBe('unknown')
    expect(sight.words).toContain('no public address')
  })

  it.each(['http://127.1/', 'http://0x7f000001/', 'http://2130706433/', 'http://[::1]/', 'http://[::ffff:7f00:1]/'])(
    'written as %s is known for what it is',
    async (url) => {
      expect(await look(proof(url), {}, only('127.0.0.1'))).toMatchObject({ verdict: 'unknown' })
    },
  )

  it('of the metadata service is asked by no list', async () => {
    const sight = await look(proof('http://169.254.169.254/'), {}, only('', ['0.0.0.0/0', '169.254.0.0/16']))
    expect(sight).toMatchObject({ verdict: 'unknown' })
  })

  it('that was checked is the one that is asked, though the name means another by then', async () => {
    const url = await web(({ headers }, answer) => answer.end(headers.host))
    const answers = ['127.0.0.1', '10.0.0.1']
    const resolve: Reach['resolve'] = async () => [{ address: answers.shift() ?? '10.0.0.1', family: 4 }]
    const sight = await look(proof(url, { body: { contains: new URL(url).host } }), {}, { ...here, resolve })
    expect(sight).toMatchObject({ verdict: 'passed' })
    expect(answers).toEqual(['10.0.0.1'])
  })
})

describe('TLS', () => {
  const certificates: Certificates | undefined = makeCertificates()
  const before = getCACertificates()
  beforeAll(() => setDefaultCACertificates([...before, certificates?.authority ?? ''].filter(Boolean)))
  afterAll(() => setDefaultCACertificates(before))

  async function secure(
    which: Exclude<keyof Certificates, 'authority'>,
    name = certified,
  ): Promise<string | undefined> {
    const files = certificates?.[which]
    if (!files) return undefined
    const serving = await serveTls(files, (_, answer) => answer.end('ok'))
    running.push(serving)
    return `https://${name}:${serving.port}/`
  }

  const cases = [
    ['good', certified, 'passed', /answered 200 within/],
    ['good', 'other.test', 'failed', /has a certificate for another name \(TLS\) while agreeing on TLS$/],
    ['expired', certified, 'failed', /has a certificate that has expired \(TLS\)/],
    ['selfSigned', certified, 'failed', /has a certificate that it signed itself \(TLS\)/],
  ] as const
  const each = certificates ? test.each(cases) : test.skip.each(cases)
  each('with a certificate that is %s, asked as %s, is %s', async (which, name, verdict, words) => {
    const url = (await secure(which, name)) ?? ''
    const sight = await look(proof(url))
    expect(sight.verdict).toBe(verdict)
    expect(sight.words).toMatch(words)
  })

  it('that nobody speaks is told', async () => {
    const url = (await web((_, answer) => answer.end())).replace('http:', 'https:')
    const sight = await look(proof(url))
    expect(sight).toMatchObject({
      verdict: 'failed',
      words: expect.stringContaining('speaks no TLS that could be understood'),
    })
  })

  it('is not left by a redirect', async () => {
    if (!certificates) return
    const serving = await serveTls(certificates.good, (_, answer) =>
      answer.writeHead(302, { location: 'http://web.test/' }).end(),
    )
    running.push(serving)
    const sight = await look(proof(`https://${certified}:${serving.port}/`, { redirects: 'follow' }))
    expect(sight).toMatchObject({
      verdict: 'failed',
      words: expect.stringContaining('led from TLS to http://web.test/'),
    })
  })
})
