import type { RunTaskEffect, StopTaskEffect } from '../../shared/domain/effect.ts'
import { type Digests, digestsOf, type Millis } from '../../shared/domain/image.ts'
import type { OneOffTask, Problem } from '../../shared/domain/observation.ts'
import type { Clock, OneOffTasks } from '../../shared/ports.ts'
import { type Touch, untouched } from './touch.ts'

/** How a task ends: with a code after a while, or not by itself. */
export type TaskFate = { readonly exitCode: number; readonly afterMs: Millis } | 'hangs'

/** One task that was really started. */
export interface StartedTask {
  readonly id: string
  readonly effect: RunTaskEffect
  readonly at: Millis
  readonly carrier: string
  readonly fate: TaskFate
  stoppedAt?: Millis
}

export interface FakeTasks extends OneOffTasks {
  /** In order of their start. */
  readonly started: readonly StartedTask[]
  /** How it ended, if it has. */
  endOf(task: StartedTask): { readonly exitCode: number } | undefined
}

export interface FakeTasksOptions {
  readonly clock: Clock
  readonly touch?: Touch
  /** Makes what carries the images of a task; returns its name. */
  readonly pin: (digests: Digests, deploymentId: string) => string
  /** Asked once for each task. */
  readonly fate: () => TaskFate
  /** What a call meets instead of an answer. */
  readonly trouble?: (what: 'observe' | 'run') => Problem['cause'] | undefined
}

const stopsWithinMs = 30_000
const visibleMs = 3_600_000

/** Tasks in memory: one for each deployment and place, however often they are run. */
export function fakeTasks({
  clock,
  touch = untouched,
  pin,
  fate,
  trouble = () => undefined,
}: FakeTasksOptions): FakeTasks {
  const started: StartedTask[] = []
  const find = (deploymentId: string, place: string): StartedTask | undefined =>
    started.find(({ effect }) => effect.deploymentId === deploymentId && effect.place === place)

  function endOf(task: StartedTask): { at: Millis; exitCode: number } | undefined {
    const stopped = task.stoppedAt === undefined ? undefined : { at: task.stoppedAt + stopsWithinMs, exitCode: 137 }
    const own = task.fate === 'hangs' ? undefined : { at: task.at + task.fate.afterMs, exitCode: task.fate.exitCode }
    const end = stopped && own ? (own.at <= stopped.at ? own : stopped) : (own ?? stopped)
    return end && end.at <= clock.now() ? end : undefined
  }

  function shown(task: StartedTask): OneOffTask | undefined {
    const end = endOf(task)
    const { carrier } = task
    if (!end) return { id: task.id, carrier, state: task.stoppedAt === undefined ? 'running' : 'stopping' }
    if (end.at < clock.now() - visibleMs) return undefined
    const { exitCode } = end
    const conclusive = task.stoppedAt === undefined
    return { id: task.id, carrier, state: 'stopped', exitCode, reason: `exited with ${exitCode}`, conclusive }
  }

  function begun(effect: RunTaskEffect): StartedTask {
    const { release, deploymentId } = effect
    const carrier = release.carrier ?? pin(digestsOf(release.images), deploymentId)
    const task = { id: `task-${started.length}`, effect, at: clock.now(), carrier, fate: fate() }
    started.push(task)
    return task
  }

  return {
    started,
    endOf,
    async observe(_policy, { deploymentId, place }) {
      const cause = trouble('observe')
      if (cause) return { kind: 'problem', cause, message: `the answer was: ${cause}` }
      const task = find(deploymentId, place)
      const seen = task && shown(task)
      return { kind: 'seen', at: clock.now(), deploymentId, place, ...(seen ? { task: seen } : {}) }
    },
    async run(_policy, effect) {
      const { deploymentId, place } = effect
      touch('run task', 'before')
      const cause = trouble('run')
      if (cause) return { kind: 'refused', deploymentId, cause, message: `the answer was: ${cause}` }
      const known = find(deploymentId, place)
      const task = known ?? begun(effect)
      touch('run task', 'after')
      return { kind: 'task-started', deploymentId, place, task: task.id, carrier: task.carrier }
    },
    async stop(_policy, effect: StopTaskEffect) {
      touch('stop task', 'before')
      const task = started.find(({ id }) => id === effect.task)
      if (task) task.stoppedAt ??= clock.now()
      touch('stop task', 'after')
      return { kind: 'task-stopping', deploymentId: effect.deploymentId }
    },
  }
}
