import { calling } from '../../aws/refusal.ts'
import type { CodeDeployContext } from './codedeploy-context.ts'

/** How long production traffic stays as it is between two steps; 0 when it moves at once. */
export interface Routing {
  readonly stepMinutes: number
}

const remembered = 100

/** Reads a deployment configuration, once. */
export async function routingOf(context: CodeDeployContext, deploymentConfigName: string): Promise<Routing> {
  const known = context.routings.get(deploymentConfigName)
  if (known) return known
  const api = await context.codedeploy()
  const doing = {
    action: 'codedeploy:GetDeploymentConfig',
    subject: `deployment configuration ${deploymentConfigName}`,
  }
  const { deploymentConfigInfo } = await calling(doing, () => api.getDeploymentConfig({ deploymentConfigName }))
  const { timeBasedCanary, timeBasedLinear } = deploymentConfigInfo?.trafficRoutingConfig ?? {}
  const routing = { stepMinutes: timeBasedCanary?.canaryInterval ?? timeBasedLinear?.linearInterval ?? 0 }
  if (context.routings.size >= remembered) context.routings.clear()
  context.routings.set(deploymentConfigName, routing)
  return routing
}
