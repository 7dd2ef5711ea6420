/** What the description of a deployment says of it: whose it is, and what it carries. */
export interface Described {
  readonly deploymentId: string
  readonly kind: 'apply' | 'revert'
  /** `api:42` */
  readonly revision: string
}

/** A worker may die before it could say which deployment it made: the deployment says so itself. */
export function describe({ deploymentId, kind, revision }: Described): string {
  return `Longshore ${deploymentId} ${kind} ${revision}`
}

/** Undefined for a deployment that is not Longshore's. */
export function readDescription(description: string | undefined): Described | undefined {
  const [, deploymentId, kind, revision] = /^Longshore (\S+) (apply|revert) (\S+)$/.exec(description ?? '') ?? []
  if (deploymentId === undefined || revision === undefined) return undefined
  return { deploymentId, kind: kind === 'revert' ? 'revert' : 'apply', revision }
}
