import type { ServiceDeployment } from '@aws-sdk/client-ecs'

/** Why a service deployment ended as it did, with what to do where the words of AWS leave it open. */
export function reasonOf({
  rollback,
  statusReason,
}: Pick<ServiceDeployment, 'rollback' | 'statusReason'>): string | undefined {
  const reason = rollback?.reason ?? statusReason
  return reason?.includes('invalid networking configuration')
    ? `${reason} Put the listener rule or target group back, or correct the load balancer of the service, then run resume and redeploy.`
    : reason
}
