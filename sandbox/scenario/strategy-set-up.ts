import type { DeploymentConfiguration, DeploymentLifecycleHook } from '@aws-sdk/client-ecs'
import type { ServiceSetUp } from '../services/ecs/set-up-service.ts'
import { milliseconds } from './duration.ts'
import type { Strategy } from './strategy-schema.ts'

type Hook = NonNullable<Strategy['hooks']>[number]

/** What a service of that strategy is created with. */
export function strategySetUp(strategy: Strategy): Pick<ServiceSetUp, 'deploymentConfiguration' | 'native'> {
  const {
    kind,
    bake = '0s',
    hooks = [],
    alarms,
    sendsEvents = false,
    namesCurrent = true,
    leadsBack = 'at-once',
  } = strategy
  const answers = hooks.flatMap(({ at, answers: answer }) => (answer ? [[at, answer] as const] : []))
  return {
    deploymentConfiguration: {
      strategy: kind,
      bakeTimeInMinutes: minutes(bake),
      ...stepsOf(strategy),
      ...(hooks.length > 0 ? { lifecycleHooks: hooks.map(hookOf) } : {}),
      ...(alarms ? { alarms: { alarmNames: alarms, enable: true, rollback: true } } : {}),
    },
    native: {
      sendsDeploymentEvents: sendsEvents,
      namesCurrentDeployment: namesCurrent,
      leadsBack,
      hookAnswers: new Map(answers),
    },
  }
}

function stepsOf({ kind, percent, stepBake }: Strategy): DeploymentConfiguration {
  const bakes = stepBake === undefined ? undefined : minutes(stepBake)
  if (kind === 'LINEAR') {
    const linear = { stepPercent: percent, stepBakeTimeInMinutes: bakes }
    return { linearConfiguration: given(linear) }
  }
  const canary = { canaryPercent: percent, canaryBakeTimeInMinutes: bakes }
  return kind === 'CANARY' ? { canaryConfiguration: given(canary) } : {}
}

function given<Value>(values: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

function hookOf({ type = 'PAUSE', at, timeout = '24h', onTimeout = 'ROLLBACK' }: Hook): DeploymentLifecycleHook {
  return {
    targetType: type,
    lifecycleStages: [at],
    timeoutConfiguration: { timeoutInMinutes: minutes(timeout), action: onTimeout },
    ...(type === 'AWS_LAMBDA'
      ? { hookTargetArn: 'arn:aws:lambda:us-east-1:123456789012:function:deployment-check' }
      : {}),
  }
}

function minutes(duration: string): number {
  return milliseconds(duration) / 60_000
}
