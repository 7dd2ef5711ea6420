import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { otherPlaces } from '../../shared/config/places.ts'
import { watchedNames } from '../../shared/config/watched.ts'
import { parseRolloutEvent } from '../../shared/inbound/rollout-event.ts'
import { aService, configOf, home, member, memberService } from './a-member.ts'

const config = configOf({
  here: aService('api'),
  far: memberService('api', { prove: { alarms: ['api-5xx'], bake: '1m' } }),
})
const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8'))

/** Targets that an event from an account is about. */
function touched(event: Record<string, unknown>, account: string, region = 'us-east-1'): string[] | string {
  const parsed = parseRolloutEvent({ ...event, account, region }, config, otherPlaces(config))
  if ('why' in parsed) return parsed.why
  return Object.entries(config.targets)
    .filter(([name, target]) => watchedNames(name, target).some((what) => parsed.about[0] === what))
    .map(([name]) => name)
}

const service = (account: string) => ({
  ...read('ecs-deployment-failed'),
  resources: [`arn:aws:ecs:us-east-1:${account}:service/prod/api`],
})
const alarm = {
  ...read('cloudwatch-alarm-fires'),
  detail: { alarmName: 'api-5xx', state: { value: 'ALARM' } },
}

describe('an event of one account', () => {
  it('touches the target of that name there, and none of another account', () => {
    expect(touched(service(home.account), home.account)).toEqual(['here'])
    expect(touched(service(member), member)).toEqual(['far'])
  })

  it('touches nothing when no target is there: one line says so', () => {
    expect(touched(service('333333333333'), '333333333333')).toBe('no target is in account 333333333333, us-east-1')
    expect(touched(service(member), member, 'eu-west-1')).toBe(`no target is in account ${member}, eu-west-1`)
  })

  it('is believed about its account, whatever ARN it names', () => {
    expect(touched(service(home.account), member)).toEqual(['far'])
  })

  it('touches the target whose alarm it is where that alarm is', () => {
    expect(touched(alarm, member)).toEqual(['far'])
    expect(touched(alarm, home.account)).toEqual([])
  })
})
