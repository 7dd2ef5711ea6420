import { spelled } from './spelled.ts'

/** What stands where a secret stood. */
const hidden = '[hidden]'

/** One shape of secret; everything but `$1` and `$2` is replaced. Each expression runs in linear time: texts come from strangers. */
const shapes: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  // The path of a webhook is the whole permission to post.
  { pattern: /(https?:\/\/hooks\.slack(?:-gov)?\.com\/)[^\s"'<>|]+/gi, instead: `$1${hidden}` },
  { pattern: /(https?:\/\/[a-z0-9.-]*discord(?:app)?\.com\/api\/webhooks\/)[^\s"'<>|]+/gi, instead: `$1${hidden}` },
  {
    // A workflow of Teams: whoever has path and signature may post.
    pattern:
      /(https?:\/\/[a-z0-9.-]*(?:logic\.azure|api\.powerplatform|webhook\.office)\.(?:com|us|cn)(?::\d{1,5})?\/)[^\s"'<>|]+/gi,
    instead: `$1${hidden}`,
  },
  { pattern: /\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>@]{1,500}@/gi, instead: `$1${hidden}@` },
  { pattern: /\b(?:xox[a-z]|xapp|xoxe\.xox[a-z])-[a-z0-9-]+/gi, instead: hidden },
  { pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, instead: hidden },
  { pattern: /\b(?:gh[pousr]_|github_pat_|glpat-|npm_)[A-Za-z0-9_-]{16,}/g, instead: hidden },
  { pattern: /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, instead: hidden },
  {
    pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]*(?:-----END [A-Z ]{0,30}-----)?/g,
    instead: hidden,
  },
  {
    pattern:
      /(\b(?:proxy-)?authorization["']?\s{0,5}[:=]\s{0,5}["']?)(?:(?:bearer|basic|token|aws4-hmac-sha256)\s{1,5})?[^\s"',]+/gi,
    instead: `$1${hidden}`,
  },
  {
    pattern: /(\b(?:bearer|basic)\s{1,5})(?=[A-Za-z0-9._~+/=-]{0,200}[0-9=])[A-Za-z0-9._~+/=-]{16,}/gi,
    instead: `$1${hidden}`,
  },
  {
    pattern:
      /((?<!:)(?:password|passwd|pwd|secret(?:[_-]?(?:access)?[_-]?key)?|token|api[_-]?key|x-amz-(?:signature|credential|security-token))["']?\s{0,5}[=:]\s{0,5}["']?)(?!arn:)[^\s"'&,;]+/gi,
    instead: `$1${hidden}`,
  },
]

/**
 * Takes secrets out of a text that leaves: a log line, an error, a message, a document. The one place that knows their
 * shapes. Redacting twice changes nothing more.
 */
export function redact(text: string): string {
  return shapes.reduce((rest, { pattern, instead }) => rest.replace(pattern, instead), text)
}

/** Shorter parts of a URL are no secrets, and would be found everywhere. */
const shortestPart = 8

/**
 * As `redact`, and also takes out one secret whose value is known, however it is said again: the whole of it, and if it is a
 * URL its path and query, and each segment and value in them.
 */
export function redactKnown(text: string, secret: string): string {
  return redactAll(text, partsOf(secret))
}

/** As `redact`, and also takes out each of these texts, however it is said again. One that is empty is none. */
export function redactAll(text: string, secrets: readonly string[]): string {
  // What holds another goes first, or the rest of it would stay.
  const inTurn = secrets.filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length)
  return redact(inTurn.reduce((rest, secret) => rest.replace(spelled(secret), hidden), text))
}

function partsOf(secret: string): string[] {
  if (!URL.canParse(secret)) return [secret].filter((part) => part.length > 3)
  const { href, pathname, search, searchParams } = new URL(secret)
  const whole = [secret, href, `${pathname}${search}`, pathname, search.slice(1)].filter((part) => part.length > 3)
  const values = search
    .slice(1)
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1))
  const parts = [...pathname.split('/'), ...values, ...searchParams.values()].filter(
    (part) => part.length >= shortestPart,
  )
  return [...whole, ...parts].flatMap((part) => [part, decoded(part)])
}

function decoded(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
}
