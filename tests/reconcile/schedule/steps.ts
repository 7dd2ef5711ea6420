import type { Fact, PushFact } from '../../../shared/domain/fact.ts'
import type { Digest } from '../../../shared/domain/image.ts'
import type { Problem } from '../../../shared/domain/observation.ts'
import type { Fate } from '../../fakes/platform-model.ts'
import { advance, deliver, resumePaused, sendCommand, sendPush } from './drive.ts'
import { answer, cancelSomething, freezeByHand } from './people.ts'
import { digestNumber } from './setting.ts'
import { fault, recordOf, target, type World } from './world.ts'

const second = 1_000
const minute = 60_000

const weights = {
  cycle: 22,
  push: 16,
  'push again': 8,
  'older push': 5,
  'some time': 20,
  'long time': 6,
  'dying worker': 8,
  'paused worker': 5,
  'resume paused worker': 6,
  'stale view': 3,
  'platform problem': 8,
  'registry problem': 5,
  'announcer down': 3,
  healing: 5,
  scale: 2,
  'scale to zero': 3,
  usurper: 2,
  redeploy: 2,
  rollback: 4,
  stop: 3,
  resume: 4,
  'image deleted': 2,
  'failed image again': 13,
  'way back lost': 3,
  answer: 8,
  cancel: 3,
  freeze: 3,
  promote: 3,
} as const

type StepName = keyof typeof weights

/** One random step; mostly such that something comes to an end. */
export async function step(world: World): Promise<void> {
  const name = world.random.weighted(weights)
  world.trail.push(`-- ${name}`)
  await steps[name](world)
}

const steps: Readonly<Record<StepName, (world: World) => Promise<void>>> = {
  async cycle(world) {
    await push(world)
    await advance(world, 5 * minute)
  },
  push,
  'push again': pushAgain,
  'older push': olderPush,
  'some time': (world) => advance(world, (1 + world.random.below(180)) * second),
  'long time': (world) => advance(world, (5 + world.random.below(15)) * minute),
  async 'dying worker'(world) {
    world.dieAfter = 1 + world.random.below(24)
    if (world.random.chance(0.6)) await push(world)
    await advance(world, 90 * second)
  },
  async 'paused worker'(world) {
    world.stallNext = true
    if (world.random.chance(0.7)) await push(world)
    await advance(world, 2 * minute)
  },
  'resume paused worker': resumePaused,
  async 'stale view'(world) {
    fault(world, 'stale view')
    world.platform.staleBy(target, (10 + world.random.below(50)) * second)
    await advance(world, minute)
  },
  async 'platform problem'(world) {
    const problem = drawProblem(world)
    fault(world, `platform ${problem.cause}`)
    world.platform.answerWith(target, problem)
    await advance(world, (1 + world.random.below(6)) * minute)
    world.platform.answerWith(target, undefined)
  },
  async 'registry problem'(world) {
    const problem = drawProblem(world)
    fault(world, `registry ${problem.cause}`)
    world.registry.answerWith(problem)
    await push(world)
    await advance(world, (1 + world.random.below(6)) * minute)
    world.registry.answerWith(undefined)
  },
  async 'announcer down'(world) {
    fault(world, 'announcer down')
    world.announcerDown = true
    await advance(world, 2 * minute)
  },
  healing,
  async scale(world) {
    world.platform.scale(target, world.random.pick([1, 2, 4]))
  },
  async 'scale to zero'(world) {
    fault(world, 'scaled to zero')
    world.platform.scale(target, 0)
    await advance(world, minute)
  },
  usurper,
  redeploy: (world) => command(world, 'redeploy'),
  rollback: (world) => command(world, 'rollback'),
  stop: (world) => command(world, 'stop'),
  resume: (world) => command(world, 'resume'),
  'image deleted': deleteImage,
  'failed image again': pushFailedAgain,
  'way back lost': loseTheWayBack,
  answer,
  cancel: cancelSomething,
  freeze: freezeByHand,
  promote: (world) => command(world, 'promote'),
}

export async function healing(world: World): Promise<void> {
  world.platform.staleBy(target, 0)
  world.platform.answerWith(target, undefined)
  world.registry.answerWith(undefined)
  world.announcerDown = false
}

function drawProblem({ random }: World): Problem {
  const cause = random.pick(['throttled', 'throttled', 'unavailable', 'denied'] as const)
  return { kind: 'problem', cause, message: `the answer was: ${cause}` }
}

export function newDigest(world: World): Digest {
  world.counter += 1
  return digestNumber(world.counter)
}

async function push(world: World): Promise<void> {
  const { random, setting, platform } = world
  const container = random.pick(Object.keys(setting.policy.containers))
  const digest = newDigest(world)
  const fate: Fate = random.weighted({ healthy: 14, crashes: 5, flaps: 2, stalls: 1, slow: 2 })
  platform.fate(digest, fate)
  await pushed(world, container, tagFor(world, container), digest, world.clock.now())
  if (random.chance(0.15)) await pushed(world, container, tagFor(world, container), digest, world.clock.now())
}

function tagFor({ setting, random, counter }: World, container: string): string {
  const order = setting.policy.containers[container]?.order
  if (order === 'exact') return 'live'
  return order === 'semver' ? `${1 + random.below(2)}.${random.below(4)}.${counter}` : `main-${counter}`
}

async function pushed(world: World, container: string, tag: string, digest: Digest, at: number): Promise<void> {
  const repository = world.setting.policy.containers[container]?.repository ?? ''
  world.registry.push(repository, tag, digest, { at })
  world.pushes.push({ container, tag, digest, at })
  world.counter += 1
  const fact: PushFact = { kind: 'push', id: `push-${world.counter}`, at, repository, tag, digest }
  await deliver(world, 'push', () => sendPush(world, fact))
  world.clock.advance(second)
}

/** A digest that is there already gets pushed again: its tag goes back to it. */
async function pushAgain(world: World): Promise<void> {
  const before = world.pushes.at(-2)
  const policy = before && world.setting.policy.containers[before.container]
  if (!before || policy?.order !== 'exact') return
  if (world.registry.resolve(policy.repository, before.tag) === before.digest) return
  fault(world, 'tag moved back')
  await pushed(world, before.container, before.tag, before.digest, world.clock.now())
}

/** A push of long ago whose event comes only now. */
async function olderPush(world: World): Promise<void> {
  const container = world.random.pick(Object.keys(world.setting.policy.containers))
  if (world.setting.policy.containers[container]?.order !== 'pushed') return
  fault(world, 'older push')
  world.counter += 1
  await pushed(world, container, `main-${world.counter}`, newDigest(world), world.clock.now() - 60 * minute)
}

async function usurper(world: World): Promise<void> {
  fault(world, 'usurper')
  world.interventions.push(world.clock.now())
  const images = Object.keys(world.setting.policy.containers).map((container) => [container, newDigest(world)] as const)
  world.platform.usurp(target, Object.fromEntries(images))
  await advance(world, 3 * minute)
}

async function command(world: World, kind: 'redeploy' | 'rollback' | 'promote' | 'stop' | 'resume'): Promise<void> {
  world.counter += 1
  fault(world, kind)
  if (kind !== 'stop') world.interventions.push(world.clock.now())
  if (kind === 'resume') world.failed.length = 0
  const base = { id: `${kind}-${world.counter}`, at: world.clock.now(), by: 'ann' }
  const deploymentId = `commanded-${world.counter}`
  const facts: Record<typeof kind, Fact> = {
    redeploy: { ...base, kind: 'redeploy', deploymentId, ...redeployed(world), ...overriding(world) },
    rollback: { ...base, kind: 'rollback', deploymentId, ...rolledBackTo(world) },
    promote: { ...base, kind: 'promote', deploymentId, from: 'staging', images: promoted(world) },
    stop: { ...base, kind: 'stop' },
    resume: { ...base, kind: 'resume' },
  }
  if ('deploymentId' in facts[kind]) world.promised.add(deploymentId)
  await sendCommand(world, facts[kind])
  await advance(world, world.random.below(120) * second)
}

function overriding({ random }: World): { override?: string } {
  return random.chance(0.3) ? { override: 'hotfix' } : {}
}

function redeployed(world: World): Pick<Extract<Fact, { kind: 'redeploy' }>, 'image'> {
  const before = world.random.chance(0.5) && world.pushes.length > 0 ? world.random.pick(world.pushes) : undefined
  if (!before) return {}
  world.askedFor.add(before.digest)
  const repository = world.setting.policy.containers[before.container]?.repository ?? ''
  return { image: { repository, tag: before.tag, digest: before.digest } }
}

/** What was proven elsewhere: under tags that nothing here follows. */
function promoted(world: World): Extract<Fact, { kind: 'promote' }>['images'] {
  const images = Object.entries(world.setting.policy.containers).map(([container, { repository }]) => {
    const digest = newDigest(world)
    world.askedFor.add(digest)
    world.platform.fate(digest, world.random.weighted({ healthy: 4, crashes: 1 }))
    world.registry.push(repository, `rc-${world.counter}`, digest, { at: world.clock.now() })
    return [container, { repository, tag: `rc-${world.counter}`, digest }] as const
  })
  return Object.fromEntries(images)
}

function rolledBackTo(world: World): { to?: Digest } {
  const ledger = recordOf(world)?.ledger ?? []
  if (ledger.length === 0 || world.random.chance(0.7)) return {}
  const [image] = Object.values(world.random.pick(ledger).release.images)
  return image ? { to: image.digest } : {}
}

async function deleteImage(world: World): Promise<void> {
  if (world.pushes.length === 0) return
  const { container, digest } = world.random.pick(world.pushes)
  fault(world, 'image deleted')
  world.interventions.push(world.clock.now())
  world.registry.remove(world.setting.policy.containers[container]?.repository ?? '', digest)
}

/** Everything that was ever proven is deleted, and then a broken image is pushed. */
async function loseTheWayBack(world: World): Promise<void> {
  const { registry, platform, setting, clock, random } = world
  fault(world, 'way back lost')
  world.interventions.push(clock.now())
  for (const { release } of recordOf(world)?.ledger ?? []) {
    for (const { repository, digest } of Object.values(release.images)) registry.remove(repository, digest)
  }
  const container = random.pick(Object.keys(setting.policy.containers))
  const digest = newDigest(world)
  platform.fate(digest, 'crashes')
  await pushed(world, container, tagFor(world, container), digest, clock.now())
  await advance(world, 8 * minute)
}

/** What failed here is pushed once more, under another tag or after something else. */
async function pushFailedAgain(world: World): Promise<void> {
  const failed = world.outcomes.findLast(({ outcome }) => outcome === 'rolled-back')?.deployment
  const container = failed?.changed[0]
  const image = container && failed?.to[container]
  if (!container || !image) return
  fault(world, 'failed image again')
  if (tagFor(world, container) === 'live') await push(world)
  await advance(world, 3 * minute)
  await pushed(world, container, tagFor(world, container), image.digest, world.clock.now())
  await advance(world, 3 * minute)
}
