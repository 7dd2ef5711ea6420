import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

export interface Certificates {
  /** Of the authority that signed the good and the expired one. */
  readonly authority: string
  readonly good: Certificate
  readonly expired: Certificate
  readonly selfSigned: Certificate
}

/** The name that the certificates are for. */
export const certified = 'web.test'

/** Made by `openssl`; undefined where there is none, unless REQUIRE_NATIVE=1 lets no test skip. */
export function makeCertificates(): Certificates | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-certificates-'))
  const openssl = (...given: string[]) => execFileSync('openssl', given, { cwd: folder, stdio: 'pipe' })
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const named = ['-subj', `/CN=${certified}`, '-addext', `subjectAltName=DNS:${certified}`]
  const signed = (name: string, days: string) => {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, ...named)
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-copy_extensions', 'copy']
    openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-days', days, '-out', `${name}.pem`)
  }
  try {
    openssl(
      'req',
      '-x509',
      ...key,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '30',
      '-subj',
      '/CN=Authority of a test',
    )
    openssl('req', '-x509', ...key, '-keyout', 'own.key', '-out', 'own.pem', '-days', '30', ...named)
    signed('good', '30')
    signed('old', '-1')
    return {
      authority: read('ca.pem'),
      good: { key: read('good.key'), cert: read('good.pem') },
      expired: { key: read('old.key'), cert: read('old.pem') },
      selfSigned: { key: read('own.key'), cert: read('own.pem') },
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || process.env['REQUIRE_NATIVE'] === '1') throw error
    process.stderr.write('tests/proofs needs openssl for its certificates, so the tests of TLS skip here.\n')
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
