import { advance } from './drive.ts'
import { count, type Histogram } from './histogram.ts'
import { checkLiveness, comeToRest } from './liveness.ts'
import { none, type Sabotage } from './sabotage.ts'
import { seeded } from './seeded.ts'
import { newDigest, step } from './steps.ts'
import { newWorld, target, type World } from './world.ts'

const stepsAtMost = 20

/** Runs the schedule of a seed. Throws, with the seed and the trail, at the first thing that is not as it must be. */
export async function runSchedule(seed: number, histogram: Histogram, sabotage: Sabotage = none): Promise<void> {
  const world = newWorld(seeded(seed), histogram, sabotage)
  try {
    await install(world)
    const steps = 6 + world.random.below(stepsAtMost - 5)
    for (let done = 0; done < steps; done += 1) await step(world)
    await comeToRest(world)
    checkLiveness(world)
  } catch (error) {
    throw new Error(`LONGSHORE_SEED=${seed}: ${error instanceof Error ? error.message : error}\n${told(world)}`, {
      cause: error,
    })
  }
  histogram.schedules += 1
  countNotices(world)
  if (world.faults.size >= 2) histogram.withTwoFaults += 1
}

/** A service that has run for long, images that were pushed before, and Longshore's first look. */
async function install(world: World): Promise<void> {
  const { setting, registry, platform, random } = world
  const images: Record<string, ReturnType<typeof newDigest>> = {}
  const tags: Record<string, { repository: string; tag: string }> = {}
  for (const [container, { repository, order }] of Object.entries(setting.policy.containers)) {
    const digest = newDigest(world)
    const tag = { exact: 'live', pushed: 'main-0', semver: '1.0.0' }[order]
    registry.push(repository, tag, digest, { at: world.clock.now() - 3_600_000 })
    images[container] = digest
    tags[container] = { repository, tag }
  }
  const byTag = setting.policy.mode === 'force'
  platform.addService(target, {
    ...{ digests: images, desired: setting.desired, breaker: setting.breaker },
    ...{ stages: setting.stages, timeless: setting.timeless },
    ...(byTag ? { tags } : {}),
  })
  if (random.chance(0.8)) await advance(world, 16 * 60_000)
}

function countNotices({ announcer, histogram }: World): void {
  const notices = announcer.published().filter((announcement) => announcement.kind === 'notice')
  for (const { notice } of new Map(notices.map((one) => [one.id, one])).values()) count(histogram.notices, notice)
}

function told({ setting, trail, outcomes }: World): string {
  const { containers: _containers, ...policy } = setting.policy
  const orders = Object.values(setting.policy.containers).map(({ order }) => order)
  return [
    JSON.stringify({
      ...policy,
      orders,
      breaker: setting.breaker,
      desired: setting.desired,
      stages: setting.stages.length,
      timeless: setting.timeless,
    }),
    ...trail.slice(-60),
    ...outcomes.map(({ deployment, outcome, reason }) => `outcome ${deployment.id} ${outcome}: ${reason}`),
  ].join('\n')
}
