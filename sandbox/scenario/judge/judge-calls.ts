import type { LoggedCall } from '../../kernel/call-log.ts'
import { milliseconds } from '../duration.ts'
import type { CallBounds, Expectations } from '../expectation-schema.ts'
import type { ScenarioReport } from '../scenario-report.ts'
import type { Failure } from './failure.ts'

type Bounds = CallBounds

/** Bounds for calls of the whole story. */
export function judgeCalls(path: string, bounds: Bounds | undefined, calls: readonly LoggedCall[]): Failure[] {
  return Object.entries(bounds ?? {}).flatMap(([name, { atMost, atLeast }]) => {
    const counted = calls.filter((call) => isCounted(name, call))
    const count = counted.length
    return [
      ...(atMost !== undefined && count > atMost
        ? [
            {
              path: `${path}.${name}.atMost`,
              message: `expected at most ${atMost} calls, there were ${count}: ${listed(counted)}`,
            },
          ]
        : []),
      ...(atLeast !== undefined && count < atLeast
        ? [{ path: `${path}.${name}.atLeast`, message: `expected at least ${atLeast} calls, there were ${count}` }]
        : []),
    ]
  })
}

/** Bounds for what is called between the trigger and the end of each deployment. */
export function judgeCallsPerDeployment(bounds: Bounds | undefined, report: ScenarioReport): Failure[] {
  if (bounds === undefined) return []
  return report.outcomes.flatMap(({ target, deployment }) => {
    const from = Date.parse(deployment.trigger.at)
    const to = Date.parse(deployment.endedAt)
    const during = report.calls.filter(({ at }) => at >= from && at <= to)
    return judgeCalls('expect.callsPerDeployment', bounds, during).map(({ path, message }) => ({
      path,
      message: `${target} ${deployment.id}: ${message}`,
    }))
  })
}

/** From the first failed task of a service to the UpdateService that answers it. */
export function judgeRevertWithin(
  limit: Expectations['revertWithin'],
  { failedTasks, calls }: ScenarioReport,
): Failure[] {
  if (limit === undefined) return []
  const path = 'expect.revertWithin'
  const failed = Object.entries(failedTasks)
  if (failed.length === 0) return [{ path, message: 'no task failed, so nothing was reverted' }]
  return failed.flatMap(([service, [first = 0]]) => {
    const answer = calls.find(
      ({ operation, at, outcome }) => operation === 'UpdateService' && outcome === 'ok' && at >= first,
    )
    if (!answer) return [{ path, message: `no UpdateService followed the failed tasks of ${service}` }]
    const took = answer.at - first
    return took <= milliseconds(limit)
      ? []
      : [{ path, message: `expected ${service} within ${limit}, took ${took} ms` }]
  })
}

function isCounted(name: string, { service, operation }: LoggedCall): boolean {
  return name.split('+').some((part) => ['total', service, `${service}:${operation}`].includes(part))
}

function listed(calls: readonly LoggedCall[]): string {
  const groups = Map.groupBy(calls, ({ service, operation }) => `${service}:${operation}`)
  return [...groups].map(([name, each]) => `${name} ${each.length}`).join(', ')
}
