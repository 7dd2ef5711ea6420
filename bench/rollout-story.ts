import type { Scenario } from '../sandbox/scenario/scenario-schema.ts'
import { goOnTo, goOnUntil, type StoryWorld, startStory } from '../sandbox/scenario/story-world.ts'

export interface RolloutStory {
  /** How many services take the push, each its own target. */
  readonly targets: number
  readonly desired: number
  readonly fate?: 'healthy' | 'crashes'
  /** Whether the push that is measured is the first one; otherwise a release went before, as on most days. */
  readonly first?: boolean
  /** How long a healthy rollout takes, in seconds. */
  readonly rolloutSeconds?: number
  /** Messages per poll of a queue; the mapping's own size when left out. */
  readonly batch?: (most: number) => number
}

/** One AWS call on the wire. */
export interface WireCall {
  /** `ecs:UpdateService` */
  readonly name: string
  readonly service: string
  /** Epoch ms of the world. */
  readonly at: number
}

export interface ToldRollout {
  /** From the push until every target's outcome is told. */
  readonly calls: readonly WireCall[]
  readonly outcomes: readonly string[]
  readonly pushedAt: number
  readonly endedAt: number
  /** Tasks of the new image that ended with an exit code. */
  readonly failures: readonly FailedTask[]
}

/** Times in epoch ms. */
export interface FailedTask {
  /** Its container exited. */
  readonly exitedAt: number
  /** ECS says that it is STOPPED: some twenty seconds later, when all of it is gone. */
  readonly stoppedAt: number
}

const minute = 60_000
const repository = 'team/api'

/**
 * One push onto services that run settled, through the real functions and over the wire. The stack has known the services for
 * a while when the push comes, off the minute, as pushes come.
 */
export async function rolloutStory(story: RolloutStory): Promise<ToldRollout> {
  const world = await startStory({ folder: import.meta.dirname, scenario: scenarioOf(story) })
  const { sandbox, observer, start } = world
  try {
    if (story.batch) sandbox.lambda.setBatchSize(story.batch)
    await goOnTo(world, start + 6 * minute + 17_000)
    if (!story.first) {
      await pushAndWait(world, story, 'before', 'healthy')
      await goOnTo(world, start + 16 * minute + 17_000)
    }
    const [before, told] = [sandbox.calls.list().length, observer.outcomes.length]
    const pushedAt = sandbox.clock.now()
    await pushAndWait(world, story, 'next', story.fate ?? 'healthy')
    return {
      calls: sandbox.calls
        .from(before)
        .map(({ service, operation, at }) => ({ service, at, name: `${service}:${operation}` })),
      outcomes: observer.outcomes.slice(told).map(({ outcome }) => outcome),
      pushedAt,
      endedAt: sandbox.clock.now(),
      failures: failuresSince(world, pushedAt),
    }
  } finally {
    await sandbox.stop()
  }
}

async function pushAndWait(
  world: StoryWorld,
  { targets }: RolloutStory,
  content: string,
  fate: 'healthy' | 'crashes',
): Promise<void> {
  const { sandbox, images, observer } = world
  const { digest } = images.named(`${repository}:main`, content)
  const wanted = observer.outcomes.length + targets
  sandbox.ecs.fate(digest, fate)
  sandbox.ecr.push({ repository, tag: 'main', digest })
  await goOnUntil(world, () => observer.outcomes.length >= wanted, 'the outcome of every target', 60 * minute)
}

function scenarioOf({ targets, desired, rolloutSeconds }: RolloutStory): Scenario {
  const names = Array.from({ length: targets }, (_, index) => `api-${index + 1}`)
  const service = {
    containers: { app: `${repository}:main` },
    desiredCount: desired,
    ...(rolloutSeconds === undefined ? {} : { rolloutSeconds }),
  }
  const target = (name: string) => ({
    ecs: { cluster: 'production', service: name, containers: { app: { repository, tags: { exact: 'main' } } } },
  })
  return {
    name: 'bench',
    title: 'One push, measured',
    account: { services: Object.fromEntries(names.map((name) => [`production/${name}`, service])) },
    configuration: {
      version: 1,
      slack: { webhook: { ssm: '/longshore/slack-webhook' } },
      targets: Object.fromEntries(names.map((name) => [name, target(name)])),
    },
    steps: [],
    expect: { deployments: {}, running: {}, slack: [], calls: {} },
  }
}

/** Tasks of the old image are stopped by the scheduler, which is no failure. */
function failuresSince({ sandbox }: StoryWorld, instant: number): FailedTask[] {
  return sandbox.events
    .published()
    .filter(({ detail }) => detail['lastStatus'] === 'STOPPED' && detail['stopCode'] === 'EssentialContainerExited')
    .map(({ detail }) => ({
      exitedAt: Date.parse(String(detail['executionStoppedAt'])),
      stoppedAt: Date.parse(String(detail['stoppedAt'])),
    }))
    .filter(({ exitedAt }) => exitedAt >= instant)
}
