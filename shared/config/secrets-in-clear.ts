import type { Finding, Path } from './mistake.ts'

const secretLike = /hooks\.slack(-gov)?\.com\/|\bxox[abeprs]-/

/** Finds webhooks and tokens written where anybody who can read the repository can take them. Never repeats them. */
export function secretsInClear(data: unknown, path: Path = []): Finding[] {
  if (typeof data === 'string') return secretLike.test(data) ? [secretInClear(path)] : []
  if (typeof data !== 'object' || data === null) return []
  const entries: [string | number, unknown][] = Array.isArray(data) ? [...data.entries()] : Object.entries(data)
  return entries.flatMap(([key, value]) => secretsInClear(value, [...path, key]))
}

function secretInClear(path: Path): Finding {
  return {
    rule: 'secret-in-clear',
    path,
    what: `${path.join('.')} holds a secret in clear.`,
    why: 'Whoever reads this file or the packaged template could post in your name.',
    mend: 'Renew the webhook, keep it in Parameter Store or Secrets Manager, and give its name: webhook: { ssm: NAME }.',
  }
}
