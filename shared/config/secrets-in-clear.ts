import { redact } from '../redact.ts'
import type { Finding, Path } from './mistake.ts'

const webhookLike = /hooks\.slack(-gov)?\.com\/|\bxox[abeprs]-/

/** What a shell or the platform fills in is no secret: `$TOKEN`, `${TOKEN}`, `$(cat token)`. */
const filledIn = /\$(?:\w+|\{[^{}]{0,500}\}|\([^()]{0,500}\))/g

/** A user without a password, as in `ssh://git@example.com`. */
const userAlone = /(:\/\/)[^\s/?#"'<>@:]{0,100}:?@/g

/** Finds webhooks and secrets written where anybody who can read the repository can take them. Never repeats them. */
export function secretsInClear(data: unknown, path: Path = []): Finding[] {
  if (typeof data === 'string') return secretIn(data, path)
  if (typeof data !== 'object' || data === null) return []
  const entries: [string | number, unknown][] = Array.isArray(data) ? [...data.entries()] : Object.entries(data)
  return entries.flatMap(([key, value]) => secretsInClear(value, [...path, key]))
}

function secretIn(text: string, path: Path): Finding[] {
  if (webhookLike.test(text)) return [webhookInClear(path)]
  const plain = text.replace(filledIn, '').replace(userAlone, '$1')
  return redact(plain) === plain ? [] : [secretInClear(path)]
}

function webhookInClear(path: Path): Finding {
  return {
    ...about(path),
    why: 'Whoever reads this file or the packaged template could post in your name.',
    mend: 'Renew the webhook, keep it in Parameter Store or Secrets Manager, and give its name: webhook: { ssm: NAME }.',
  }
}

function secretInClear(path: Path): Finding {
  return {
    ...about(path),
    why: 'Whoever reads this file, the packaged template or a task could use it.',
    mend: 'Renew it, keep it in Parameter Store or Secrets Manager, give it to the container as a secret of its task definition, and name the variable: $NAME.',
  }
}

function about(path: Path): Pick<Finding, 'rule' | 'path' | 'what'> {
  return { rule: 'secret-in-clear', path, what: `${path.join('.')} holds a secret in clear.` }
}
