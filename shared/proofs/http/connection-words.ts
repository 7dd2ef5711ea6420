import { errorCode } from './error-code.ts'

/** Why there was no answer, by the code of the error; goes on after the address. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'cut the connection',
  EPIPE: 'cut the connection',
  EHOSTUNREACH: 'cannot be reached: there is no way to its host',
  ENETUNREACH: 'cannot be reached: there is no way to its network',
  EADDRNOTAVAIL: 'cannot be reached: there is no way to its network',
  ETIMEDOUT: 'cannot be reached: nothing answered the connection',
  CERT_HAS_EXPIRED: 'has a certificate that has expired (TLS)',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet (TLS)',
  CERT_REVOKED: 'has a certificate that was revoked (TLS)',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a certificate that it signed itself (TLS)',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a certificate of an authority that nobody knows (TLS)',
  UNABLE_TO_GET_ISSUER_CERT: 'has a certificate of an authority that nobody knows (TLS)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'has a certificate of an authority that nobody knows (TLS)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'does not send the certificates between its own and an authority (TLS)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name (TLS)',
  EPROTO: 'speaks no TLS that could be understood',
  HPE_HEADER_OVERFLOW: 'answered headers of more than 16 KB',
  HPE_INVALID_CONSTANT: 'answered something that is not HTTP',
}

/** What a broken connection means. `doing`: what it was broken at. Codes nobody has met are named as they are. */
export function connectionWords(error: unknown, doing: string): string {
  const code = errorCode(error) ?? 'no reason was given'
  const known = words[code] ?? kindWords(code)
  return `${known ?? `could not be asked (${code})`} while ${doing}`
}

function kindWords(code: string): string | undefined {
  if (code.startsWith('HPE_')) return 'answered something that is not HTTP'
  return /CERT|^ERR_(?:TLS|SSL)/.test(code) ? `has no certificate that can be trusted (TLS: ${code})` : undefined
}
