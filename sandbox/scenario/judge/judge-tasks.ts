import type { Expectations } from '../expectation-schema.ts'
import type { ReportedTask } from '../report-tasks.ts'
import type { ScenarioReport } from '../scenario-report.ts'
import type { ExpectedRun } from '../schedule-schema.ts'
import { differs, type Failure, lacks } from './failure.ts'

type Names = Readonly<Record<string, string>>

/** What the task definitions of rules and schedules name. */
export function judgeSchedules(expected: Expectations['schedules'], { schedules }: ScenarioReport): Failure[] {
  return Object.entries(expected ?? {}).flatMap(([name, images]) => {
    const path = `expect.schedules.${name}`
    const actual = schedules[name]
    return actual ? judgeImages(path, images, actual) : [{ path, message: 'the account has no such schedule' }]
  })
}

/** Which one-off tasks ran, family by family. */
export function judgeTasks(expected: Expectations['tasks'], { tasks }: ScenarioReport): Failure[] {
  return Object.entries(expected ?? {}).flatMap(([family, runs]) => {
    const path = `expect.tasks.${family}`
    const actual = tasks.filter((task) => task.family === family)
    if (actual.length !== runs.length) {
      const seen = actual.map(({ status, stoppedReason = '' }) => `${status} ${stoppedReason}`.trim()).join('; ')
      return [{ path, message: `expected ${runs.length} tasks, there were ${actual.length}: ${seen}` }]
    }
    return runs.flatMap((run, index) => {
      const task = actual[index]
      return task ? judgeRun(`${path}[${index}]`, run, task) : []
    })
  })
}

function judgeRun(path: string, run: ExpectedRun, task: ReportedTask): Failure[] {
  return [
    ...(run.image === undefined ? [] : judgeImages(`${path}.image`, run.image, task.images)),
    ...(run.exitCode === undefined || Object.values(task.exitCodes).includes(run.exitCode)
      ? []
      : [{ path: `${path}.exitCode`, message: `expected ${run.exitCode}, was ${JSON.stringify(task.exitCodes)}` }]),
    ...lacks(`${path}.reason`, run.reason, task.stoppedReason ?? ''),
    ...lacks(`${path}.command`, run.command, Object.values(task.commands).flat().join(' ')),
    ...lacks(`${path}.startedBy`, run.startedBy, task.startedBy ?? ''),
    ...differs(`${path}.status`, run.status, task.status),
  ]
}

function judgeImages(path: string, expected: string | Names, actual: Names): Failure[] {
  if (typeof expected === 'string') return differs(path, expected, Object.values(actual).join(' + '))
  return Object.entries(expected).flatMap(([container, alias]) =>
    differs(`${path}.${container}`, alias, actual[container] ?? 'nothing'),
  )
}
