import type { Millis } from '../domain/image.ts'
import type { Clock } from '../ports.ts'
import { html } from './html.ts'
import { isPassLike, judgePass, lastingMs, passFor, type Signing } from './pass.ts'
import { plainPage } from './plain-page.ts'
import { htmlReply, jsonReply, type Reply } from './reply.ts'
import type { PageRequest } from './request.ts'
import type { Gate } from './serve-page.ts'

/** Where a signed link leads. */
export const openPath = '/open'

/** For this host and over TLS only: a name with this prefix cannot be set by anybody else, nor for a wider place. */
const cookieName = '__Host-longshore'

export interface LinkGateOptions {
  readonly stack: string
  readonly clock: Clock
  /** Throws, naming the secret, when it cannot be read. */
  readonly key: () => Promise<string>
}

/**
 * Lets in who comes with a signed link, and then by the cookie that the link was exchanged for. So the link's signature is in
 * one address only, of a page that loads nothing, links nowhere else and tells no other site where the reader came from.
 */
export function linkGate({ stack, clock, key }: LinkGateOptions): Gate {
  return async (request) => {
    const purpose = request.path === openPath ? 'link' : 'session'
    const pass = purpose === 'link' ? request.query.get('pass') : cookieIn(request)
    // Anybody may ask: whoever brings nothing that could be a pass is not worth reading the key for.
    if (!pass) return refused('absent', request)
    if (!isPassLike(pass)) return refused('forged', request)
    const signing = { stack, key: await key() }
    const now = clock.now()
    const verdict = judgePass(purpose, signing, pass, now)
    if (verdict !== 'good') return refused(verdict, request)
    return purpose === 'session' ? 'open' : exchanged(signing, now)
  }
}

function exchanged(signing: Signing, now: Millis): Reply {
  const seconds = lastingMs.session / 1000
  const cookie = `${cookieName}=${passFor('session', signing, now)}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Strict`
  const { page, csp } = plainPage('Longshore', 'The link is good.', html`<p><a href="/">What runs now</a></p>`, '/')
  return { ...htmlReply(200, page, csp), cookies: [cookie] }
}

function cookieIn({ cookies }: PageRequest): string | undefined {
  return cookies.find((cookie) => cookie.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1)
}

const reasons = {
  absent: 'This page is read through a signed link.',
  forged: 'This link is not one that Longshore signed: something of it is missing or was changed.',
  expired: 'The time of this link is over.',
} as const

const mend = 'Ask for a new one; it opens for 15 minutes what can then be read for an hour:'

function refused(why: keyof typeof reasons, { wantsJson }: PageRequest): Reply {
  if (wantsJson) return jsonReply(403, { message: `${reasons[why]} ${mend} serverless invoke -f open` })
  const more = html`<p>${mend}</p><pre><code>npx serverless invoke -f open</code></pre>`
  const { page, csp } = plainPage('Not open', reasons[why], more)
  return htmlReply(403, page, csp)
}
