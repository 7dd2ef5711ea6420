import type { Clock } from '../ports.ts'
import { openPath } from './link-gate.ts'
import { lastingMs, passFor } from './pass.ts'
import { dayOf } from './when.ts'

export interface OpenPorts {
  readonly stack: string
  readonly clock: Clock
  readonly key: () => Promise<string>
  /** `https://….lambda-url.….on.aws/` */
  readonly pageUrl: string
}

/** A link that opens the page. Whoever has it may read until then: it goes to nobody but who asked. */
export interface OpenedLink {
  readonly message: string
  readonly url: string
  readonly until: string
}

/** Signs a link of 15 minutes. */
export async function openLink({ stack, clock, key, pageUrl }: OpenPorts): Promise<OpenedLink> {
  const now = clock.now()
  const pass = passFor('link', { stack, key: await key() }, now)
  const url = new URL(openPath, pageUrl)
  url.searchParams.set('pass', pass)
  const until = new Date(now + lastingMs.link)
  const time = `${dayOf(until.getTime())}, ${until.toISOString().slice(11, 16)} UTC`
  return { message: `Opens until ${time}: ${url.href}`, url: url.href, until: until.toISOString() }
}
