import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { createClock } from '../../sandbox/kernel/clock.ts'
import { type SlackReceiver, startSlack } from '../../sandbox/receivers/slack.ts'
import { SLACK_TOKEN } from '../../sandbox/receivers/slack-api.ts'
import { groupMembers } from '../../shared/slack-actions/group-members.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'

const minute = 60_000
let slack: SlackReceiver

beforeEach(async () => {
  slack = await startSlack(createClock({ start: 0 }))
  slack.setGroup('S0ONCALL', ['U0ALICE', 'U0BOB'])
})
afterEach(() => slack.stop())

function membersBy(stored: readonly string[] = [SLACK_TOKEN], withinMs = 30_000) {
  const clock = virtualClock()
  const tokens = [...stored]
  const secrets = {
    read: async () => tokens[0] ?? '',
    forget: () => void (tokens.length > 1 && tokens.shift()),
  }
  const bot = { token: { ssm: '/longshore/slack' }, channel: 'C012', url: slack.apiUrl }
  return { clock, members: groupMembers({ bot, secrets, clock, withinMs }) }
}

it('are asked of Slack, and remembered for ten minutes', async () => {
  const { clock, members } = membersBy()
  expect(await members('S0ONCALL')).toEqual(['U0ALICE', 'U0BOB'])
  slack.setGroup('S0ONCALL', ['U0BOB'])
  clock.advance(10 * minute - 1)
  expect(await members('S0ONCALL')).toEqual(['U0ALICE', 'U0BOB'])
  clock.advance(1)
  expect(await members('S0ONCALL')).toEqual(['U0BOB'])
  expect(slack.attempts()).toHaveLength(2)
})

it.each([
  ['is not allowed to ask', () => slack.setGroup('S0ONCALL', undefined), /missing_scope/],
  ['asks about a group that there is not', () => undefined, /no_such_subteam/],
  ['asks too often', () => slack.behave({ kind: 'rate-limited', retryAfterSeconds: 30 }), /429/],
  ['is cut off', () => slack.behave({ kind: 'down' }), /./],
])('are not known when the bot %s, and nothing of that is remembered', async (what, arrange, why) => {
  const { members } = membersBy()
  arrange()
  const group = what.includes('there is not') ? 'S0NOBODY' : 'S0ONCALL'
  await expect(members(group)).rejects.toThrow(why)
  await expect(members(group)).rejects.not.toThrow(SLACK_TOKEN)
  slack.behave({ kind: 'ok' })
  slack.setGroup(group, ['U0ALICE'])
  expect(await members(group)).toEqual(['U0ALICE'])
})

it('are not waited for longer than Slack may take', async () => {
  slack.behave({ kind: 'hang' })
  await expect(membersBy([SLACK_TOKEN], 20).members('S0ONCALL')).rejects.toThrow(/./)
})

it('are asked with the token that is stored by now', async () => {
  const { members } = membersBy(['xoxb-revoked', SLACK_TOKEN])
  await expect(members('S0ONCALL')).rejects.toThrow(/invalid_auth/)
  expect(await members('S0ONCALL')).toEqual(['U0ALICE', 'U0BOB'])
})
