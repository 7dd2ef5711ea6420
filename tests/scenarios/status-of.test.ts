import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { shippedFile } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { readScenario } from '../../sandbox/scenario/read-scenario.ts'
import { statusOf } from '../../sandbox/scenario/status-of.ts'
import { type StoryWorld, startStory } from '../../sandbox/scenario/story-world.ts'

let world: StoryWorld

beforeAll(async () => {
  world = await startStory(readScenario(shippedFile('codedeploy-good-push')))
})
afterAll(() => world.sandbox.stop())

it.each(['throttle', 'server-error', 'access-denied'] as const)('is told past %s in the story', async (fault) => {
  const { faults, clock } = world.sandbox
  const { remove, hits } = faults.onCall({}, fault)
  expect(await clock.during(statusOf(world))).toMatchObject([{ target: 'web' }])
  expect(hits()).toBe(0)
  remove()
})
