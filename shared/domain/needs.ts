import { attemptOf } from './attempt.ts'
import { missingContainers } from './configured.ts'
import type { TaskPlace } from './effect.ts'
import { deathsOf, withEvidence } from './evidence.ts'
import type { Fact, PushFact } from './fact.ts'
import { type ContainerName, type Digests, digestsOf, type Image, type Millis } from './image.ts'
import { waysBack } from './ledger.ts'
import { marksFor } from './marks.ts'
import { namedImages } from './plan.ts'
import type { Policy } from './policy.ts'
import type { Proof } from './proof.ts'
import { proofsDue } from './proofs.ts'
import { follows } from './pushes.ts'
import type { Attempt, Deployment, LedgerEntry, Phase, Release, State, TargetRecord } from './record.ts'
import { releaseKey } from './release.ts'
import { imagesToScan } from './scans.ts'
import { successorOf } from './successor.ts'
import { taskPolicy } from './task-run.ts'
import { othersOf } from './waves.ts'

/** Without progress for this long, stopped instances are searched for although nobody told of any. */
const searchAfterMs = 5 * 60_000

/** What must be observed before deciding: nothing more is read than this. */
export interface Needs {
  /** Digests by carrier that we pinned, and by the rollout that was resolved last. */
  readonly known: Readonly<Record<string, Digests>>
  readonly own?: {
    readonly id?: string
    readonly carrier?: string
    readonly deploymentId: string
    readonly reverting: boolean
    readonly notBefore: Millis
    readonly evidence: number
    readonly search: boolean
    readonly overtakes?: readonly string[]
  }
  readonly goal?: Digests
  /** Containers whose newest image the registry must name. */
  readonly registry: readonly ContainerName[]
  /** Releases whose images must be known to exist. */
  readonly candidates: readonly LedgerEntry[]
  readonly stackStop: boolean
  /** Other targets that a start may have to wait for. */
  readonly others: readonly string[]
  /** Alarms whose state is needed. */
  readonly alarms: readonly string[]
  /** Since when alarms that fired are of concern, even if they are quiet again. */
  readonly alarmsSince?: Millis
  /** Proofs to be looked at now. */
  readonly proofs?: ProofNeeds
  /** Images whose scans are needed. */
  readonly scans: readonly Image[]
  /** The task of the deployment in progress, once it was to be run. */
  readonly task?: TaskNeeds
}

/** Which proofs are to be looked at, and what they are about. */
export interface ProofNeeds {
  readonly deploymentId: string
  readonly proofs: readonly Proof[]
  /** When the deployment began: what was measured before is the time before. */
  readonly startedAt: Millis
  /** When it was seen rolled out: what is counted since. */
  readonly rolledOutAt: Millis
  /** Until when logs were searched without any line found, by the proof's name. */
  readonly searchedTo?: Readonly<Record<string, Millis>>
}

/** Which task is to be looked for. */
export interface TaskNeeds {
  readonly deploymentId: string
  readonly place: TaskPlace
  /** The container whose exit code tells how it ended. */
  readonly container: ContainerName
  /** The platform's id, where that is known. */
  readonly id?: string
}

/** What `decide` will want to see for a record and its facts. */
export function needsOf(record: TargetRecord, facts: readonly Fact[], policy: Policy, now: Millis): Needs {
  const attempt = attemptOf(record.state)
  const own = attempt && ownNeeds(attempt, record, facts, now)
  const isStarting = record.pending !== undefined || facts.some((fact) => fact.kind !== 'task-stopped')
  return {
    known: complete({ ...knownCarriers(record, policy, attempt), ...knownRollout(record) }, policy),
    ...(own ? { own } : {}),
    ...(attempt ? { goal: digestsOf(attempt.release.images) } : {}),
    registry: registryNeeds(record, facts, policy),
    candidates: candidateNeeds(record, facts, policy),
    stackStop: isStarting,
    others: isStarting ? othersOf(policy) : [],
    alarms: alarmNeeds(record.state, isStarting ? policy : undefined),
    ...firedNeeds(record.state),
    ...proofNeeds(record.state, now),
    scans: scanNeeds(record, policy),
    ...taskNeeds(record.state),
  }
}

function firedNeeds(state: State): Pick<Needs, 'alarmsSince'> {
  if (state.name !== 'rolling' && state.name !== 'proving') return {}
  const { policy, startedAt } = state.deployment
  return policy.alarms?.length ? { alarmsSince: startedAt } : {}
}

function proofNeeds(state: State, now: Millis): Pick<Needs, 'proofs'> {
  if (state.name !== 'proving') return {}
  const { id: deploymentId, startedAt } = state.deployment
  const proofs = proofsDue(state.deployment, now)
  if (proofs.length === 0) return {}
  const searched = searchedOf(state.deployment)
  const known = searched.length > 0 ? { searchedTo: Object.fromEntries(searched) } : {}
  return { proofs: { deploymentId, proofs, startedAt, rolledOutAt: state.since, ...known } }
}

function searchedOf({ proofs = [] }: Deployment): (readonly [string, Millis])[] {
  return proofs.flatMap(({ name, searchedTo }) => (searchedTo === undefined ? [] : [[name, searchedTo] as const]))
}

/** While these last no push begins; and scans are asked for only once they alone keep a start from beginning. */
const keepsPushes: readonly Phase[] = ['proving', 'finishing', 'reverting']

function scanNeeds(record: TargetRecord, policy: Policy): readonly Image[] {
  const pending = successorOf(record)
  return pending?.scansSince && !keepsPushes.includes(record.state.name) ? imagesToScan(pending, policy) : []
}

function taskNeeds(state: State): Pick<Needs, 'task'> {
  if (state.name !== 'preparing' && state.name !== 'finishing') return {}
  const place = state.name === 'preparing' ? 'before' : 'after'
  const { deployment, task: run } = state
  const task = taskPolicy(deployment, place)
  if (!run.intent || !task) return {}
  const { id } = run
  return {
    task: { deploymentId: deployment.id, place, container: task.container, ...(id === undefined ? {} : { id }) },
  }
}

/** A stuck target may be well again, and its alarms must say so. */
const watchedIn: readonly Phase[] = ['preparing', 'rolling', 'proving', 'stuck']

/** Those that watch the deployment in progress, and those that would watch the one that starts. */
function alarmNeeds(state: State, starting: Policy | undefined): string[] {
  const watched = 'deployment' in state && watchedIn.includes(state.name) ? state.deployment.policy.alarms : []
  return [...new Set([...(watched ?? []), ...(starting?.alarms ?? [])])]
}

function ownNeeds(
  attempt: Attempt,
  { state, unfinished }: TargetRecord,
  facts: readonly Fact[],
  now: Millis,
): Needs['own'] {
  if (!attempt.intent || !('deployment' in state)) return undefined
  const told = facts.flatMap((fact) => (fact.kind === 'task-stopped' ? [fact.evidence] : []))
  const known = deathsOf(attempt.rollout ? withEvidence(attempt, told) : attempt, attempt.rollout?.id)
  const stalled = !attempt.everHealthy && now - attempt.progress.at >= searchAfterMs
  return {
    ...(attempt.rollout ? { id: attempt.rollout.id, carrier: attempt.rollout.carrier } : {}),
    deploymentId: state.deployment.id,
    reverting: state.name === 'reverting' && state.revert.attempt !== undefined,
    notBefore: attempt.intent.at,
    evidence: known,
    search: !attempt.everHealthy && (stalled || known > 0),
    ...(unfinished ? { overtakes: unfinished } : {}),
  }
}

/** What says nothing of a container that came to the configuration later must be looked up. */
function complete(known: Needs['known'], policy: Policy): Needs['known'] {
  const whole = Object.entries(known).filter(([, digests]) => missingContainers(digests, policy).length === 0)
  return Object.fromEntries(whole)
}

/** A rollout keeps the digests it was once resolved to. */
function knownRollout({ resolved }: TargetRecord): Readonly<Record<string, Digests>> {
  return resolved ? { [resolved.rollout]: resolved.digests } : {}
}

/** Carriers that we pinned run the digests we pinned. */
function knownCarriers(
  record: TargetRecord,
  policy: Policy,
  attempt: Attempt | undefined,
): Readonly<Record<string, Digests>> {
  if (policy.mode !== 'revision') return {}
  const releases: Release[] = [
    ...record.ledger.map((entry) => entry.release),
    ...(record.settledOn ? [record.settledOn] : []),
  ]
  if (attempt?.rollout) releases.push({ images: attempt.release.images, carrier: attempt.rollout.carrier })
  const ours = new Set(record.ours.map((mine) => mine.carrier))
  const pinned = releases.filter((release) => release.carrier !== undefined && ours.has(release.carrier))
  return Object.fromEntries(pinned.map((release) => [release.carrier ?? '', digestsOf(release.images)]))
}

function pushesOf(facts: readonly Fact[]): PushFact[] {
  return facts.filter((fact) => fact.kind === 'push')
}

function registryNeeds(record: TargetRecord, facts: readonly Fact[], policy: Policy): ContainerName[] {
  const pushes = pushesOf(facts)
  const marks = marksFor(record, policy)
  const wanted = Object.entries(policy.containers).filter(([container, containerPolicy]) => {
    if (marks[container] === undefined) return true
    if (containerPolicy.order !== 'exact') return false
    if (policy.mode === 'force' && (record.pending !== undefined || facts.some(mayStart))) return true
    return successorOf(record)?.images[container] !== undefined || pushes.some((push) => follows(containerPolicy, push))
  })
  return wanted.map(([container]) => container)
}

/** In force mode a start lets the platform resolve every tag. */
function mayStart({ kind }: Fact): boolean {
  return kind === 'push' || kind === 'redeploy' || kind === 'promote' || kind === 'resume'
}

function candidateNeeds(record: TargetRecord, facts: readonly Fact[], policy: Policy): LedgerEntry[] {
  const { state, pending } = record
  if (state.name === 'reverting') {
    const refused = state.revert.refused
    return state.revert.attempt
      ? []
      : waysBack(record, state.deployment.goal).filter((entry) => refused[releaseKey(entry.release)] === undefined)
  }
  const isRollback = pending?.command?.kind === 'rollback' || facts.some((fact) => fact.kind === 'rollback')
  return [...(isRollback ? record.ledger : []), ...newImages(record, facts, policy)]
}

/** Images to start that the registry's view of exact tags does not vouch for, one entry each. */
function newImages(record: TargetRecord, facts: readonly Fact[], policy: Policy): LedgerEntry[] {
  const pending = successorOf(record)
  const named: [ContainerName, Image][] = pending ? Object.entries(namedImages(pending, policy.containers)) : []
  for (const [container, containerPolicy] of Object.entries(policy.containers)) {
    if (containerPolicy.order === 'exact') continue
    for (const { repository, tag, digest } of pushesOf(facts).filter((push) => follows(containerPolicy, push))) {
      named.push([container, { repository, tag, digest }])
    }
  }
  const unvouched = named.filter(([container, image]) => {
    const isMarked = policy.containers[container]?.order === 'exact' && record.mark[container]?.digest === image.digest
    return pending?.command !== undefined || !isMarked
  })
  const entries = unvouched.map(([container, image]): [string, LedgerEntry] => {
    const release = { images: { [container]: image } }
    return [releaseKey(release), { release, origin: 'found', at: 0 }]
  })
  return [...new Map(entries).values()]
}
