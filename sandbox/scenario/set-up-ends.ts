import { END_KINDS } from '../receivers/ends.ts'
import type { Sandbox } from '../start-sandbox.ts'

type Content = Readonly<Record<string, unknown>>

/** Puts where the ends of a configuration are, and what they are signed for with, where it says that they are kept. */
export function setUpEnds({ ends, ssm, secrets }: Sandbox, written: unknown): void {
  function store(place: unknown, value: string): void {
    const { ssm: parameter, secret } = asContent(place)
    if (typeof parameter === 'string') ssm.put(parameter, value, 'SecureString')
    if (typeof secret === 'string') secrets.set(secret, value)
  }
  for (const end of Array.isArray(written) ? written.map(asContent) : []) {
    const kind = END_KINDS.find((known) => known === end['kind'])
    const name = String(end['name'])
    if (!kind) continue
    const key = `key-of-a-rehearsal-${name}`.padEnd(64, '0')
    ends.keys(name, [key])
    store(end['url'], ends.url(kind, name))
    store(end['signingKey'], key)
  }
}

function asContent(value: unknown): Content {
  return typeof value === 'object' && value !== null ? (value as Content) : {}
}
