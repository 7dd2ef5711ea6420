import type { Task } from './state.ts'

export interface TaskCounts {
  readonly runningCount: number
  readonly pendingCount: number
}

export function countTasks(tasks: readonly Task[]): TaskCounts {
  const starting = tasks.filter((task) => task.desiredStatus === 'RUNNING' && task.lastStatus !== 'RUNNING')
  return {
    runningCount: tasks.filter((task) => task.lastStatus === 'RUNNING').length,
    pendingCount: starting.length,
  }
}
