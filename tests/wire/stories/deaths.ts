import { functionOf } from '../../../sandbox/kernel/kills.ts'
import type { ScenarioReport } from '../../../sandbox/scenario/scenario-report.ts'

/** A call of reconcile at which it is to die, by its number among all of them. */
export interface Point {
  readonly call: number
  readonly doing: string
}

const reads = /^(Describe|Get|List|BatchGet|Query|Receive|Scan)/
const plumbing = ['dynamodb', 'sqs', 'sns', 'sts', 'ssm:GetParameter', 'logs']

/**
 * Calls of reconcile since the first push after which the world is not as before, in order; a death at a read is like one after the
 * last of these. A death at first contact puts the baseline off, and another story begins.
 */
export function writesOfReconcile(report: ScenarioReport): Point[] {
  return callsOfReconcile(report).filter(({ doing }) => !reads.test(doing.split(':')[1] ?? ''))
}

function callsOfReconcile({ calls, outcomes }: ScenarioReport): Point[] {
  const since = Date.parse(outcomes[0]?.deployment.trigger.at ?? '')
  return calls
    .filter(({ caller }) => functionOf(caller) === 'reconcile')
    .map(({ service, operation, at }, index) => ({ call: index + 1, at, doing: `${service}:${operation}` }))
    .filter(({ at }) => at >= since)
}

/** Those that change something on the platform: where a death is dearest. */
export function changesOfReconcile(report: ScenarioReport): Point[] {
  return callsOfReconcile(report).filter(({ doing }) => {
    const [service = '', operation = ''] = doing.split(':')
    return !plumbing.includes(service) && !plumbing.includes(doing) && !reads.test(operation)
  })
}
