import { answering, calling, refuse } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import type { RunTaskEffect, StopTaskEffect } from '../../domain/effect.ts'
import { isProblem, type Problem } from '../../domain/observation.ts'
import type { OneOffTasks } from '../../ports.ts'
import { nameOf } from './ecs-context.ts'
import { findTask } from './find-task.ts'
import { taskOf } from './read-one-off-task.ts'
import { runTask } from './run-task.ts'
import { taskDefinitionStore } from './task-definition-store.ts'
import { type OneOffTasksOptions, startedBy, type TasksContext } from './tasks-context.ts'

/** Longest reason that StopTask takes. */
const longestReason = 255

/** Tasks of ECS in the cluster and network of a service, with its roles. */
export function ecsOneOffTasks(options: OneOffTasksOptions): OneOffTasks {
  const context: TasksContext = { ...options, definitions: taskDefinitionStore(options.ecs, options.stack) }
  const targetOf = (name: string): EcsTarget =>
    options.targets[name] ??
    refuse('invalid', `Target ${name} is no ECS service, and only those run tasks. Take its task out of longshore.yml.`)
  return {
    observe: (policy, wanted) =>
      answering(async () => {
        const target = targetOf(policy.target)
        const at = options.clock.now()
        const { deploymentId, place } = wanted
        const task = await findTask(context, target, startedBy(deploymentId, place), wanted.id)
        return {
          kind: 'seen',
          at,
          deploymentId,
          place,
          ...(task ? { task: await taskOf(context, task, wanted.container) } : {}),
        }
      }),
    run: (policy, effect) => answered(effect, () => runTask(context, targetOf(policy.target), effect)),
    stop: (policy, effect) => answered(effect, () => stopTask(context, options.targets[policy.target], effect)),
  }
}

async function answered<T>({ deploymentId }: RunTaskEffect | StopTaskEffect, work: () => Promise<T | Problem>) {
  const result = await answering(work)
  if (!isProblem(result)) return result
  return { kind: 'refused' as const, deploymentId, cause: result.cause, message: result.message }
}

/** A target that left the configuration has a task to stop, too: its ARN says where. */
async function stopTask({ tasks }: TasksContext, target: EcsTarget | undefined, effect: StopTaskEffect) {
  const { task, why, deploymentId } = effect
  const cluster = target?.cluster ?? clusterOf(task)
  const api = await tasks()
  const reason = `Longshore: ${why}`.slice(0, longestReason)
  const doing = { action: 'ecs:StopTask', subject: target ? `a task of the ${nameOf(target)}` : `the task ${task}` }
  await calling(doing, () => api.stopTask({ cluster, task, reason }))
  return { kind: 'task-stopping' as const, deploymentId }
}

function clusterOf(task: string): string {
  const [, cluster] = /:task\/([^/]+)\/[^/]+$/.exec(task) ?? []
  return cluster ?? refuse('invalid', `The ARN ${task} does not say in which cluster it is. Stop the task by hand.`)
}
