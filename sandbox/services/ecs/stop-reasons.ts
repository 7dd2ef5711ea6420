import type { Fate } from './fates.ts'
import type { SimulatedService, Task, TaskContainer, TaskStop } from './state.ts'

const COUNTS = { counts: true, keepsPlace: true } as const
const DOES_NOT_COUNT = { counts: false, keepsPlace: false } as const

export function scaledIn(task: Task): TaskStop {
  const reason = `Scaling activity initiated by (deployment ${task.deployment.id})`
  return { code: 'ServiceSchedulerInitiated', reason, ...DOES_NOT_COUNT }
}

export function containerExited(): TaskStop {
  return { code: 'EssentialContainerExited', reason: 'Essential container in task exited', ...COUNTS }
}

export function cannotPull(container: TaskContainer | undefined): TaskStop {
  const reference = container?.image ?? 'unknown'
  const reason =
    'CannotPullContainerError: pull image manifest has been retried 5 time(s): ' +
    `failed to resolve ref ${reference}: ${reference}: not found`
  return { code: 'TaskFailedToStart', reason, ...COUNTS }
}

/** Names the target group when the service has one, else the container's own check. */
export function failedHealthCheck(service: SimulatedService): TaskStop {
  const balancers: unknown = service.settings['loadBalancers']
  const group: unknown = Array.isArray(balancers) ? balancers[0]?.targetGroupArn : undefined
  const reason =
    typeof group === 'string'
      ? `Task failed ELB health checks in (target-group ${group})`
      : 'Task failed container health checks'
  return { code: 'ServiceSchedulerInitiated', reason, ...COUNTS }
}

/** Why a task stops that neither the scheduler nor its image stopped. */
export type Interruption = 'spot' | 'termination-notice' | 'infrastructure' | 'user' | 'scale-in'

export function interrupted(task: Task, why: Interruption): TaskStop {
  switch (why) {
    case 'spot':
      return { code: 'SpotInterruption', reason: 'Your Spot Task was interrupted.', ...DOES_NOT_COUNT }
    case 'termination-notice':
      return { code: 'TerminationNotice', reason: 'Task stopped by a termination notice.', ...DOES_NOT_COUNT }
    case 'infrastructure':
      return { code: 'InfrastructureHealth', reason: 'Task stopped for infrastructure health.', ...DOES_NOT_COUNT }
    case 'user':
      return { code: 'UserInitiated', reason: 'Task stopped by user', ...DOES_NOT_COUNT }
    case 'scale-in':
      return scaledIn(task)
  }
}

export interface ContainerExit {
  readonly exitCode: number
  readonly reason?: string
}

/** How the container at fault ends. */
export function exitOf(fate: Fate): ContainerExit {
  if (fate.name === 'oom') {
    return { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }
  }
  return { exitCode: fate.exitCode ?? 1 }
}
