import type { LongshoreConfig } from '../../../shared/config/normalised.ts'
import type { Digest } from '../../../shared/domain/image.ts'
import type { ContainerPolicy, Mode, Order, Policy, TagPolicy } from '../../../shared/domain/policy.ts'
import type { Breaker } from '../../fakes/platform-model.ts'
import { drawStarts } from './people.ts'
import { drawProofs } from './proofs.ts'
import type { Seeded } from './seeded.ts'

const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com/team'
const minute = 60_000

/** What stays the same through one schedule. */
export interface Setting {
  readonly policy: Policy
  readonly config: LongshoreConfig
  readonly breaker: Breaker
  readonly desired: number
  /** Stages that a rollout has to be led through. */
  readonly stages: readonly string[]
  /** Whether the platform tells no times. */
  readonly timeless: boolean
}

export function digestNumber(n: number): Digest {
  return `sha256:${n.toString(16).padStart(64, '0')}`
}

export function drawSetting(random: Seeded): Setting {
  const names = random.chance(0.3) ? ['app', 'proxy'] : ['app']
  const mode = random.weighted({ revision: 12, force: 3, observe: 1 })
  const containers = Object.fromEntries(names.map((name) => [name, containerPolicy(name, mode, random)]))
  const policy: Policy = {
    target: 'api',
    hash: 'h',
    mode,
    containers,
    settleMs: random.pick([0, 0, 30_000]),
    deadlineMs: random.pick([8, 12, 20]) * minute,
    bakeMs: random.pick([0, 0, 2, 5]) * minute,
    rollback: random.chance(0.9) ? 'auto' : 'off',
    onNewerPush: random.chance(0.8) ? 'supersede' : 'queue',
    onUsurped: random.chance(0.8) ? 'wait' : 'go-on',
    tolerance: 2,
    announce: ['slack', 'sns'],
    ...drawTasks(mode, random),
    ...drawProofs(random),
    ...drawStarts(random),
  }
  const ecs = { cluster: 'c', service: 'api', family: 'api', roles: [] }
  return {
    policy,
    config: {
      version: 1,
      stack: 'longshore-test',
      account: '1',
      region: 'r',
      targets: { api: { policy, kind: 'ecs', ecs } },
    },
    breaker: random.pick(['off', 'on', 'rollback', 'rollback-new-id']),
    desired: random.pick([1, 2, 4]),
    stages: random.pick([[], [], ['10 % of traffic'], ['10 % of traffic', '50 % of traffic']]),
    timeless: random.chance(0.3),
  }
}

/** Tasks run pinned images: force mode has none. */
function drawTasks(mode: Mode, random: Seeded): Pick<Policy, 'before' | 'after'> {
  if (mode === 'force') return {}
  const task = { container: 'app', command: ['work'], timeoutMs: random.pick([2, 5]) * minute }
  const onRevert = random.chance(0.8) ? 'revert' : 'stop'
  return {
    ...(random.chance(0.3) ? { before: { ...task, onRevert } } : {}),
    ...(random.chance(0.2) ? { after: task } : {}),
  }
}

/** What infrastructure code owns names one tag for good. */
function containerPolicy(name: string, mode: Mode, random: Seeded): ContainerPolicy {
  const order: Order = mode === 'force' ? 'exact' : random.pick(['exact', 'exact', 'pushed', 'pushed', 'semver'])
  const tags: Record<Order, TagPolicy> = {
    exact: { kind: 'exact', tag: 'live' },
    pushed: { kind: 'pattern', source: '^main-', shown: 'main-*' },
    semver: { kind: 'semver', range: '>=1.0.0' },
  }
  return { repository: `${host}/${name}`, tags: tags[order], order }
}
