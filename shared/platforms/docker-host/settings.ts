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
      /** Images that the ledger names: where hosts remove old ones, these stay. */
      readonly kept: readonly Digest[]
    }

const ending = 'LONGSHORE_HOST_SCRIPT'

/** The repository that hosts pull from: a Docker host runs one image. */
function repositoryOf({ containers }: Policy): string {
  return Object.values(containers)[0]?.repository ?? ''
}

/** The lines that SSM runs: the script unchanged, told what to do by one word that is data to every shell. */
export function linesFor(policy: Policy, target: DockerHostTarget, request: Request, script: string): string[] {
  const told = [
    `action=${request.action}`,
    `target=${policy.target}`,
    `repository=${repositoryOf(policy)}`,
    ...target.settings,
    ...(request.action === 'status' ? [] : changes(request, target)),
  ]
  const word = Buffer.from(told.map((line) => `${line}\n`).join('')).toString('base64')
  return [`bash -s -- ${word} <<'${ending}'`, script.trimEnd(), ending]
}

function changes(
  { deploymentId, digest, restarts, kept }: Exclude<Request, { action: 'status' }>,
  { prune }: DockerHostTarget,
): string[] {
  const asked = [`deployment=${deploymentId}`, `digest=${digest}`, `same=${restarts ? 'restart' : 'keep'}`]
  // Whoever cannot tell what the ledger names lets nothing be removed.
  if (!prune || kept.length === 0) return asked
  return [...asked, 'prune=yes', ...kept.map((each) => `keep=${each}`)]
}
