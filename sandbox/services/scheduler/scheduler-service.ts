import { AwsError, type Service, type World } from '../../kernel/service.ts'
import { isEcsTarget, type RunTask, runEcsTarget } from '../ecs-target.ts'
import type { Input } from '../input.ts'
import { nextRun } from './next-run.ts'
import { DEFAULT_GROUP, type Schedule, scheduleView } from './schedule.ts'
import { createSchedule, schedulerOperations, updateSchedule } from './scheduler-operations.ts'

/** What the simulated Scheduler knows. */
export interface SchedulerState {
  readonly world: World
  /** By `group/name`. */
  readonly schedules: Map<string, Schedule>
  readonly groups: Set<string>
  /** Stores a schedule, in place of the one it replaces, and runs it from now on. */
  readonly put: (schedule: Schedule) => void
  readonly remove: (schedule: Schedule) => void
}

/** What a schedule's targets are handed to. */
export interface SchedulerTargets {
  readonly handOver: (arn: string, payload: unknown) => void
  readonly runTask?: RunTask
}

/** A run that its target refused. */
export interface MissedRun {
  readonly schedule: string
  readonly at: number
  readonly error: string
}

/** Set-up and read-back of schedules, in Scheduler's own member names. */
export interface SchedulerControl {
  readonly createGroup: (name: string) => void
  /** CreateSchedule by somebody; a schedule of that name is replaced. @returns its ARN @throws AwsError */
  readonly put: (input: Input) => string
  readonly delete: (name: string, group?: string) => void
  /** As GetSchedule shows it; undefined when there is none. */
  readonly schedule: (name: string, group?: string) => Input | undefined
  /** Oldest first. */
  readonly missed: () => readonly MissedRun[]
}

/** EventBridge Scheduler on the world's clock. A run that its target refuses is not tried again but noted as missed. */
export function schedulerService(
  world: World,
  targets: SchedulerTargets,
): { readonly service: Service; readonly control: SchedulerControl } {
  const missed: MissedRun[] = []
  const schedules = new Map<string, Schedule>()

  function runLater(schedule: Schedule, after: number): void {
    const next = nextRun(schedule.expression, schedule.zone, after)
    if (next === undefined) return
    world.clock.at(next, `schedule ${schedule.name}: ${schedule.expression}`, () => {
      if (schedules.get(keyOf(schedule)) !== schedule) return
      if (schedule.enabled) run(schedule)
      runLater(schedule, next)
    })
  }

  function run(schedule: Schedule): void {
    try {
      runTarget(schedule, targets)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      const { code, message } = error
      missed.push({ schedule: schedule.name, at: world.clock.now(), error: `${code}: ${message}` })
    }
  }

  const state: SchedulerState = {
    world,
    schedules,
    groups: new Set([DEFAULT_GROUP]),
    put(schedule) {
      schedules.set(keyOf(schedule), schedule)
      runLater(schedule, world.clock.now())
    },
    remove: (schedule) => void schedules.delete(keyOf(schedule)),
  }
  return {
    service: { name: 'scheduler', operations: schedulerOperations(state) },
    control: controlOf(state, missed),
  }
}

function controlOf(state: SchedulerState, missed: readonly MissedRun[]): SchedulerControl {
  const find = (name: string, group = DEFAULT_GROUP) => state.schedules.get(`${group}/${name}`)
  return {
    createGroup: (name) => void state.groups.add(name),
    put(input) {
      const replaced = find(input['Name'], input['GroupName'])
      return (replaced ? updateSchedule(state, input) : createSchedule(state, input)).arn
    },
    delete: (name, group = DEFAULT_GROUP) => void state.schedules.delete(`${group}/${name}`),
    schedule(name, group) {
      const found = find(name, group)
      return found && { ...scheduleView(found) }
    },
    missed: () => missed,
  }
}

function keyOf({ group, name }: Schedule): string {
  return `${group}/${name}`
}

function runTarget({ name, target }: Schedule, { handOver, runTask }: SchedulerTargets): void {
  const arn = String(target['Arn'])
  const input: string | undefined = target['Input']
  if (runTask && isEcsTarget(arn)) {
    const parameters: Input = target['EcsParameters']
    runEcsTarget(runTask, { cluster: arn, parameters, input, startedBy: `chronos-schedule/${name}` })
  } else handOver(arn, input === undefined ? {} : JSON.parse(input))
}
