import type {
  DeploymentLifecycleHookDetail,
  ServiceDeployment as ServiceDeploymentShape,
  ServiceRevisionSummary,
} from '@aws-sdk/client-ecs'
import type { ServiceDeployment, ServiceRevision } from '../state.ts'
import type { HookRun, StageName } from './native-run.ts'

/** What DescribeServiceDeployments shows. */
export type StagedServiceDeployment = Omit<ServiceDeploymentShape, 'lifecycleStage'> & {
  readonly lifecycleStage?: StageName
}

/** Stage and hooks; nothing for a rolling deployment. */
export function nativeView({ native }: ServiceDeployment): Partial<StagedServiceDeployment> {
  if (!native) return {}
  return {
    ...(native.stage ? { lifecycleStage: native.stage.name } : {}),
    lifecycleHookDetails: native.hooks.map(hookView),
  }
}

function hookView({ id, hook, status, expiresAt, timeoutAction }: HookRun): DeploymentLifecycleHookDetail {
  return {
    hookId: id,
    ...(hook.targetType === undefined ? {} : { targetType: hook.targetType }),
    ...(hook.hookTargetArn === undefined ? {} : { targetArn: hook.hookTargetArn }),
    status,
    expiresAt: new Date(expiresAt),
    timeoutAction,
  }
}

export function weightsView(
  { native }: ServiceDeployment,
  revision: ServiceRevision,
): Pick<ServiceRevisionSummary, 'requestedProductionTrafficWeight' | 'requestedTestTrafficWeight'> {
  if (!native) return {}
  const { production, test } = native.traffic.get(revision) ?? { production: 0, test: 0 }
  return { requestedProductionTrafficWeight: production, requestedTestTrafficWeight: test }
}

export function alarmsView({ configuration, alarms, status }: ServiceDeployment): ServiceDeploymentShape['alarms'] {
  const { enable, alarmNames = [] } = configuration.alarms ?? {}
  if (!enable) return { status: 'DISABLED', alarmNames: [], triggeredAlarmNames: [] }
  const triggered = alarms.triggered
  const isOver = status !== 'PENDING' && status !== 'IN_PROGRESS'
  const watching = isOver ? ('MONITORING_COMPLETE' as const) : ('MONITORING' as const)
  return { status: triggered.length > 0 ? 'TRIGGERED' : watching, alarmNames, triggeredAlarmNames: [...triggered] }
}
