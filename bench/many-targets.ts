import { createRandom } from '../sandbox/kernel/random.ts'
import type { Measure } from './measure.ts'
import { type RolloutStory, rolloutStory, type ToldRollout } from './rollout-story.ts'

const many = 100

/** How much a deployment reads from ECS when one push starts a hundred, whatever batches the queue makes of their nudges. */
export async function manyTargets(): Promise<Measure[]> {
  const alone = await readsPerDeployment({ targets: 1, desired: 2 })
  const random = createRandom('batches')
  const batches: readonly (readonly [string, RolloutStory['batch']])[] = [
    ['batches of 1', () => 1],
    ['batches of 10', (most) => most],
    ['random batches', (most) => random.integer(1, most)],
  ]
  const group = 'ECS reads per deployment'
  const measures: Measure[] = [{ group, name: 'one target', value: alone.reads, unit: 'reads', note: alone.note }]
  for (const [name, batch] of batches) {
    const { reads, note } = await readsPerDeployment({ targets: many, desired: 2, ...(batch ? { batch } : {}) })
    measures.push({
      group,
      name: `${many} targets, ${name}`,
      value: reads,
      unit: 'reads',
      goal: { atMost: alone.reads },
      note,
    })
  }
  return measures
}

async function readsPerDeployment(story: RolloutStory): Promise<{ reads: number; note: string }> {
  const told = await rolloutStory(story)
  const reads = told.calls.filter(({ name }) => /^ecs:(Describe|List)/.test(name)).length
  return { reads: reads / story.targets, note: `${reads} reads; ${outcomes(told)}` }
}

function outcomes(told: ToldRollout): string {
  const counts = Map.groupBy(told.outcomes, (outcome) => outcome)
  return [...counts].map(([outcome, { length }]) => `${length} ${outcome}`).join(', ')
}
