import type { CodeDeployApi } from '../../aws/codedeploy-api.ts'
import type { CodeDeployTarget } from '../../config/normalised.ts'
import type { Millis } from '../../domain/image.ts'
import type { EcsContext } from '../ecs/ecs-context.ts'
import type { Routing } from './routing.ts'

/** What every part of the CodeDeploy platform works with. */
export interface CodeDeployContext {
  readonly codedeploy: () => Promise<CodeDeployApi>
  readonly ecs: EcsContext
  /** How traffic moves, by the name of the configuration: it never changes. */
  readonly routings: Map<string, Routing>
  /** When which deployment was last asked to stop. */
  readonly stopped: Map<string, Millis>
}

/** A deployment group as messages name it. */
export function groupName({ application, group }: CodeDeployTarget): string {
  return `deployment group ${group} of application ${application}`
}

export function groupKey({ application, group }: CodeDeployTarget): string {
  return `${application}/${group}`
}
