import type { LongshoreConfig } from '../normalised.ts'
import type { EventPattern } from './event-pattern.ts'
import { codeDeployEvents } from './kinds/codedeploy-events.ts'
import { dockerHostEvents } from './kinds/docker-host-events.ts'
import { ecsEvents } from './kinds/ecs-events.ts'
import { alarmEvents, scanEvents } from './proof-events.ts'

/** What AWS tells of rollouts of the targets and of what proves them. EventBridge takes at most ten rules here, image pushes included. */
export function rolloutRules(config: LongshoreConfig): readonly EventPattern[] {
  return [...platformEvents(config), ...scanEvents(config), ...alarmEvents(config)]
}

/** What AWS tells where the targets are: not of their images, which may be elsewhere. */
export function targetEvents(config: LongshoreConfig): readonly EventPattern[] {
  return [...platformEvents(config), ...alarmEvents(config)]
}

function platformEvents(config: LongshoreConfig): readonly EventPattern[] {
  return [...ecsEvents(config), ...codeDeployEvents(config), ...dockerHostEvents(config)]
}
