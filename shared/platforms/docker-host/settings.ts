import type { DockerHostTarget } from '../../config/normalised.ts'
import type { Digest } from '../../domain/image.ts'
import type { Policy } from '../../domain/policy.ts'

/** What one command asks of the host script. */
export type Request =
  | { readonly action: 'status' }
  | {
      readonly action: 'deploy' | 'revert'
      readonly deploymentId: string
      readonly digest: Digest
      /** A container that runs these images already is started anew. */
      readonly restarts: boolean
    }

const ending = 'LONGSHORE_HOST_SCRIPT'

/** The repository that hosts pull from: a Docker host runs one image. */
export function repositoryOf({ containers }: Policy): string {
  return Object.values(containers)[0]?.repository ?? ''
}

/** The lines that SSM runs: the script unchanged, told what to do by one word that is data to every shell. */
export function linesFor(policy: Policy, target: DockerHostTarget, request: Request, script: string): string[] {
  const told = [
    `action=${request.action}`,
    `target=${policy.target}`,
    `repository=${repositoryOf(policy)}`,
    ...target.settings,
    ...(request.action === 'status' ? [] : changes(request)),
  ]
  const word = Buffer.from(told.map((line) => `${line}\n`).join('')).toString('base64')
  return [`bash -s -- ${word} <<'${ending}'`, script.trimEnd(), ending]
}

function changes({ deploymentId, digest, restarts }: Exclude<Request, { action: 'status' }>): string[] {
  return [`deployment=${deploymentId}`, `digest=${digest}`, `same=${restarts ? 'restart' : 'keep'}`]
}
