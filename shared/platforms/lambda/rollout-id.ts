/** What a rollout of ours on an alias is known by: enough to tell whether somebody else touched the alias since. */
export interface RolloutId {
  readonly deploymentId: string
  /** Brings a ledger entry back, at once and whole. */
  readonly reverting: boolean
  /** The alias's revision as we left it. */
  readonly revision: string
  /** The version that was published for it, as soon as there is one. */
  readonly version?: string
}

const shape = /^([^:@/]+)(:revert)?@([^@/]+)(?:\/(\d+))?$/

/** `01J…@6f0c…/8` */
export function rolloutIdOf({ deploymentId, reverting, revision, version }: RolloutId): string {
  return `${deploymentId}${reverting ? ':revert' : ''}@${revision}${version === undefined ? '' : `/${version}`}`
}

/** Undefined for ids that are not of our making. */
export function readRolloutId(id: string | undefined): RolloutId | undefined {
  const [, deploymentId, back, revision, version] = shape.exec(id ?? '') ?? []
  if (deploymentId === undefined || revision === undefined) return undefined
  return { deploymentId, reverting: back !== undefined, revision, ...(version === undefined ? {} : { version }) }
}
