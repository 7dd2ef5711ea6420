import type { ServiceDeployment, ServiceDeploymentBrief, ServiceRevision } from '@aws-sdk/client-ecs'
import { calling } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import { type ContainerName, type Digest, type Digests, isDigest, type Millis } from '../../domain/image.ts'
import { type EcsContext, nameOf } from './ecs-context.ts'
import { digestIn } from './task-definition.ts'

export interface Between {
  readonly after?: Millis
  readonly before?: Millis
}

/** The newest twenty service deployments created in a span of time. */
export async function listServiceDeployments(
  context: EcsContext,
  target: EcsTarget,
  { after, before }: Between,
): Promise<ServiceDeploymentBrief[]> {
  const api = await context.client()
  const createdAt = {
    ...(after === undefined ? {} : { after: new Date(after) }),
    ...(before === undefined ? {} : { before: new Date(before) }),
  }
  const doing = { action: 'ecs:ListServiceDeployments', subject: `deployments of ${nameOf(target)}` }
  const input = { cluster: target.cluster, service: target.service, createdAt, maxResults: 20 }
  const { serviceDeployments = [] } = await calling(doing, () => api.listServiceDeployments(input))
  return serviceDeployments
}

export async function describeServiceDeployment(
  context: EcsContext,
  target: EcsTarget,
  arn: string,
): Promise<ServiceDeployment | undefined> {
  return (await describeDeployments(context, [arn], `a deployment of ${nameOf(target)}`))[0]
}

/** Service deployments by ARN, of any services; AWS takes twenty a call. */
export async function describeDeployments(
  context: EcsContext,
  serviceDeploymentArns: string[],
  subject: string,
): Promise<ServiceDeployment[]> {
  const api = await context.client()
  const doing = { action: 'ecs:DescribeServiceDeployments', subject }
  const { serviceDeployments } = await calling(doing, () => api.describeServiceDeployments({ serviceDeploymentArns }))
  return serviceDeployments ?? []
}

/** Service revisions by ARN (at most twenty are asked for). */
export async function describeRevisions(
  context: EcsContext,
  target: EcsTarget,
  arns: readonly (string | undefined)[],
): Promise<ServiceRevision[]> {
  const wanted = [...new Set(arns.filter((arn) => arn !== undefined))].slice(0, 20)
  if (wanted.length === 0) return []
  const api = await context.client()
  const doing = { action: 'ecs:DescribeServiceRevisions', subject: `revisions of ${nameOf(target)}` }
  const { serviceRevisions = [] } = await calling(doing, () =>
    api.describeServiceRevisions({ serviceRevisionArns: wanted }),
  )
  return serviceRevisions
}

/** The digests a service revision was resolved to; undefined until it knows all of them. */
export function digestsOfRevision(
  revision: ServiceRevision | undefined,
  containers: readonly ContainerName[],
): Digests | undefined {
  const found: Record<ContainerName, Digest> = {}
  for (const name of containers) {
    const image = revision?.containerImages?.find(({ containerName }) => containerName === name)
    const digest = image?.imageDigest ?? digestIn(image?.image)
    if (digest === undefined || !isDigest(digest)) return undefined
    found[name] = digest
  }
  return found
}
