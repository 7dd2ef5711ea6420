import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { parseScenario } from '../../sandbox/scenario/read-scenario.ts'
import { type StoryWorld, startStory } from '../../sandbox/scenario/story-world.ts'
import type { Diagnosis } from '../../shared/commands/doctor.ts'

const account = `
    services: { prod/api: { containers: { app: 'team/api:1.0.0' }, breaker: rollback } }
    alarms: { api-5xx: manual }`

const target = `
      ecs: { cluster: prod, service: api, containers: { app: { repository: team/api, tags: { exact: 1.0.0 } } } }
      prove: { alarms: [api-5xx] }`

const scenario = `
name: doctor-places
title: Two accounts that hold the same by the same names, and nothing wrong
account:
    id: '111111111111'${account}
accounts:
  - id: '222222222222'${account}
configuration:
  version: 1
  account: '111111111111'
  region: us-east-1
  slack: { webhook: { ssm: /longshore/slack-webhook } }
  targets:
    here:${target}
    there:
      account: '222222222222'
      role: arn:aws:iam::222222222222:role/longshore-target
      externalId: longshore-e5f1${target}
steps: []
expect: {}
`

let world: StoryWorld

beforeAll(async () => {
  world = await startStory({ scenario: parseScenario(scenario), folder: import.meta.dirname })
}, 90_000)

afterAll(() => world?.sandbox.stop())

async function findings(): Promise<Diagnosis['findings']> {
  const result = await world.sandbox.lambda.invoke('longshore-dev-doctor', {})
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return (JSON.parse(result.payload) as Diagnosis).findings
}

describe('alarms of one name in two accounts', () => {
  const at = (place: string) => {
    const found = place === 'here' ? world.sandbox : world.sandbox.places['222222222222/us-east-1']
    if (!found) throw new Error(`There is no place ${place}.`)
    return found.cloudwatch
  }

  it('are quiet in both', async () => {
    expect(await findings()).toEqual([])
  }, 60_000)

  it.each(['here', 'there'])(
    'is found %s alone when it fires there',
    async (place) => {
      at(place).setAlarm('api-5xx', 'ALARM', 'told')
      expect(await findings()).toMatchObject([{ check: 'alarm', target: place }])
      at(place).setAlarm('api-5xx', 'OK', 'told')
    },
    60_000,
  )
})

describe('a role of another account that cannot be taken on', () => {
  it('is one finding, which names it and how to make it', async () => {
    const fault = world.sandbox.faults.onCall({ service: 'sts' }, 'access-denied')
    const { clock } = world.sandbox
    await clock.runUntil(clock.now() + 20 * 60_000)
    expect(await findings()).toEqual([
      {
        ...{ check: 'unread', severity: 'warning' },
        what: expect.stringMatching(
          /^Doctor could not take on the role arn:aws:iam::222222222222:role\/longshore-target-look, nor look by it at .*service api in cluster prod/,
        ),
        why: expect.stringContaining('STS denies it'),
        mend: expect.stringContaining('npx longshore account-template 222222222222 --region us-east-1'),
      },
    ])
    fault.remove()
  }, 60_000)
})
