import { expect, it } from '@jest/globals'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { parseScenario } from '../../sandbox/scenario/read-scenario.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'

/** A push that is told to two ends, while `notify-ends` dies once. */
const story = (call: number, when: 'before' | 'after') => `
name: kill-ends
title: The worker that tells two ends dies ${when} its call ${call}
account:
  services:
    production/api: { containers: { app: 'team/api:v1.2.2' } }
configuration:
  version: 1
  ends:
    - { name: audit, kind: webhook, url: { ssm: /url }, signingKey: { secret: key }, privateNetworks: [127.0.0.0/8] }
    - { name: chat, kind: discord, url: { secret: chat }, privateNetworks: [127.0.0.0/8] }
  targets:
    api:
      ecs:
        cluster: production
        service: api
        containers:
          app: { repository: team/api, tags: { semver: '>=1.0.0' } }
steps:
  - at: 6m
    fault: { kill: { function: notify-ends, call: ${call}, when: ${when} } }
  - push: { image: 'team/api:v1.2.3' }
expect:
  deployments:
    api:
      - { outcome: succeeded, to: v1.2.3, within: 5m }
`

/** More than the calls of an invocation that tells two ends: claims, secrets, notes. */
const deaths = [1, 2, 3, 4, 5, 6, 7].flatMap((call) =>
  (['before', 'after'] as const).map((when) => [call, when] as const),
)

async function play(call: number, when: 'before' | 'after') {
  const { failures, report } = await runScenario({ scenario: parseScenario(story(call, when)), folder: '.' })
  const sent = report?.sent ?? []
  return {
    failures,
    told: (end: string) =>
      sent.filter(({ announcement }) => announcement.channel === 'end' && announcement.end === end).length,
    calls: (report?.calls ?? []).filter(({ caller }) => functionOf(caller) === 'notify-ends').length,
  }
}

it.each(deaths)(
  'both ends are told when their worker dies at call %i, %s it',
  async (call, when) => {
    const { failures, told } = await play(call, when)
    expect(failures).toEqual([])
    for (const end of ['audit', 'chat']) {
      expect(told(end)).toBeGreaterThanOrEqual(1)
      // Once more only if it died between the answer and the note about it.
      expect(told(end)).toBeLessThanOrEqual(2)
    }
  },
  180_000,
)

it('a death costs calls that are made again, and without one each end is told once', async () => {
  const [undisturbed, died] = [await play(99, 'before'), await play(2, 'after')]
  expect(undisturbed.failures).toEqual([])
  expect(['audit', 'chat'].map(undisturbed.told)).toEqual([1, 1])
  expect(died.calls).toBeGreaterThan(undisturbed.calls)
}, 180_000)
