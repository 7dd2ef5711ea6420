import type { Fate } from './fates.ts'
import type { OneOffTask } from './one-off-task.ts'
import type { EcsState, TaskContainer } from './state.ts'
import { cannotPull } from './stop-reasons.ts'

export const ONE_OFF_ENDS = ['exits', 'hangs', 'cannot-start', 'no-capacity'] as const

/** What becomes of one-off tasks that run an image, whatever becomes of its services. */
export interface OneOffFate {
  /** Only tasks whose command contains this; every one-off task when left out. */
  readonly command?: string
  /** Default `exits`. `hangs`: runs until stopped. `cannot-start`: ends before it runs. `no-capacity`: RunTask has no room. */
  readonly ends?: (typeof ONE_OFF_ENDS)[number]
  /** `exits`: default 0. */
  readonly exitCode?: number
  /** `exits`: seconds from RUNNING to the exit, default 20. */
  readonly afterSeconds?: number
  /** `exits`: what the container says of its end. `no-capacity`, `cannot-start`: the reason instead of the usual one. */
  readonly reason?: string
}

const EXIT_AFTER_SECONDS = 20

/** The container that decides how the task ends: the one whose command was overridden, else the first essential one. */
export function mainContainer(task: Pick<OneOffTask, 'containers' | 'overrides'>): TaskContainer | undefined {
  const named = task.overrides.containerOverrides?.find(({ command }) => (command ?? []).length > 0)?.name
  return task.containers.find(({ name }) => name === named) ?? task.containers.find(({ essential }) => essential)
}

/**
 * The fate of a one-off task. An overridden command is another program than the service's: the service's fate then only
 * counts where the image cannot be pulled or finds no room. Without an override the image's own program decides.
 */
export function oneOffFate(
  ecs: EcsState,
  task: OneOffTask,
): Required<Pick<OneOffFate, 'ends' | 'exitCode'>> & OneOffFate {
  const main = mainContainer(task)
  const fate = ecs.fates.get(main?.digest ?? '')
  const command = commandOf(task, main)
  const own = [fate?.task ?? []].flat().find((each) => each.command === undefined || command.includes(each.command))
  if (own) return { ends: 'exits', exitCode: 0, afterSeconds: EXIT_AFTER_SECONDS, ...own }
  if (fate?.name === 'no-capacity') return { ends: 'no-capacity', exitCode: 0 }
  return {
    ends: 'exits',
    afterSeconds: EXIT_AFTER_SECONDS,
    ...(command === '' ? exitOfProgram(fate) : { exitCode: 0 }),
  }
}

function commandOf(task: OneOffTask, main: TaskContainer | undefined): string {
  const override = task.overrides.containerOverrides?.find(({ name }) => name === main?.name)
  return (override?.command ?? []).join(' ')
}

function exitOfProgram(fate: Fate | undefined): Pick<OneOffFate, 'reason'> & { exitCode: number } {
  if (fate?.name === 'oom') return { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }
  return { exitCode: fate?.name === 'crashes' ? (fate.exitCode ?? 1) : 0 }
}

const LOGGER =
  'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: ' +
  'failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.'

/** Why a task ends before any container ran; undefined when it starts. */
export function startFailure(task: OneOffTask, fate: OneOffFate): string | undefined {
  const unpullable = task.containers.find(({ digest }) => digest === undefined)
  if (unpullable) return cannotPull(unpullable).reason
  return fate.ends === 'cannot-start' ? (fate.reason ?? LOGGER) : undefined
}
