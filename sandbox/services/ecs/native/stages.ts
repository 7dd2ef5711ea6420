import type { DeploymentConfiguration } from '@aws-sdk/client-ecs'
import type { Stage } from './native-run.ts'

const LINEAR_PERCENT = 10
const LINEAR_BAKE_MINUTES = 6
const CANARY_PERCENT = 5
const CANARY_BAKE_MINUTES = 10

/** Whether deployments go through lifecycle stages: BLUE_GREEN, LINEAR, CANARY. */
export function isNative({ strategy }: DeploymentConfiguration): boolean {
  return strategy !== undefined && strategy !== 'ROLLING'
}

/** The stages of one deployment, in order. @param hasRemnants whether more than one revision runs at its start */
export function stagesOf(configuration: DeploymentConfiguration, hasRemnants: boolean): Stage[] {
  return [
    ...(hasRemnants ? [{ name: 'RECONCILE_SERVICE' as const }] : []),
    { name: 'PRE_SCALE_UP' },
    { name: 'SCALE_UP' },
    { name: 'POST_SCALE_UP' },
    { name: 'TEST_TRAFFIC_SHIFT' },
    { name: 'POST_TEST_TRAFFIC_SHIFT' },
    ...shiftsOf(configuration),
    { name: 'POST_PRODUCTION_TRAFFIC_SHIFT' },
    { name: 'BAKE_TIME', bakeSeconds: (configuration.bakeTimeInMinutes ?? 0) * 60 },
    { name: 'CLEAN_UP' },
  ]
}

/** Before every shift there is a stage of its own; after every shift but the last one the new share is baked. */
function shiftsOf(configuration: DeploymentConfiguration): Stage[] {
  const { weights, bakeMinutes } = stepsOf(configuration)
  return weights.flatMap((weight): Stage[] => [
    { name: 'PRE_PRODUCTION_TRAFFIC_SHIFT' },
    { name: 'PRODUCTION_TRAFFIC_SHIFT', weight, ...(weight < 100 ? { bakeSeconds: bakeMinutes * 60 } : {}) },
  ])
}

function stepsOf({ strategy, linearConfiguration, canaryConfiguration }: DeploymentConfiguration): {
  readonly weights: readonly number[]
  readonly bakeMinutes: number
} {
  if (strategy === 'LINEAR') {
    const { stepPercent = LINEAR_PERCENT, stepBakeTimeInMinutes = LINEAR_BAKE_MINUTES } = linearConfiguration ?? {}
    const steps = Math.ceil(100 / stepPercent)
    const weights = Array.from({ length: steps }, (_, step) => Math.min(100, stepPercent * (step + 1)))
    return { weights, bakeMinutes: stepBakeTimeInMinutes }
  }
  if (strategy === 'CANARY') {
    const { canaryPercent = CANARY_PERCENT, canaryBakeTimeInMinutes = CANARY_BAKE_MINUTES } = canaryConfiguration ?? {}
    return { weights: canaryPercent < 100 ? [canaryPercent, 100] : [100], bakeMinutes: canaryBakeTimeInMinutes }
  }
  return { weights: [100], bakeMinutes: 0 }
}
