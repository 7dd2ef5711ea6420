import { listed } from './deployment-calls.ts'
import type { Measure } from './measure.ts'
import { type FailedTask, rolloutStory } from './rollout-story.ts'

const mostSeconds = 60

/**
 * How soon a broken image is taken back with the circuit breaker off: from the second failed task to the revert's call. A task
 * is seen to fail when its container exits; counted from the STOPPED event the time may be below zero.
 */
export async function brokenImage(): Promise<Measure[]> {
  const { calls, failures, outcomes } = await rolloutStory({ targets: 1, desired: 4, fate: 'crashes' })
  const [rollout, revert] = calls.filter(({ name }) => name === 'ecs:UpdateService')
  if (!rollout || !revert) throw new Error(`Nothing was reverted: ${outcomes.join(', ')}.`)
  const fromSecond = (key: keyof FailedTask, name: string): Measure => {
    const [, second] = failures.map((failure) => failure[key]).sort((a, b) => a - b)
    if (second === undefined) throw new Error('The broken image failed fewer than two tasks.')
    const seconds = (revert.at - second) / 1000
    return { group: 'broken image', name, value: seconds, unit: 's', goal: { atMost: mostSeconds }, note }
  }
  const note = `${outcomes.join(', ')}; ${listed(calls.filter(({ service }) => service === 'ecs' || service === 'ecr'))}`
  return [
    fromSecond('exitedAt', "second container's exit to revert"),
    fromSecond('stoppedAt', 'second STOPPED task to revert'),
  ]
}
