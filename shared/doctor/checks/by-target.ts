import type { TargetConfig } from '../../config/normalised.ts'
import type { DefinitionSight, Facts, ServiceSight, TargetSight } from '../facts.ts'
import type { Finding } from '../finding.ts'

/** A target with what was seen of it. */
export interface Looked {
  readonly name: string
  readonly config: TargetConfig
  readonly sight: TargetSight
}

/** What a check has to say, target by target. */
export function eachTarget(facts: Facts, check: (looked: Looked) => readonly Finding[]): Finding[] {
  return Object.entries(facts.config.targets).flatMap(([name, config]) => {
    const sight = facts.targets[name]
    return sight ? check({ name, config, sight }) : []
  })
}

/** The ECS service of a target, where it has one that was seen. */
export function serviceOf({ sight }: Looked): ServiceSight | undefined {
  if (sight.kind !== 'ecs' && sight.kind !== 'codedeploy') return undefined
  return sight.service.kind === 'seen' ? sight.service.value : undefined
}

/** The task definition of a target, where it has one that was seen. */
export function definitionOf({ sight }: Looked): DefinitionSight | undefined {
  if (!('definition' in sight)) return undefined
  return sight.definition?.kind === 'seen' ? sight.definition.value : undefined
}

/** What a target is on its platform, as people name it. */
export function thingOf(target: TargetConfig): string {
  if (target.kind === 'ecs') return `service ${target.ecs.service} in cluster ${target.ecs.cluster}`
  if (target.kind === 'codedeploy')
    return `service ${target.codedeploy.service} in cluster ${target.codedeploy.cluster}`
  if (target.kind === 'lambda') return `function ${target.lambda.function}`
  if (target.kind === 'docker-host') {
    const { key, value } = target.dockerHost.tag
    return `instances with the tag ${key}=${value}`
  }
  const { scheduledTask } = target
  return scheduledTask.by === 'rule' ? `rule ${scheduledTask.rule}` : `schedule ${scheduledTask.schedule}`
}

/** Some of a list, and how many more there are. */
export function listed(names: readonly string[], most = 5): string {
  const more = names.length > most ? ` and ${names.length - most} more` : ''
  return `${names.slice(0, most).join(', ')}${more}`
}
