import type { digestsOf } from '../../../shared/domain/image.ts'
import type { Observation } from '../../../shared/domain/observation.ts'
import type { Platform } from '../../../shared/ports.ts'
import type { Provers, Scans } from '../../../shared/proof-ports.ts'
import type { ReconcilePorts } from '../../../shared/reconcile/reconcile.ts'

/** Makes a decision come out as if `decide` had a certain fault, to see whether the schedules notice. */
export type Sabotage = (ports: ReconcilePorts) => ReconcilePorts

export function none(ports: ReconcilePorts): ReconcilePorts {
  return ports
}

/** What was asked for once is never asked for again, whatever became of it. */
export function neverCallsAgain(ports: ReconcilePorts): ReconcilePorts {
  return withPlatform(ports, {
    async apply(policy, effect) {
      if (!effect.again) return ports.platform.apply(policy, effect)
      const { deploymentId } = effect
      return { kind: 'refused', deploymentId, cause: 'unavailable', message: 'not called again' }
    },
  })
}

/** The way back leads to what just failed. */
export function revertsToTheBadImage(ports: ReconcilePorts): ReconcilePorts {
  return withPlatform(ports, {
    async apply(policy, effect) {
      if (effect.kind !== 'revert') return ports.platform.apply(policy, effect)
      const { record } = await ports.records.load(policy.target)
      const release = record?.state.name === 'reverting' ? record.state.deployment.goal : effect.release
      return ports.platform.apply(policy, { ...effect, release })
    },
  })
}

/** Completed is taken for ours, whichever images it runs. */
export function trustsCompleted(ports: ReconcilePorts): ReconcilePorts {
  return withPlatform(ports, {
    async observe(asks) {
      const views = await ports.platform.observe(asks)
      return new Map(asks.map(({ policy: { target }, goal }) => [target, trusted(views.get(target), goal)]))
    },
  })
}

type Seen = NonNullable<Observation['platform']>

function trusted(view: Seen | undefined, goal: ReturnType<typeof digestsOf> | undefined): Seen {
  if (view?.kind !== 'seen' || !goal) return view ?? { kind: 'problem', cause: 'unavailable', message: 'not seen' }
  const rollouts = view.rollouts.map((rollout) =>
    rollout.leading && rollout.state === 'completed' ? { ...rollout, createdAt: view.at, digests: goal } : rollout,
  )
  return { ...view, rollouts }
}

/** What failed is forgotten with the next load. */
export function forgetsHolds(ports: ReconcilePorts): ReconcilePorts {
  return {
    ...ports,
    records: {
      ...ports.records,
      async load(target) {
        const loaded = await ports.records.load(target)
        return loaded.record ? { ...loaded, record: { ...loaded.record, holds: [] } } : loaded
      },
    },
  }
}

/** Whoever is asked has said yes. */
export function approvesEverything(ports: ReconcilePorts): ReconcilePorts {
  return {
    ...ports,
    records: {
      ...ports.records,
      async load(target) {
        const loaded = await ports.records.load(target)
        const { pending } = loaded.record ?? {}
        if (!loaded.record || !pending?.question) return loaded
        const question = { ...pending.question, approved: { by: 'nobody', at: pending.question.askedAt } }
        return { ...loaded, record: { ...loaded.record, pending: { ...pending, question } } }
      },
    },
  }
}

/** Whether somebody else was faster is not looked at. */
export function savesOverOthers(ports: ReconcilePorts): ReconcilePorts {
  return {
    ...ports,
    records: {
      ...ports.records,
      async save(record) {
        const { write } = await ports.records.load(record.target)
        return ports.records.save(record, write)
      },
      isCurrent: async () => true,
    },
  }
}

/** Whatever a proof came to counts as passed. */
export function passesEveryProof(ports: ReconcilePorts): ReconcilePorts {
  const look: Provers['look'] = async (ask) => {
    const sights = (await ports.provers?.look(ask)) ?? []
    return sights.map((sight) => ({ ...sight, verdict: 'passed' as const }))
  }
  return { ...ports, provers: { look } }
}

/** Whatever a scan found is nothing. */
export function findsNothing(ports: ReconcilePorts): ReconcilePorts {
  const findings: Scans['findings'] = async (repository, digest) => {
    await ports.scans?.findings(repository, digest)
    return { kind: 'scanned', repository, digest, counts: {}, worst: [] }
  }
  return { ...ports, scans: { findings } }
}

function withPlatform(ports: ReconcilePorts, changed: Partial<Platform>): ReconcilePorts {
  return { ...ports, platform: { ...ports.platform, ...changed } }
}
