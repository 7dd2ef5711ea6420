import type { HttpProof } from '../../domain/proof.ts'
import { redactAll } from '../../redact.ts'

/** Values shorter than this are no secrets, and would be found everywhere. */
const shortestSecret = 6

/** Takes out what was sent and a server may say again, in whatever form: secret headers, and what stands in the query. */
export function hidingSent({ url, headers = {} }: HttpProof, sent: Readonly<Record<string, string>>) {
  const kept = Object.entries(sent).flatMap(([name, value]) =>
    typeof headers[name] === 'string' ? [] : partsOf(value),
  )
  const parts = [...kept, ...queryOf(new URL(url))]
  const long = parts.filter((part) => part.length >= shortestSecret)
  return (text: string): string => redactAll(text, long)
}

const scheme = /^(?:basic|bearer|digest|negotiate)$/i

/** A header's value and what it is made of: scheme and credentials, names and values of cookies. */
function partsOf(value: string): string[] {
  const words = value.split(/[\s;,]+/).filter((word) => !scheme.test(word))
  const named = words.map((word) => word.slice(word.indexOf('=') + 1))
  return [value, ...words, ...named, ...(/^basic\s/i.test(value) ? words.flatMap(credentialsIn) : [])]
}

function credentialsIn(encoded: string): string[] {
  const decoded = Buffer.from(encoded, 'base64').toString()
  const colon = decoded.indexOf(':')
  return colon < 0 ? [decoded] : [decoded, decoded.slice(0, colon), decoded.slice(colon + 1)]
}

function queryOf({ search, searchParams }: URL): string[] {
  const raw = search.slice(1).split('&')
  return [search, ...raw, ...raw.map((pair) => pair.slice(pair.indexOf('=') + 1)), ...searchParams.values()]
}
