import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from '@jest/globals'
import { addressGuard } from '../../../shared/notify/ends/address-guard.ts'
import { postToEnd } from '../../../shared/notify/ends/post-to-end.ts'
import { certified, makeCertificates } from '../../proofs/certificates.ts'
import { type EndServer, startEndServer } from './end-server.ts'

const local = ['127.0.0.0/8', '::1/128']
const to = (url: string) => ({ url: new URL(url), headers: { 'content-type': 'application/json' }, body: '{}' })

describe('an address', () => {
  const four = (address: string) => ({ address, family: 4 as const })
  const six = (address: string) => ({ address, family: 6 as const })

  it.each([
    ['https:', [], four('93.184.215.14'), true],
    ['https:', [], six('2606:4700::1111'), true],
    ['http:', [], four('93.184.215.14'), false],
    ['http:', ['93.184.215.0/24'], four('93.184.215.14'), false],
    ['https:', [], four('10.0.0.1'), false],
    ['https:', ['10.0.0.0/8'], four('10.0.0.1'), true],
    ['http:', ['10.0.0.0/8'], four('10.0.0.1'), true],
    ['http:', ['10.0.0.0/8'], four('192.168.0.1'), false],
    ['https:', ['10.0.0.0/8'], six('::ffff:10.0.0.1'), true],
    ['https:', [], six('::ffff:10.0.0.1'), false],
    ['https:', [], six('fd00::1'), false],
    ['https:', [], six('64:ff9b::a00:1'), false],
    ['https:', ['169.254.0.0/16'], four('169.254.169.254'), false],
  ] as const)('by %s with %j configured, %j may be connected to: %s', (protocol, networks, address, isAllowed) => {
    expect(addressGuard(protocol, networks)(address)).toBe(isAllowed)
  })
})

describe('a name', () => {
  it('that does not exist is told as that', async () => {
    const answer = await postToEnd(to('https://no-such-host.invalid/'), local)
    expect(answer).toEqual({ kind: 'unreachable', why: expect.stringMatching(/^its name /) })
  })
})

const certificates = makeCertificates()
const describeTls = certificates ? describe : describe.skip
if (!certificates) console.log('There is no openssl here: posts by TLS are not tried.')

/** Posts from a process of its own, which knows the authority of the certificates and looks every name up as this machine. */
async function postAll(posts: readonly (readonly [string, readonly string[]])[]): Promise<unknown[]> {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-tls-'))
  const module = new URL('../../../shared/notify/ends/post-to-end.ts', import.meta.url)
  writeFileSync(join(folder, 'ca.pem'), certificates?.authority ?? '')
  const script = `
    import dns from 'node:dns'
    import { syncBuiltinESMExports } from 'node:module'
    dns.lookup = (name, options, done) => done(null, [{ address: '127.0.0.1', family: 4 }])
    syncBuiltinESMExports()
    const { postToEnd } = await import('${module}')
    const posts = ${JSON.stringify(posts)}
    const answers = posts.map(([url, networks]) => postToEnd({ url: new URL(url), headers: {}, body: '{}' }, networks))
    console.log(JSON.stringify(await Promise.all(answers)))`
  writeFileSync(join(folder, 'post.mjs'), script)
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') }
  const child = spawn(process.execPath, ['--no-warnings', join(folder, 'post.mjs')], { env })
  const said = await text(child.stdout)
  return JSON.parse(said)
}

describeTls('a post by TLS', () => {
  let servers: EndServer[] = []
  afterEach(() => Promise.all(servers.map((server) => server.close())))

  it('is taken where the certificate is good and for the name, and nowhere else', async () => {
    const kinds = [certificates?.good, certificates?.expired, certificates?.selfSigned]
    servers = await Promise.all(kinds.map((kind) => startEndServer(kind)))
    const [good = '', expired = '', selfSigned = ''] = servers.map(({ url }) => new URL(url).port)
    const answers = await postAll([
      [`https://${certified}:${good}/`, local],
      [`https://other.test:${good}/`, local],
      [`https://${certified}:${expired}/`, local],
      [`https://${certified}:${selfSigned}/`, local],
      [`https://${certified}:${good}/`, []],
    ])
    const told = 'while it was being told'
    expect(answers).toEqual([
      { kind: 'answered', status: 204, body: '' },
      { kind: 'unreachable', why: `it has a certificate for another name (TLS) ${told}` },
      { kind: 'unreachable', why: `it has a certificate that has expired (TLS) ${told}` },
      { kind: 'unreachable', why: `it has a certificate that it signed itself (TLS) ${told}` },
      { kind: 'forbidden' },
    ])
    expect(servers.map(({ posts }) => posts.length)).toEqual([1, 0, 0])
  })
})
