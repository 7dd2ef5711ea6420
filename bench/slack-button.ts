import { pressButton } from '../sandbox/scenario/press-button.ts'
import type { Scenario } from '../sandbox/scenario/scenario-schema.ts'
import { goOnTo, goOnUntil, startStory } from '../sandbox/scenario/story-world.ts'
import { type Measure, median } from './measure.ts'

const minute = 60_000
const repository = 'team/api'
const presses = 12
const names = Array.from({ length: presses }, (_, index) => `api-${String.fromCharCode(97 + index)}`)

/** Slack waits three seconds; a person should not feel more than this. */
const atMost = 500

/** How long the real function takes from a press to its answer, with the fact put and whoever pressed told. */
export async function slackButton(): Promise<Measure[]> {
  const world = await startStory({ folder: import.meta.dirname, scenario })
  const { sandbox, images, observer, start } = world
  try {
    await goOnTo(world, start + 6 * minute)
    const { digest } = images.named(`${repository}:main`, 'next')
    sandbox.ecr.push({ repository, tag: 'main', digest })
    await goOnUntil(world, () => sandbox.slack.messages().length >= presses, 'a question for each target', 10 * minute)
    const times: number[] = []
    for (const on of names) {
      const before = performance.now()
      const { mismatch } = await pressButton(world, { press: 'approve', user: 'U0ALICE', on, answers: 'is approved' })
      times.push(performance.now() - before)
      if (mismatch) throw new Error(`Cannot measure a press on ${on}: ${mismatch}`)
    }
    await goOnUntil(world, () => observer.outcomes.length >= presses, 'the outcome of every target', 60 * minute)
    return measuresOf(times)
  } finally {
    await sandbox.stop()
  }
}

function measuresOf([cold = 0, ...warm]: readonly number[]): Measure[] {
  const slowest = `slowest of ${warm.length}: ${Math.round(Math.max(...warm))} ms`
  return [
    { group: 'slack button', name: 'warm', value: median(warm), unit: 'ms', goal: { atMost }, note: slowest },
    { group: 'slack button', name: 'first, from cold', value: cold, unit: 'ms', goal: { atMost: 3_000 } },
  ]
}

const scenario: Scenario = {
  name: 'bench',
  title: 'Presses, measured',
  account: {
    services: Object.fromEntries(
      names.map((name) => [`production/${name}`, { containers: { app: `${repository}:main` } }]),
    ),
  },
  configuration: {
    version: 1,
    slack: {
      webhook: { ssm: '/longshore/slack-webhook' },
      actions: { signingSecret: { ssm: '/longshore/slack-signing' }, team: 'T0SANDBOX', users: ['U0ALICE'] },
    },
    defaults: { approve: { within: '4h' } },
    targets: Object.fromEntries(
      names.map((service) => [
        service,
        { ecs: { cluster: 'production', service, containers: { app: { repository, tags: { exact: 'main' } } } } },
      ]),
    ),
  },
  steps: [],
  expect: { deployments: {}, running: {}, slack: [], calls: {} },
}
