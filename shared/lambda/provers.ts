import type { ClientPlace } from '../aws/client-settings.ts'
import { refuse } from '../aws/refusal.ts'
import { secretValues } from '../aws/secret-values.ts'
import type { LongshoreConfig } from '../config/normalised.ts'
import type { SecretValues } from '../ports.ts'
import type { Provers } from '../proof-ports.ts'
import { lookingAtProofs } from '../proofs/look-at-proofs.ts'
import { systemClock } from './system-clock.ts'

/** What proofs are looked at with, as far as the configuration asks for it. */
export interface ProofParts {
  readonly http?: typeof import('./proofs/http.ts').look
  readonly metric?: typeof import('./proofs/metric.ts').look
  readonly log?: typeof import('./proofs/log.ts').look
  readonly function?: typeof import('./proofs/function.ts').look
  readonly parameters?: typeof import('./proofs/parameters.ts').parameters
  readonly secrets?: typeof import('./proofs/secrets.ts').secrets
  readonly inside?: typeof import('./proofs/inside.ts').inside
}

/** What looks at the proofs of targets in one place. Secrets and the view from inside a network are the stack's own. */
export function proversOf(config: LongshoreConfig, parts: ProofParts, at: ClientPlace | undefined): Provers {
  const looks = {
    ...(parts.http ? { http: parts.http(config, secretsOf(parts), parts.inside?.(config)) } : {}),
    ...(parts.metric ? { metric: parts.metric(at) } : {}),
    ...(parts.log ? { log: parts.log(at) } : {}),
    ...(parts.function ? { function: parts.function(at) } : {}),
  }
  return lookingAtProofs(looks, systemClock)
}

/** Values of secret headers. */
function secretsOf({ parameters, secrets }: ProofParts): SecretValues {
  return secretValues({
    ssm: parameters?.() ?? notPackaged,
    secrets: secrets?.() ?? notPackaged,
    clock: systemClock,
  })
}

/** A deployment keeps the policy it started with; the bundle holds what the configuration of now asks for. */
async function notPackaged(): Promise<never> {
  const why = 'This Longshore was packaged without secrets of this kind for the headers of proofs'
  return refuse('invalid', `${why}. Put one back into longshore.yml until the deployment has ended.`)
}
