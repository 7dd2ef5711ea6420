/** A service as its ARN names it. Old, short ARNs (`service/api`) do not name the cluster. */
export interface NamedService {
  readonly service: string
  readonly cluster?: string
}

/** Reads `arn:aws:ecs:<region>:<account>:service/<cluster>/<service>`; `undefined` for anything else. */
export function parseServiceArn(arn: string | undefined): NamedService | undefined {
  const match = /^arn:[^:]+:ecs:[^:]*:[^:]*:service\/(?:([^/:]+)\/)?([^/:]+)$/.exec(arn ?? '')
  const [, cluster, service] = match ?? []
  if (service === undefined) return undefined
  return cluster === undefined ? { service } : { service, cluster }
}

/** `prod` of `arn:aws:ecs:us-east-1:123456789012:cluster/prod`. */
export function clusterOfArn(arn: string | undefined): string | undefined {
  return /^arn:[^:]+:ecs:[^:]*:[^:]*:cluster\/([^/:]+)$/.exec(arn ?? '')?.[1]
}
