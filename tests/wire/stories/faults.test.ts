import { describe, expect, it, jest } from '@jest/globals'
import type { CallFault, EventFault } from '../../../sandbox/kernel/faults.ts'
import { createRandom } from '../../../sandbox/kernel/random.ts'
import type { Random } from '../../../sandbox/kernel/service.ts'
import type { StoryWorld } from '../../../sandbox/scenario/story-world.ts'
import { stories } from './stories.ts'
import { type Told, type Trouble, tell } from './tell.ts'

jest.setTimeout(3_600_000)

const isHeavy = process.env['LONGSHORE_HEAVY'] === '1'
const only = process.env['LONGSHORE_SEED']
const seeds = only === undefined ? Array.from({ length: isHeavy ? 10 : 1 }, (_, index) => index + 1) : [Number(only)]

const minute = 60_000
/** What an event would have told of is found by the sweep: every quarter of an hour where tags are patterns. */
const sweptWithinMs = 16 * minute
const services = [
  'ecs',
  'ecr',
  'dynamodb',
  'sqs',
  'sns',
  'lambda',
  'codedeploy',
  'ssm',
  'ec2',
  'events',
  'scheduler',
  'cloudwatch',
  'logs',
]
const functions = ['image-pushed', 'rollout-changed', 'tick', 'reconcile', 'reconcile', 'notify-slack']

/*
 * Events that are lost, doubled or late, calls that are throttled or break, workers that die: two or more of it in the first
 * minutes of a story of each kind, which must end all the same. LONGSHORE_SEED replays; LONGSHORE_HEAVY=1 takes ten seeds.
 */
describe.each(Object.entries(stories))('%s', (_kind, names) => {
  const told = isHeavy ? names : names.slice(0, 1)
  it.each(told.flatMap((name) => seeds.map((seed) => [name, seed] as const)))(
    '%s with the faults of seed %i ends as it says',
    async (name, seed) => {
      const { failures, struck } = await struckBy(name, seed)
      expect(struck).toBe(true)
      expect({ replay: `LONGSHORE_SEED=${seed}`, name, failures }).toEqual({
        replay: `LONGSHORE_SEED=${seed}`,
        name,
        failures: [],
      })
    },
  )
})

/** Faults that no call and no event met prove nothing: others are drawn then. */
async function struckBy(name: string, seed: number): Promise<Told> {
  let told = await tell(name, faultsOf(`${name}/${seed}`), sweptWithinMs)
  for (let again = 1; !told.struck && again <= 9; again += 1)
    told = await tell(name, faultsOf(`${name}/${seed}/${again}`), sweptWithinMs)
  return told
}

function faultsOf(seed: string): Trouble {
  return (world, pushedAt) => {
    const random = createRandom(seed)
    const hits = Array.from({ length: random.integer(2, 4) }, () => arranged(world, pushedAt, random))
    return () => hits.some((count) => count() > 0)
  }
}

function arranged({ sandbox: { faults } }: StoryWorld, pushedAt: number, random: Random): () => number {
  // Not before the first sight, a minute before the push: what is there then is never deployed.
  const from = pushedAt + Math.max(random.integer(-1, 2) * minute, -minute / 2)
  const until = from + random.integer(1, 4) * minute
  switch (random.pick(['event', 'call', 'call', 'kill'] as const)) {
    case 'event':
      return faults.onEvent({ from, until, probability: 0.7 }, drawEventFault(random)).hits
    case 'call': {
      const fault = random.pick<CallFault>(['throttle', 'server-error'])
      return faults.onCall({ service: random.pick(services), from, until, probability: 0.4 }, fault).hits
    }
    case 'kill': {
      const when = random.pick(['before', 'after'] as const)
      return faults.kill({ function: random.pick(functions), call: random.integer(1, 30), when, counting: 'function' })
        .hits
    }
  }
}

function drawEventFault(random: Random): EventFault {
  const delayMs = random.integer(5, 120) * 1000
  return random.pick<EventFault>(['drop', 'duplicate', { delayMs }, { reorder: { withinMs: delayMs } }])
}
