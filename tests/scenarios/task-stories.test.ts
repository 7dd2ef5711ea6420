import { describe, expect, it } from '@jest/globals'
import { judge } from '../../sandbox/scenario/judge/judge.ts'
import { parseScenario } from '../../sandbox/scenario/read-scenario.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { taskFlips } from './flip-tasks.ts'

const STORY = `
name: two-schedules
title: A rule and a schedule run tasks by themselves
configuration: ../../longshore.yml
account:
  images:
    - { image: 'team/report:v1', fate: { name: healthy, task: { command: daily, exitCode: 3 } } }
  services:
    production/api: { containers: { app: 'team/api:v1.2.2' } }
    staging/web: { containers: { web: 'team/web:main' } }
    production/worker: { containers: { worker: 'team/worker:main-1', proxy: 'team/proxy:stable' } }
  schedules:
    report: { cluster: production, at: rate(1 hour), containers: { app: 'team/report:v1' }, command: [report, daily] }
    sweep:
      by: scheduler
      group: nightly
      cluster: production
      at: cron(30 9 * * ? *)
      family: sweeper
      containers: { app: 'team/sweep@first' }
steps:
  - wait: 75m
expect:
  schedules: { report: v1, sweep: { app: first } }
  tasks:
    report: [{ image: v1, exitCode: 3, command: report daily, startedBy: events-rule/report, status: STOPPED }]
    sweeper: [{ image: { app: first }, exitCode: 0, startedBy: chronos-schedule/sweep, reason: Essential container }]
`

describe('a story with tasks', () => {
  it('tells what ran by itself and what its schedules name, and notices each that came otherwise', async () => {
    const scenario = parseScenario(STORY)
    const folder = `${import.meta.dirname}/../../sandbox/scenarios`
    const { failures, report } = await runScenario({ scenario, folder })
    expect(failures).toEqual([])
    if (!report) throw new Error('The story was not played to its end.')
    const flips = taskFlips(scenario.expect)
    expect(flips.filter((flip) => judge(flip.expect, report).length === 0).map(({ path }) => path)).toEqual([])
    expect(flips).toHaveLength(13)
  }, 120_000)
})
