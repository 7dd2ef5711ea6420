/** An ECR repository taken apart. */
export interface RepositoryPlace {
  /** The account that holds it. */
  readonly registryId: string
  readonly region: string
  readonly name: string
}

const uri = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.-]+\/([a-z0-9._/-]+)$/

/** Reads `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api`; undefined for what is no ECR repository. */
export function parseRepositoryUri(repository: string): RepositoryPlace | undefined {
  const [, registryId, region, name] = uri.exec(repository) ?? []
  return registryId && region && name ? { registryId, region, name } : undefined
}
