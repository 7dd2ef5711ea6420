import { type Decision, decide } from '../../shared/domain/decide.ts'
import type { PlatformEffect, TaskEffect } from '../../shared/domain/effect.ts'
import type { Evidence, Fact, PushFact } from '../../shared/domain/fact.ts'
import type { Digest, Image, Millis } from '../../shared/domain/image.ts'
import type {
  Candidate,
  Observation,
  PlatformView,
  Problem,
  RegistryImage,
  Rollout,
} from '../../shared/domain/observation.ts'
import type { ContainerPolicy, Policy } from '../../shared/domain/policy.ts'
import type {
  Attempt,
  Deployment,
  LedgerEntry,
  Pending,
  Release,
  State,
  TargetRecord,
} from '../../shared/domain/record.ts'
import { releaseKey } from '../../shared/domain/release.ts'

export const second = 1_000
export const minute = 60_000
export const t0: Millis = Date.UTC(2026, 10, 16, 9)
const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com'
export const repository = `${host}/team/api`
export const proxyRepository = `${host}/team/proxy`

export function digest(n: number): Digest {
  return `sha256:${String(n).padStart(64, '0')}`
}

export function image(n: number, repo = repository): Image {
  return { repository: repo, tag: `main-${n}`, digest: digest(n) }
}

export function release(n: number, carrier = `td:${n}`): Release {
  return { images: { app: image(n) }, carrier }
}

export function entry(n: number, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return { release: release(n), origin: 'proven', at: t0 - 60 * minute, deploymentId: `d${n}`, ...more }
}

export const patternPolicy: ContainerPolicy = {
  repository,
  tags: { kind: 'pattern', source: '^main-', shown: 'main-*' },
  order: 'pushed',
}

export const exactPolicy: ContainerPolicy = { repository, tags: { kind: 'exact', tag: 'live' }, order: 'exact' }

export function aPolicy(more: Partial<Policy> = {}): Policy {
  return {
    target: 'api',
    hash: 'h1',
    mode: 'revision',
    containers: { app: patternPolicy },
    settleMs: 0,
    deadlineMs: 20 * minute,
    bakeMs: 0,
    rollback: 'auto',
    onNewerPush: 'supersede',
    onUsurped: 'wait',
    tolerance: 2,
    announce: ['slack', 'sns'],
    ...more,
  }
}

/** At rest on image 1, which is proven; the marks stand there too. */
export function aRecord(more: Partial<TargetRecord> = {}): TargetRecord {
  return {
    version: 1,
    target: 'api',
    state: { name: 'idle' },
    mark: { app: { tag: 'main-1', digest: digest(1), pushedAt: t0 - 120 * minute } },
    ledger: [entry(1)],
    holds: [],
    outbox: [],
    folded: [],
    ours: [{ carrier: 'td:1', deploymentId: 'd1', at: t0 - 60 * minute }],
    manifests: {},
    settledOn: release(1),
    ...more,
  }
}

/** A rollout of image `n`: `rollout-n` carried by `td:n`. */
export function aRollout(n: number, more: Partial<Rollout> = {}): Rollout {
  return {
    id: `rollout-${n}`,
    carrier: `td:${n}`,
    leading: true,
    state: 'completed',
    createdAt: n === 1 ? t0 - 60 * minute : t0 + second,
    desired: 2,
    running: 2,
    pending: 0,
    failed: 0,
    digests: { app: digest(n) },
    ...more,
  }
}

/** The stable rollout of image 1 while another one leads. */
export const draining: Rollout = aRollout(1, { leading: false })

export function aView(rollouts: readonly Rollout[], more: Partial<PlatformView> = {}): PlatformView {
  return { kind: 'seen', at: t0 + minute, desired: 2, rollouts, messages: [], ...more }
}

export function aPush(n: number, more: Partial<PushFact> = {}): PushFact {
  return { kind: 'push', id: `push-${n}`, at: t0, repository, tag: `main-${n}`, digest: digest(n), ...more }
}

export function evidence(task: number, rollout: number, more: Partial<Evidence> = {}): Evidence {
  return {
    task: `task-${task}`,
    rollout: `rollout-${rollout}`,
    at: t0 + 30 * second,
    reason: 'container app exited with code 1',
    conclusive: true,
    ...more,
  }
}

/** An attempt that was called and answered with `rollout-n`. */
export function anAttempt(n: number, more: Partial<Attempt> = {}): Attempt {
  return {
    release: { images: { app: image(n) } },
    force: false,
    intent: { at: t0, lastAt: t0, calls: 1 },
    rollout: { id: `rollout-${n}`, carrier: `td:${n}`, createdAt: t0 + second },
    progress: { running: 0, at: t0 },
    seenAt: t0,
    evidence: [],
    everHealthy: false,
    ...more,
  }
}

/** An attempt of which nothing was called yet. */
export function freshOf(n: number): Attempt {
  const { intent: _none, rollout: _neither, ...fresh } = anAttempt(n)
  return fresh
}

/** A deployment from image 1 to image `n`, which was called and answered. */
export function aDeployment(n: number, more: Partial<Deployment> = {}): Deployment {
  return {
    id: `deployment-${n}`,
    trigger: { kind: 'push', id: `push-${n}`, at: t0 },
    startedAt: t0,
    from: release(1),
    goal: { images: { app: image(n) } },
    changed: ['app'],
    policy: aPolicy(),
    attempt: anAttempt(n),
    timeline: [{ at: t0, what: 'image pushed' }],
    ...more,
  }
}

/** A record whose deployment of image `n` is in `state`; what was pushed last is image `n`. */
export function inFlight(state: State, more: Partial<TargetRecord> = {}): TargetRecord {
  const n = 'deployment' in state ? Number(state.deployment.id.split('-')[1]) : 1
  const { settledOn: _left, ...rest } = aRecord()
  return {
    ...rest,
    state,
    mark: { app: { tag: `main-${n}`, digest: digest(n), pushedAt: t0 } },
    ours: [{ carrier: `td:${n}`, deploymentId: `deployment-${n}`, at: t0 }, ...rest.ours],
    ...more,
  }
}

export function rollingRecord(n = 2, deployment: Partial<Deployment> = {}, more: Partial<TargetRecord> = {}) {
  return inFlight({ name: 'rolling', deployment: aDeployment(n, deployment) }, more)
}

export function provingRecord(n = 2, deployment: Partial<Deployment> = {}, more: Partial<TargetRecord> = {}) {
  const attempt = anAttempt(n, { everHealthy: true, progress: { running: 2, at: t0 } })
  return inFlight({ name: 'proving', since: t0, deployment: aDeployment(n, { attempt, ...deployment }) }, more)
}

/** Going back from image `n`, with its images on hold; the way back is not chosen yet. */
export function revertingRecord(
  n = 2,
  revert: Partial<Extract<State, { name: 'reverting' }>['revert']> = {},
  more: Partial<TargetRecord> = {},
  deployment: Partial<Deployment> = {},
) {
  const failed = aDeployment(n, { failure: { at: t0 + minute, reasons: ['it crashed'] }, ...deployment })
  const hold = { digests: { app: digest(n) }, at: t0, deploymentId: failed.id, why: 'it crashed' }
  return inFlight(
    { name: 'reverting', deployment: failed, revert: { startedAt: t0 + minute, refused: {}, ...revert } },
    { holds: [hold], ...more },
  )
}

/** Going back to image 1, called. */
export const goingBack = {
  to: entry(1),
  attempt: anAttempt(1, {
    release: release(1),
    intent: { at: t0 + minute, lastAt: t0 + minute, calls: 1 },
    rollout: { id: 'rollout-back', carrier: 'td:1', createdAt: t0 + minute + second },
    progress: { running: 0, at: t0 + minute },
    seenAt: t0 + minute,
  }),
} as const

export function stuckRecord(n = 2, more: Partial<TargetRecord> = {}) {
  const deployment = aDeployment(n, { failure: { at: t0, reasons: ['it crashed'] } })
  return inFlight({ name: 'stuck', deployment, since: t0, remindedAt: t0, reminders: 0 }, more)
}

export function aPending(n: number, more: Partial<Pending> = {}): Pending {
  return {
    deploymentId: `deployment-${n}`,
    trigger: { kind: 'push', id: `push-${n}`, at: t0 },
    images: { app: image(n) },
    firstAt: t0,
    lastAt: t0,
    ...more,
  }
}

export interface Situation {
  readonly record?: TargetRecord | undefined
  readonly policy?: Policy
  readonly facts?: readonly Fact[]
  readonly platform?: PlatformView | Problem
  /** By container; what is not named was not asked for. */
  readonly registry?: Readonly<Record<string, RegistryImage | null>> | Problem
  /** Numbers of images that are gone from the registry. */
  readonly gone?: readonly number[]
  readonly stackStop?: Observation['stackStop']
  readonly others?: Observation['others']
  readonly alarms?: Observation['alarms']
  readonly proofs?: Observation['proofs']
  readonly scans?: Observation['scans']
  readonly task?: Observation['task']
  readonly now?: Millis
  /** Leaves out which images are usable. */
  readonly unchecked?: boolean
  /** What was found out of images, where that is not all of them. */
  readonly candidates?: readonly Candidate[]
}

/** Decides in a situation; what is not said is as it should be: nothing stopped, every image there. */
export function decideIn(situation: Situation): Decision {
  const { record, policy = aPolicy(), facts = [], platform, registry, now = t0 + minute } = situation
  return decide({
    record,
    policy,
    facts,
    now,
    observation: {
      ...(platform ? { platform } : {}),
      ...registryPart(registry, now),
      ...(situation.unchecked ? {} : { candidates: situation.candidates ?? candidates(record, situation) }),
      stackStop: situation.stackStop ?? { stopped: false },
      ...(situation.others ? { others: situation.others } : {}),
      ...(situation.alarms ? { alarms: situation.alarms } : {}),
      ...(situation.proofs ? { proofs: situation.proofs } : {}),
      ...(situation.scans ? { scans: situation.scans } : {}),
      ...(situation.task ? { task: situation.task } : {}),
    },
  })
}

function registryPart(registry: Situation['registry'], at: Millis): Pick<Observation, 'registry'> {
  if (!registry) return {}
  return { registry: isProblem(registry) ? registry : { kind: 'seen', at, newest: registry } }
}

function isProblem(registry: NonNullable<Situation['registry']>): registry is Problem {
  return 'kind' in registry && registry['kind'] === 'problem'
}

function candidates(record: TargetRecord | undefined, { gone = [] }: Situation): Candidate[] {
  const ledger = (record?.ledger ?? []).map((known) => known.release)
  const pushed = Array.from({ length: 12 }, (_, n) => n).flatMap((n) => [
    { images: { app: image(n) } },
    { images: { proxy: image(n, proxyRepository) } },
  ])
  return [...ledger, ...pushed].map(({ images }) => {
    const missing = gone.some((n) => Object.values(images).some((one) => one.digest === digest(n)))
    const key = releaseKey({ images })
    return missing ? { release: key, usable: false, why: 'the image is gone' } : { release: key, usable: true }
  })
}

export function phaseOf({ next }: Decision): string {
  return next.state.name
}

/** Effects that change the platform. */
export function calls({ effects }: Decision): PlatformEffect[] {
  return effects.flatMap((effect) => {
    const { kind } = effect
    return kind === 'announce' || kind === 'tell' || kind === 'run-task' || kind === 'stop-task' ? [] : [effect]
  })
}

/** Tasks that are run or stopped. */
export function tasks({ effects }: Decision): TaskEffect[] {
  return effects.filter((effect) => effect.kind === 'run-task' || effect.kind === 'stop-task')
}

/** What people are told: `succeeded`, `not-deployed` …, with the reason. */
export function told({ effects }: Decision): string[] {
  return effects.flatMap((effect) => {
    if (effect.kind !== 'announce') return []
    const { announcement } = effect
    return [`${announcement.kind === 'outcome' ? announcement.outcome : announcement.notice}: ${announcement.reason}`]
  })
}
