import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { playSteps } from '../../sandbox/scenario/play-steps.ts'
import { parseScenario } from '../../sandbox/scenario/read-scenario.ts'
import { goOnTo, type StoryWorld, startStory } from '../../sandbox/scenario/story-world.ts'

/** Longshore has no part in it: only what the account holds, and what the steps do to it. */
const STORY = `
name: a-service-by-itself
title: A service answers, writes and is asked, and somebody writes into logs and metrics.
account:
  scanning: enhanced
  images:
    - { image: 'shop/api:v1', fate: { answers: { status: 418, headers: { x-pot: tea }, delay: 10ms }, probe: { ok: false, reason: cold }, logs: { group: /shop, line: hello, perMinute: 60 }, serves: { errors: 0.5 } } }
    - { image: 'shop/api:v2', fate: { answers: [{ resets: true }, { from: 1m, redirect: /login }], scan: { low: 2, ends: completes } } }
  services: { shop/api: { containers: { app: 'shop/api:v1' } }, shop/idle: { containers: { app: 'shop/api:v2' } } }
  functions: { smoke: { image: 'shop/smoke:v1', probes: shop/api } }
  logGroups: [/shop, /gone]
  traffic: [{ service: shop/api, perMinute: 60 }]
  web: { /api: shop/api, /idle: shop/idle }
configuration:
  version: 1
  targets: { api: { ecs: { cluster: shop, service: api, containers: { app: { repository: shop/api, tags: { exact: v1 } } } } } }
steps:
  - metric: { namespace: Shop, name: Orders, value: [1, 2], count: 2, before: 2m, for: 3m }
  - log: { group: /gone, line: bye, times: 3 }
  - deleteLogGroup: /gone
expect: {}
`

let world: StoryWorld
const told: string[] = []

beforeEach(async () => {
  told.length = 0
  const loaded = { scenario: parseScenario(STORY), folder: import.meta.dirname }
  world = await startStory(loaded, { onEvent: (event) => void ('text' in event && told.push(event.text)) })
  expect(await playSteps(world, loaded.scenario.steps)).toEqual([])
}, 30_000)
afterEach(() => world.sandbox.stop())

const get = (path: string) => fetch(`${world.sandbox.images.web.url}${path}`, { redirect: 'manual' })

describe('a scenario about what services do while they run', () => {
  it('has them answer, write and fail as their images say, and takes what somebody puts into logs and metrics', async () => {
    const { cloudwatch, logs, images } = world.sandbox
    const pot = await get('/api/pot')
    expect([pot.status, pot.headers.get('x-pot')]).toEqual([418, 'tea'])
    expect((await get('/idle')).headers.get('location')).toBe('/login')
    expect(images.probe('shop/api')).toEqual({ ok: false, reason: 'cold' })
    await goOnTo(world, world.start + 5 * 60_000)
    expect(cloudwatch.sum({ namespace: 'Shop', name: 'Orders', dimensions: {} })).toBe(5 * 2 * (1 + 2))
    expect(logs.messages('/shop').length).toBeGreaterThan(200)
    expect(logs.groups()).toEqual(['/shop'])
    expect(told).toEqual(
      expect.arrayContaining([
        'Shop Orders is 1, 2 for 3m',
        '/gone gets 3 lines: bye',
        'Somebody deletes the log group /gone',
        'Web: GET /api/pot is answered 418: ok',
        'Web: GET /idle is led to /login',
      ]),
    )
  }, 60_000)
})
