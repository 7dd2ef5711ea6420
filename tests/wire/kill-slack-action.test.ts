import { expect, it } from '@jest/globals'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { parseScenario } from '../../sandbox/scenario/read-scenario.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'

/** A start is approved by a button while `slack-action` dies, and by the same button again a minute later. */
const story = (call: number, when: 'before' | 'after') => `
name: kill-slack-action
title: What answers a button dies ${when} its call ${call}
account:
  services:
    production/api: { containers: { app: 'team/api:v1.2.2' } }
configuration:
  version: 1
  slack:
    webhook: { ssm: /longshore/slack-webhook }
    actions: { signingSecret: { ssm: /longshore/slack-signing }, team: T0SANDBOX, users: [U0ALICE] }
  targets:
    api:
      approve: { within: 2h }
      ecs:
        cluster: production
        service: api
        containers:
          app: { repository: team/api, tags: { semver: '>=1.0.0' } }
steps:
  - at: 6m
    push: { image: 'team/api:v1.2.3' }
  - when: { notice: api, is: waiting }
    fault: { kill: { function: slack-action, call: ${call}, when: ${when} } }
  - slack: { press: approve, user: U0ALICE, status: 502, answers: [] }
  - after: 61s
    slack: { press: approve, user: U0ALICE, answers: '' }
expect:
  deployments:
    api:
      - { outcome: succeeded, to: v1.2.3, timeline: 'approved by slack:U0ALICE' }
  notices:
    - { target: api, notice: waiting }
`

/** The secret, the claim of the request, that of the question, the record, the fact, the nudge, whether starts are paused. */
const all = [1, 2, 3, 4, 5, 6, 7].flatMap((call) => [[call, 'before'] as const, [call, 'after'] as const])

/** Those that differ: with the question claimed and nothing done, with the fact put, with the nudge sent. */
const differing = [
  [3, 'after'],
  [5, 'after'],
  [6, 'after'],
] as const

const deaths = process.env['LONGSHORE_HEAVY'] === '1' ? all : differing

it.each(deaths)(
  'a press that dies at call %i, %s it, is made up for by the next one, and is carried out once',
  async (call, when) => {
    const scenario = parseScenario(story(call, when))
    const { failures, report } = await runScenario({ scenario, folder: import.meta.dirname })
    expect(failures).toEqual([])
    const own = (report?.calls ?? []).filter(({ caller }) => functionOf(caller) === 'slack-action')
    expect(own.length).toBeGreaterThan(call)
    expect((report?.calls ?? []).filter(({ operation }) => operation === 'UpdateService')).toHaveLength(1)
  },
  60_000,
)
