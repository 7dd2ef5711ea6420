import { createRandom } from '../../../sandbox/kernel/random.ts'
import type { Random } from '../../../sandbox/kernel/service.ts'
import type { ServiceSetUp } from '../../../sandbox/services/ecs/set-up-service.ts'
import { aTarget, MINUTE, type Targets } from '../world.ts'
import { drawFault, type PlannedFault } from './draw-fault.ts'

/** Three ways to follow tags and to deploy: pattern and pinned, one moving tag, versions with a quiet time and a bake. */
export const TARGETS = {
  api: aTarget('api'),
  web: aTarget('web', { mode: 'force' }, { exact: 'live' }),
  jobs: aTarget('jobs', { order: 'semver', settle: '30s', prove: { bake: '2m' } }, { semver: '>=1.0.0' }),
} satisfies Targets
export type Target = keyof typeof TARGETS
export const TARGET_NAMES = Object.keys(TARGETS) as Target[]

export type PushFate = 'healthy' | 'crashes' | 'cannot-pull' | 'slow'

/** What somebody does at a time after the start. */
export type Action = { readonly at: number; readonly target: Target } & (
  | { readonly kind: 'push'; readonly fate: PushFate; readonly silent: boolean }
  | { readonly kind: 'push-again' }
  | { readonly kind: 'scale'; readonly count: number }
  | { readonly kind: 'usurp' }
  | { readonly kind: 'redeploy' }
  | { readonly kind: 'rollback' }
  | { readonly kind: 'stop'; readonly forMs: number }
)

export interface Plan {
  readonly seed: number
  readonly services: Readonly<Record<Target, Partial<ServiceSetUp>>>
  readonly actions: readonly Action[]
  readonly faults: readonly PlannedFault[]
}

export const PLAN_MS = 24 * MINUTE

/** Everything that will be done to a world, drawn from the seed alone. */
export function drawPlan(seed: number): Plan {
  const random = createRandom(`wire/${seed}`)
  const services = Object.fromEntries(TARGET_NAMES.map((name) => [name, drawService(random.fork(name))]))
  const drawn = Array.from({ length: random.integer(5, 9) }, () => drawAction(random))
  const actions = [...drawn, ...drawRelapse(random.fork('relapse'))].sort((a, b) => a.at - b.at)
  const faults = Array.from({ length: random.integer(1, 5) }, () => drawFault(random, PLAN_MS))
  return { seed, services: services as Plan['services'], actions, faults }
}

function drawService(random: Random): Partial<ServiceSetUp> {
  return {
    desiredCount: random.pick([1, 2, 4]),
    breaker: random.pick(['off', 'off', 'on', 'rollback']),
    rollbackUnder: random.pick(['old-id', 'new-id']),
  }
}

/** What failed is pushed again once it has been taken back: left to chance this hardly ever happens. */
function drawRelapse(random: Random): Action[] {
  if (random.next() < 0.6) return []
  const [target, at] = [random.pick(['api', 'jobs'] as const), random.integer(0, 6 * MINUTE)]
  return [
    { kind: 'push', target, at, fate: 'crashes', silent: false },
    { kind: 'push-again', target, at: at + 14 * MINUTE },
  ]
}

const KINDS = [
  ...Array.from({ length: 10 }, () => 'push' as const),
  ...(['push-again', 'push-again', 'scale', 'usurp', 'redeploy', 'rollback', 'stop'] as const),
]
const FATES: readonly PushFate[] = ['healthy', 'healthy', 'healthy', 'crashes', 'crashes', 'cannot-pull', 'slow']

function drawAction(random: Random): Action {
  const [kind, fate, count] = [random.pick(KINDS), random.pick(FATES), random.pick([1, 2, 3])]
  const [silent, forMs] = [random.next() < 0.15, random.integer(1, 8) * MINUTE]
  const common = { at: random.integer(0, PLAN_MS), target: random.pick(TARGET_NAMES) }
  switch (kind) {
    case 'push':
      return { ...common, kind, fate, silent }
    case 'scale':
      return { ...common, kind, count }
    case 'stop':
      return { ...common, kind, forMs }
    default:
      return { ...common, kind }
  }
}
