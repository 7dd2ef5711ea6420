import type { HeaderSecret, HttpProof } from '../domain/proof.ts'
import type { SecretValues } from '../ports.ts'
import type { Reach } from './http/find-addresses.ts'
import { lookAtHttp } from './http/look-at-http.ts'
import { type About, type LookAt, type Verdict, verdictOf } from './sight.ts'

/** Looks from inside the network that `checks.vpc` names; `sent`: headers with their values. May throw `Refusal`. */
export type LookFromInside = (
  proof: HttpProof,
  sent: Readonly<Record<string, string>>,
  about: Pick<About, 'left' | 'signal'>,
) => Promise<Verdict>

export interface UrlParts {
  readonly reach: Reach
  /** Absent where no header is secret. */
  readonly secrets?: Pick<SecretValues, 'read'>
  /** Absent where nothing is looked at from inside a network. */
  readonly inside?: LookFromInside
}

/** What is left for telling what came of it. The rest is more than the longest answer that a proof may wait for. */
const tellMs = 500

/** Looks at an address: from here, or from inside a network. */
export function lookAtUrl({ reach, secrets, inside }: UrlParts): LookAt<HttpProof> {
  return async (proof, about) => {
    const names = Object.entries(proof.headers ?? {})
    if (!secrets && names.some(([, value]) => typeof value !== 'string')) return notPackaged('a secret header')
    const sent = await Promise.all(
      names.map(async ([name, value]) => [name, await headerValue(value, secrets)] as const),
    )
    const headers = Object.fromEntries(sent)
    if (proof.through !== 'vpc') return lookAtHttp(proof, headers, reach, Math.max(1, about.left() - tellMs))
    return inside ? inside(proof, headers, about) : notPackaged('one with through: vpc')
  }
}

async function headerValue(
  value: string | HeaderSecret,
  secrets: Pick<SecretValues, 'read'> | undefined,
): Promise<string> {
  if (typeof value === 'string') return value
  return (await secrets?.read(value)) ?? ''
}

function notPackaged(what: string): Verdict {
  const words = `could not be looked at: this Longshore was packaged without any proof like it (${what}). Put one back into longshore.yml until the deployment has ended`
  return verdictOf('unknown', words)
}
