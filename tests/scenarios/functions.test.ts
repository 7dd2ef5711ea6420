import { describe, expect, it } from '@jest/globals'
import { judge } from '../../sandbox/scenario/judge/judge.ts'
import { parseScenario } from '../../sandbox/scenario/read-scenario.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { functionFlips } from './flip-functions.ts'

/** Somebody else's canary by hand: Longshore has no part in it, so only the sandbox and its words are seen. */
const STORY = `
name: somebody-elses-canary
title: A person gives a bad version a tenth of the traffic, the alarm fires, and the person takes it back.
account:
  images: [{ image: 'shop/thumbs:v2', fate: { name: errors, share: 0.5 } }, { image: 'shop/thumbs:v3', architecture: arm64 }]
  services: { shop/api: { containers: { app: 'shop/api:v1' } } }
  functions:
    thumbs:
      image: shop/thumbs:v1
      versions: [shop/thumbs:v1, shop/thumbs:v2]
      aliases: { live: 1, beta: { version: 1, weights: { 2: 25 } } }
    resize: { image: shop/thumbs:v1, timeout: 5s, updateSeconds: [3, 4], aliases: { live: 1 } }
  alarms:
    thumbs-errors: { function: thumbs, alias: live, metric: errors, atLeast: 3 }
    by-hand: manual
  traffic: [{ function: thumbs, alias: live, perMinute: 600 }]
configuration:
  version: 1
  targets: { api: { ecs: { cluster: shop, service: api, containers: { app: { repository: shop/api, tags: { exact: v1 } } } } } }
  slack: { webhook: { ssm: /shop/slack } }
steps:
  - at: 2m
    alias: { function: thumbs, name: live, weights: { 2: 10 } }
  - when: { shifted: 'thumbs:live', is: 10% }
    alarm: { name: by-hand, state: ALARM, reason: a drill }
  - when: { alarm: thumbs-errors, is: ALARM, within: 5m }
    alias: { function: thumbs, name: live, weights: {} }
  - when: { shifted: 'thumbs:live', is: v1 }
    updateFunction: { function: resize, image: 'shop/thumbs:v3' }
  - push: { image: 'shop/thumbs:v4', fate: update-fails }
  - deleteFunction: { function: resize, alias: live }
  - when: { alarm: thumbs-errors, is: OK, within: 5m }
    wait: 1m
until: 12m
expect:
  functions:
    thumbs: { latest: v1, versions: 2, aliases: { live: { image: v1, version: 1 }, beta: { image: v1, weights: { v2: 25 } } } }
    resize: { latest: v3, aliases: { live: nothing } }
`

describe('a scenario about functions', () => {
  it('sets them up, plays what befalls them, and reads them back', async () => {
    const told: string[] = []
    const scenario = parseScenario(STORY)
    const { failures, report } = await runScenario(
      { scenario, folder: import.meta.dirname },
      { onEvent: (event) => void ('text' in event && told.push(event.text)) },
    )
    expect(failures).toEqual([])
    expect(told).toEqual(
      expect.arrayContaining([
        'The alias thumbs:live: somebody else gives version 2 10%',
        'CloudWatch: the alarm thumbs-errors is ALARM',
        'CloudWatch: the alarm thumbs-errors is OK',
        'Somebody pushes shop/thumbs:v4, which functions fail to update to',
        'Somebody deletes the alias live of the function resize',
      ]),
    )
    if (!report) throw new Error('The story was not played to its end.')
    const flips = functionFlips(scenario.expect)
    expect(flips).toHaveLength(9)
    expect(flips.filter((flip) => judge(flip.expect, report).length === 0).map(({ path }) => path)).toEqual([])
  }, 120_000)
})
