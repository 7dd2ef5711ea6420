import type { OutcomeAnnouncement } from '../../../shared/domain/announcement.ts'
import type { Digest, Millis } from '../../../shared/domain/image.ts'
import type { Policy } from '../../../shared/domain/policy.ts'
import type { Proof, ProofSight } from '../../../shared/domain/proof.ts'
import type { Deployment, TargetRecord } from '../../../shared/domain/record.ts'
import type { Scans } from '../../../shared/proof-ports.ts'
import { type FakeProvers, fakeProvers, fakeScans } from '../../fakes/fake-provers.ts'
import type { Touch } from '../../fakes/touch.ts'
import type { Seeded } from './seeded.ts'
import { fault, type World } from './world.ts'

const minute = 60_000

/** Fates of deployments and images, drawn when they are first looked at. */
export interface Fates {
  readonly proofs: Map<string, 'passes' | 'fails' | 'flaps' | 'unknown' | 'late'>
  readonly scans: Map<Digest, { readonly fate: 'clean' | 'findings' | 'never' | 'denied'; readonly readyAt: Millis }>
}

/** Some targets have proofs, some ask for scans. */
export function drawProofs(random: Seeded): Pick<Policy, 'proofs' | 'scan'> {
  const whenUnknown = () => (random.chance(0.5) ? 'pass' : 'fail')
  const proof = (name: string): Proof => ({
    ...{ kind: 'http', name, whenUnknown: whenUnknown(), failures: 1 + random.below(3), url: 'https://example.com/' },
    ...{ status: [200], withinMs: 5_000, times: 1, redirects: 'refuse' },
  })
  const names = random.pick([[], [], ['front'], ['front', 'back']])
  const scan = { severity: 'HIGH', atMost: 0, withinMs: 5 * minute, whenUnknown: whenUnknown() } as const
  return {
    ...(names.length > 0 ? { proofs: names.map(proof) } : {}),
    ...(random.chance(0.25) ? { scan } : {}),
  }
}

export function drawnProvers(world: World, touch: Touch): FakeProvers {
  const { clock, random } = world
  return fakeProvers({
    ...{ clock, touch },
    verdict(deploymentId, name, afterMs) {
      const key = `${deploymentId} ${name}`
      const fate = world.fates.proofs.get(key) ?? drawProofFate(world)
      world.fates.proofs.set(key, fate)
      return verdictOf(fate, afterMs, random)
    },
  })
}

function drawProofFate(world: World): 'passes' | 'fails' | 'flaps' | 'unknown' | 'late' {
  const fate = world.random.weighted({ passes: 10, fails: 2, flaps: 2, unknown: 2, late: 2 })
  if (fate !== 'passes') fault(world, `proof ${fate}`)
  return fate
}

function verdictOf(fate: ReturnType<typeof drawProofFate>, afterMs: Millis, random: Seeded): ProofSight['verdict'] {
  switch (fate) {
    case 'passes':
      return 'passed'
    case 'fails':
      return 'failed'
    case 'unknown':
      return 'unknown'
    case 'late':
      return afterMs < 3 * minute ? 'unknown' : 'passed'
    case 'flaps':
      return random.pick(['passed', 'failed', 'unknown'])
  }
}

export function drawnScans(world: World, touch: Touch): Scans {
  return fakeScans({
    touch,
    found(digest) {
      const drawn = world.fates.scans.get(digest) ?? drawScan(world)
      world.fates.scans.set(digest, drawn)
      if (drawn.fate === 'denied') return { kind: 'problem', cause: 'denied', message: 'findings may not be read' }
      if (drawn.fate === 'never' || world.clock.now() < drawn.readyAt) return { kind: 'pending', counts: {} }
      return { kind: 'scanned', counts: drawn.fate === 'findings' ? { CRITICAL: 1 } : { LOW: 4 } }
    },
  })
}

function drawScan(world: World): { fate: 'clean' | 'findings' | 'never' | 'denied'; readyAt: Millis } {
  const { clock, random } = world
  const fate = random.weighted({ clean: 10, findings: 2, never: 1, denied: 1 })
  if (fate !== 'clean') fault(world, `scan ${fate}`)
  return { fate, readyAt: clock.now() + random.below(3) * minute }
}

/**
 * Success is told only of what every proof was seen to pass after the bake time, or could not tell and may be passed over: also
 * of what is gone back to, which is compared with nothing.
 */
export function whyUnproven(
  { setting, provers }: World,
  { deployment: { id, trigger } }: OutcomeAnnouncement,
): string | undefined {
  const { proofs = [], bakeMs } = setting.policy
  const isBack = trigger.kind === 'rollback' || trigger.kind === 'repair'
  const unproven = proofs.find(({ name, kind, whenUnknown }) => {
    if (isBack && kind === 'metric') return false
    const looks = provers.looks.filter(
      (look) => look.deploymentId === id && look.name === name && look.afterMs >= bakeMs,
    )
    return !looks.some(
      ({ verdict }) => verdict === 'passed' || (verdict === 'unknown' && (isBack || whenUnknown === 'pass')),
    )
  })
  return unproven && `success told although ${unproven.name} was never seen to hold: ${id}`
}

/** What scans found something in is not rolled out, unless it ran here before or a person goes back to it. */
export function whyUnfit({ setting, fates }: World, record: TargetRecord, deployment: Deployment): string | undefined {
  const { goal, changed, trigger } = deployment
  if (!setting.policy.scan || trigger.kind === 'rollback' || trigger.kind === 'repair') return undefined
  const proven = new Set(
    record.ledger.flatMap(({ release }) => Object.values(release.images).map(({ digest }) => digest)),
  )
  const unfit = changed.find((container) => {
    const digest = goal.images[container]?.digest
    return digest && !proven.has(digest) && fates.scans.get(digest)?.fate === 'findings'
  })
  return unfit && `an image of ${unfit} with findings was rolled out: ${deployment.id}`
}
