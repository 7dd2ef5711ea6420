import type { DeploymentLifecycleHook, DeploymentLifecycleHookDetail, ServiceDeployment } from '@aws-sdk/client-ecs'
import type { Rollout } from '../../domain/observation.ts'
import { goesBack } from './staged-service.ts'

const words: Readonly<Record<string, string>> = {
  PENDING: 'about to begin',
  RECONCILE_SERVICE: 'clearing away what was left of another rollout',
  PRE_SCALE_UP: 'before the new tasks start',
  SCALE_UP: 'starting the new tasks',
  POST_SCALE_UP: 'the new tasks have started',
  TEST_TRAFFIC_SHIFT: 'moving test traffic',
  POST_TEST_TRAFFIC_SHIFT: 'test traffic has moved',
  PRE_PRODUCTION_TRAFFIC_SHIFT: 'before production traffic moves',
  PRODUCTION_TRAFFIC_SHIFT: 'moving production traffic',
  POST_PRODUCTION_TRAFFIC_SHIFT: 'production traffic has moved',
  BAKE_TIME: 'bake time, old and new tasks run',
  CLEAN_UP: 'stopping the old tasks',
}

/** AWS's own defaults, in minutes. */
const linearBakeMinutes = 6
const canaryBakeMinutes = 10
const hookMinutes = 24 * 60

/** Where a deployment is, and how long it declared to stay there. */
export function stageOf(deployment: ServiceDeployment): Pick<Rollout, 'stage' | 'staysMs' | 'next'> {
  if (goesBack(deployment)) return { stage: `going back${share(deployment)}` }
  const hook = (deployment.lifecycleHookDetails ?? []).find(isOpen)
  if (hook) return atHook(deployment, hook)
  const { lifecycleStage } = deployment
  if (lifecycleStage === undefined) return {}
  const staysMs = bakeMinutes(deployment) * 60_000
  return { stage: `${wordsFor(lifecycleStage)}${share(deployment)}`, ...(staysMs > 0 ? { staysMs } : {}) }
}

/** A pause is answered for the person who approves; a function answers by itself. */
function atHook(
  deployment: ServiceDeployment,
  hook: DeploymentLifecycleHookDetail,
): Pick<Rollout, 'stage' | 'staysMs' | 'next'> {
  const stage = { stage: hookWords(deployment, hook), staysMs: hookStay(deployment, hook) }
  const isPause = hook.status === 'AWAITING_ACTION' && hook.hookId !== undefined
  return isPause ? { ...stage, next: { what: 'answers the pause hook', afterMs: 0, approval: true } } : stage
}

function wordsFor(stage = 'PENDING'): string {
  return words[stage] ?? stage
}

function share({ targetServiceRevision }: ServiceDeployment): string {
  const weight = targetServiceRevision?.requestedProductionTrafficWeight ?? 0
  return weight > 0 ? ` (${weight} % of the traffic is on the new tasks)` : ''
}

/** Bakes after all traffic has moved, and after each step on the way there. */
function bakeMinutes({ lifecycleStage, deploymentConfiguration = {} }: ServiceDeployment): number {
  const { strategy, bakeTimeInMinutes = 0, linearConfiguration, canaryConfiguration } = deploymentConfiguration
  if (lifecycleStage === 'BAKE_TIME') return bakeTimeInMinutes
  if (lifecycleStage !== 'PRODUCTION_TRAFFIC_SHIFT') return 0
  if (strategy === 'LINEAR') return linearConfiguration?.stepBakeTimeInMinutes ?? linearBakeMinutes
  return strategy === 'CANARY' ? (canaryConfiguration?.canaryBakeTimeInMinutes ?? canaryBakeMinutes) : 0
}

export function isOpen({ status }: DeploymentLifecycleHookDetail): boolean {
  return status === 'AWAITING_ACTION' || status === 'IN_PROGRESS'
}

function hookWords({ lifecycleStage }: ServiceDeployment, hook: DeploymentLifecycleHookDetail): string {
  const until = hook.expiresAt ? ` until ${hook.expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC` : ''
  const otherwise = hook.timeoutAction === 'CONTINUE' ? 'then it goes on' : 'then it goes back'
  if (hook.status === 'IN_PROGRESS') return `${wordsFor(lifecycleStage)}: a function checks it${until}, ${otherwise}`
  return `${wordsFor(lifecycleStage)}: waits for a person to answer its pause hook${until}, ${otherwise}`
}

/** A hook is bounded by its own time-out; which of the configured ones it is, AWS does not say. */
function hookStay(
  { deploymentConfiguration }: ServiceDeployment,
  { targetType }: DeploymentLifecycleHookDetail,
): number {
  const alike = (deploymentConfiguration?.lifecycleHooks ?? []).filter((hook) => hook.targetType === targetType)
  return Math.max(...alike.map(timeoutMinutes), alike.length === 0 ? hookMinutes : 0) * 60_000
}

function timeoutMinutes({ timeoutConfiguration }: DeploymentLifecycleHook): number {
  return timeoutConfiguration?.timeoutInMinutes ?? hookMinutes
}
