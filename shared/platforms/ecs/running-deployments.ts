import type { ServiceDeployment } from '@aws-sdk/client-ecs'
import { Refusal } from '../../aws/refusal.ts'
import type { Problem } from '../../domain/observation.ts'
import type { Sighting } from './describe-services.ts'
import type { EcsContext } from './ecs-context.ts'
import { describeDeployments } from './service-deployments.ts'
import { isStaged } from './staged-service.ts'

/** Running deployments of services with stages by ARN, or why they could not be seen. */
export type RunningDeployments = ReadonlyMap<string, ServiceDeployment | Problem>

const deploymentsPerCall = 20

/** Looks at the running deployments that services with stages name, many a call. Rolling services cost nothing. */
export async function describeRunning(
  context: EcsContext,
  sightings: ReadonlyMap<string, Sighting>,
): Promise<RunningDeployments> {
  const arns = [...sightings.values()].flatMap((sighting) => {
    const service = 'service' in sighting ? sighting.service : undefined
    return service && isStaged(service) ? (service.currentServiceDeployment ?? []) : []
  })
  const batches = Array.from({ length: Math.ceil(arns.length / deploymentsPerCall) }, (_, batch) =>
    arns.slice(batch * deploymentsPerCall, (batch + 1) * deploymentsPerCall),
  )
  return new Map((await Promise.all(batches.map((batch) => describeBatch(context, batch)))).flat())
}

/** One that may not be read must not blind the others: they are then asked one by one. */
async function describeBatch(
  context: EcsContext,
  arns: string[],
): Promise<(readonly [string, ServiceDeployment | Problem])[]> {
  try {
    const found = await describeDeployments(
      context,
      arns,
      `service ${arns.length === 1 ? 'deployment' : 'deployments'} ${namesOf(arns)}`,
    )
    return found.flatMap((each) => (each.serviceDeploymentArn ? [[each.serviceDeploymentArn, each] as const] : []))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const mayConcernOne = error.problem.cause === 'denied' || error.problem.cause === 'invalid'
    if (arns.length === 1 || !mayConcernOne) return arns.map((arn) => [arn, error.problem] as const)
    return (await Promise.all(arns.map((arn) => describeBatch(context, [arn])))).flat()
  }
}

/** `arn:…:service-deployment/prod/api/NCWG…` → `prod/api` */
function namesOf(arns: readonly string[]): string {
  return arns.map((arn) => arn.split('/').slice(1, 3).join('/')).join(', ')
}
