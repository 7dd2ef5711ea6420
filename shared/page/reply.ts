import { type Html, textOf } from './html.ts'

/** What a function URL answers with. */
export interface Reply {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly cookies?: readonly string[]
  readonly body: string
}

/**
 * Says of every answer: keep it nowhere, show it in no frame, tell no other site where it came from (the address of a signed
 * link is the permission to read), and load nothing but what `csp` allows.
 */
function headers(type: string, csp: string): Readonly<Record<string, string>> {
  return {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': csp,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'strict-transport-security': 'max-age=31536000',
    'x-robots-tag': 'noindex, nofollow',
  }
}

const nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export function htmlReply(statusCode: number, page: Html, csp: string): Reply {
  return { statusCode, headers: headers('text/html', csp), body: textOf(page) }
}

export function jsonReply(statusCode: number, data: unknown): Reply {
  return { statusCode, headers: headers('application/json', nothing), body: JSON.stringify(data) }
}
