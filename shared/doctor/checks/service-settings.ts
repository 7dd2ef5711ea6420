import type { Facts, ServiceSight } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { definitionOf, eachTarget, type Looked, listed, serviceOf, thingOf } from './by-target.ts'

/** A rolling service has its circuit breaker on. */
export function breakerIsOn(facts: Facts): Finding[] {
  return eachTarget(facts, (looked) => {
    const service = rollingOf(looked)
    if (service?.breaker !== 'off') return []
    const { tolerance, rollback } = looked.config.policy
    return [
      {
        ...{ check: 'circuit-breaker', severity: 'note', target: looked.name },
        what: `The deployment circuit breaker of the ${thingOf(looked.config)} is off.`,
        why:
          `ECS itself never gives a rollout up: it starts failing tasks for ever. Longshore does without: after ${tolerance} failed tasks it ` +
          `${rollback === 'auto' ? 'goes back to the newest proven release' : 'says so, and leaves the rest to you (rollback: off)'}. ` +
          'But nobody ends the rollout while Longshore itself is away.',
        mend: 'Switch the breaker on; with or without its own rollback Longshore understands what it does.',
      },
    ]
  })
}

/** Alarms that a service names are heeded by ECS. */
export function alarmsAreOn(facts: Facts): Finding[] {
  return eachTarget(facts, (looked) => {
    const service = serviceOf(looked)
    if (!service || service.alarms.isOn || service.alarms.names.length === 0) return []
    return [
      {
        ...{ check: 'deployment-alarms', severity: 'note', target: looked.name },
        what: `The ${thingOf(looked.config)} names deployment alarms (${service.alarms.names.join(', ')}), but they are off.`,
        why: 'ECS does not look at them during a deployment; Longshore looks at those of prove.alarms only.',
        mend: 'Switch them on in the deployment configuration of the service, or name them in prove.alarms.',
      },
    ]
  })
}

/** In force mode a rollout keeps the images that it began with: ECS resolves their tags once for all of its tasks. */
export function tagsAreResolvedOnce(facts: Facts): Finding[] {
  return eachTarget(facts, (looked) => {
    const { policy } = looked.config
    const consistency = definitionOf(looked)?.versionConsistency ?? {}
    const loose = Object.keys(policy.containers).filter((container) => consistency[container] === 'disabled')
    if (policy.mode !== 'force' || loose.length === 0) return []
    return [
      {
        ...{ check: 'version-consistency', severity: 'warning', target: looked.name },
        what: `The container ${listed(loose)} of the ${thingOf(looked.config)} has versionConsistency disabled.`,
        why:
          'ECS asks what the tag names for each task that it starts: once the tag moves, tasks that are replaced or added run the new image, without ' +
          'a deployment, its proof or a way back, also while the target is paused, frozen, or waits for an approval.',
        mend: 'Leave versionConsistency out of the container definition, or say enabled; or use mode: revision, which names digests.',
      },
    ]
  })
}

/** Within its bounds ECS can replace at least one task. */
export function boundsLeaveRoom(facts: Facts): Finding[] {
  return eachTarget(facts, (looked) => {
    const service = rollingOf(looked)
    if (!service || canMove(service)) return []
    const { desiredCount: desired, minimumHealthyPercent: minimum, maximumPercent: maximum } = service
    const { least, most } = boundsOf(service)
    return [
      {
        ...{ check: 'deployment-bounds', severity: 'error', target: looked.name },
        what: `With desiredCount ${desired}, minimumHealthyPercent ${minimum} and maximumPercent ${maximum} the ${thingOf(looked.config)} can never replace a task.`,
        why: `ECS may run at most ${most} (rounded down) and must keep ${least} (rounded up): it can neither start a new task nor stop an old one, so that every deployment ends at its deadline.`,
        mend: service.isDaemon
          ? 'Lower minimumHealthyPercent.'
          : 'Raise maximumPercent (200 is usual), or lower minimumHealthyPercent.',
      },
    ]
  })
}

/** Whether a rollout finds room to begin: a task more than desired, or one less. */
export function canMove(
  service: Pick<ServiceSight, 'desiredCount' | 'minimumHealthyPercent' | 'maximumPercent'>,
): boolean {
  const { least, most } = boundsOf(service)
  const { desiredCount } = service
  return desiredCount === 0 || most > desiredCount || least < desiredCount
}

function boundsOf({
  desiredCount,
  minimumHealthyPercent,
  maximumPercent,
}: Pick<ServiceSight, 'desiredCount' | 'minimumHealthyPercent' | 'maximumPercent'>): { least: number; most: number } {
  return {
    least: Math.ceil((desiredCount * minimumHealthyPercent) / 100),
    most: Math.floor((desiredCount * maximumPercent) / 100),
  }
}

/** ECS tells how rollouts fare: not behind a classic load balancer. */
export function noClassicLoadBalancer(facts: Facts): Finding[] {
  return eachTarget(facts, (looked) => {
    const name = serviceOf(looked)?.classicLoadBalancer
    if (name === undefined) return []
    return [
      {
        ...{ check: 'classic-load-balancer', severity: 'error', target: looked.name },
        what: `The ${thingOf(looked.config)} uses the classic load balancer ${name}.`,
        why: 'ECS does not say how a rollout behind it fares: Longshore refuses to deploy there.',
        mend: 'Move the service to a target group, or take the target out of longshore.yml and deploy Longshore again.',
      },
    ]
  })
}

/** The service is controlled by whom longshore.yml says. */
export function controllerFits(facts: Facts): Finding[] {
  return eachTarget(facts, (looked) => {
    const service = serviceOf(looked)
    const wanted = looked.config.kind === 'codedeploy' ? 'CODE_DEPLOY' : 'ECS'
    if (!service || service.controller === wanted) return []
    const mend =
      service.controller === 'CODE_DEPLOY'
        ? 'Add ecs.codeDeploy with application and group to the target in longshore.yml and deploy Longshore again.'
        : 'Change the service, or correct the target in longshore.yml and deploy Longshore again.'
    return [
      {
        ...{ check: 'controller', severity: 'error', target: looked.name },
        what: `The ${thingOf(looked.config)} has the deployment controller ${service.controller}, but longshore.yml is written for ${wanted}.`,
        why: 'Longshore refuses to deploy to it.',
        mend,
      },
    ]
  })
}

/** Where ECS itself replaces tasks step by step. */
function rollingOf(looked: Looked): ServiceSight | undefined {
  const service = serviceOf(looked)
  return service?.controller === 'ECS' && service.strategy === 'ROLLING' ? service : undefined
}
