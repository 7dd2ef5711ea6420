/** The partition a region belongs to: the second part of every ARN. */
export function partitionOf(region: string): 'aws' | 'aws-cn' | 'aws-us-gov' {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

/** The domain that registries and queues of a region live in. */
export function domainOf(region: string): string {
  return partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
}

/** A repository in a registry: name, and where it is. */
export interface Repository {
  readonly account: string
  readonly region: string
  readonly name: string
}

const repositoryName = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*'

/** A repository's name, or its full URI without tag. */
export const repositoryPattern = new RegExp(
  `^(?:\\d{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com(?:\\.cn)?/)?${repositoryName}$`,
)

const uriPattern = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(.+)$/

/** Takes a full URI apart; undefined for a bare name. */
export function parseRepositoryUri(text: string): Repository | undefined {
  const [, account, region, name] = uriPattern.exec(text) ?? []
  if (account === undefined || region === undefined || name === undefined) return undefined
  return { account, region, name }
}

/** `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api`; a full URI stays as it is. */
export function repositoryUri(text: string, home: { readonly account: string; readonly region: string }): string {
  if (parseRepositoryUri(text)) return text
  return `${home.account}.dkr.ecr.${home.region}.${domainOf(home.region)}/${text}`
}
