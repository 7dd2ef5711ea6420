import type { Task as TaskShape } from '@aws-sdk/client-ecs'
import type { OneOffTask } from './one-off-task.ts'
import type { EcsState } from './state.ts'
import { bareTaskView } from './task-view.ts'

/** A one-off task as RunTask, StopTask and DescribeTasks show it. */
export function oneOffView(ecs: EcsState, task: OneOffTask): TaskShape {
  const { launchType: _, ...view } = bareTaskView(ecs, task)
  const overridden = task.overrides.containerOverrides ?? []
  return {
    ...view,
    ...task.launch,
    group: task.group,
    overrides: {
      ...task.overrides,
      containerOverrides: task.containers.map(
        ({ name }) => overridden.find((override) => override.name === name) ?? { name },
      ),
    },
    ...(task.startedBy === undefined ? {} : { startedBy: task.startedBy }),
  }
}

/** What is known of a one-off task, for tests and scenarios. */
export interface OneOffNow {
  readonly arn: string
  readonly cluster: string
  readonly family: string
  readonly taskDefinition: string
  readonly startedBy?: string
  readonly status: string
  /** Digests, as pushed, by container. */
  readonly digests: Readonly<Record<string, string>>
  /** Command overrides by container. */
  readonly commands: Readonly<Record<string, readonly string[]>>
  /** Exit codes of the containers that ended, by name. */
  readonly exitCodes: Readonly<Record<string, number>>
  readonly networkConfiguration?: unknown
  readonly launch: OneOffTask['launch']
  readonly stopCode?: string
  readonly stoppedReason?: string
}

export function oneOffNow(task: OneOffTask): OneOffNow {
  const { containers, overrides, startedBy, networkConfiguration, stop } = task
  return {
    arn: task.arn,
    cluster: task.clusterName,
    family: task.taskDefinition.family,
    taskDefinition: task.taskDefinition.arn,
    status: task.lastStatus,
    digests: Object.fromEntries(containers.flatMap(({ name, digest }) => (digest ? [[name, digest]] : []))),
    commands: Object.fromEntries(
      (overrides.containerOverrides ?? []).flatMap(({ name, command }) => (name && command ? [[name, command]] : [])),
    ),
    exitCodes: Object.fromEntries(
      containers.flatMap(({ name, exitCode }) => (exitCode === undefined ? [] : [[name, exitCode]])),
    ),
    launch: task.launch,
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(networkConfiguration === undefined ? {} : { networkConfiguration }),
    ...(stop ? { stopCode: stop.code, stoppedReason: stop.reason } : {}),
  }
}
