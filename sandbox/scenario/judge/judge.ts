import type { Expectations } from '../expectation-schema.ts'
import type { ScenarioReport } from '../scenario-report.ts'
import type { Failure } from './failure.ts'
import { judgeCalls, judgeCallsPerDeployment, judgeRevertWithin } from './judge-calls.ts'
import { judgeDeployments } from './judge-deployments.ts'
import { judgeEnds } from './judge-ends.ts'
import { judgeFindings } from './judge-findings.ts'
import { judgeFunctions } from './judge-functions.ts'
import { judgeGithub } from './judge-github.ts'
import { judgeHosts } from './judge-hosts.ts'
import { judgeNotices, judgeSlack } from './judge-messages.ts'
import { judgeCapacity, judgeImages, judgeRunning, judgeStatus } from './judge-state.ts'
import { judgeSchedules, judgeTasks } from './judge-tasks.ts'
import { judgeTraffic } from './judge-traffic.ts'

/** Compares what was expected with what came. */
export function judge(expect: Expectations, report: ScenarioReport): Failure[] {
  const { deadLetters = 0 } = expect
  return [
    ...judgeDeployments(expect.deployments, report),
    ...judgeRunning(expect.running, report),
    ...judgeCapacity(expect.capacity, report),
    ...judgeImages(expect.images, report),
    ...judgeTraffic(expect.traffic, report),
    ...judgeFunctions(expect.functions, report),
    ...judgeHosts(expect.hosts, report),
    ...judgeSchedules(expect.schedules, report),
    ...judgeTasks(expect.tasks, report),
    ...judgeStatus(expect.status, report),
    ...judgeFindings(expect.doctor, report),
    ...judgeSlack(expect.slack, report),
    ...judgeGithub(expect.github, report),
    ...judgeEnds(expect.ends, report),
    ...judgeNotices(expect.notices ?? [], report),
    ...judgeCalls('expect.calls', expect.calls, report.calls),
    ...judgeCallsPerDeployment(expect.callsPerDeployment, report),
    ...judgeRevertWithin(expect.revertWithin, report),
    ...(report.deadLetters.length === deadLetters
      ? []
      : [
          {
            path: 'expect.deadLetters',
            message: `expected ${deadLetters}, were ${report.deadLetters.length}: ${report.deadLetters.join('; ')}`,
          },
        ]),
  ]
}
