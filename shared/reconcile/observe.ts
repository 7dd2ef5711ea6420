import type { ContainerName, Image } from '../domain/image.ts'
import type { Needs, ProofNeeds } from '../domain/needs.ts'
import {
  isProblem,
  type Observation,
  type Problem,
  type RegistryImage,
  type RegistryView,
} from '../domain/observation.ts'
import { comparePushes } from '../domain/order.ts'
import { otherTarget } from '../domain/other-target.ts'
import type { ContainerPolicy, Policy } from '../domain/policy.ts'
import type { TargetRecord } from '../domain/record.ts'
import type { Alarms, Ask, Clock, OneOffTasks, Platform, RecordStore, Registry, Seen, StackState } from '../ports.ts'
import type { Provers, Scans } from '../proof-ports.ts'

export interface ObservationPorts {
  readonly clock: Clock
  readonly platform: Platform
  readonly registry: Registry
  readonly stack: StackState
  readonly records: Pick<RecordStore, 'load'>
  /** Absent where no target is watched by an alarm. */
  readonly alarms?: Alarms
  /** Absent where no target has a task to run. */
  readonly tasks?: OneOffTasks
  /** Absent where nothing is proven by looking at it. */
  readonly provers?: Provers
  /** Absent where no scan is asked about. */
  readonly scans?: Scans
}

/** An observation that came with a nudge counts while it is younger than this. */
const freshMs = 15_000

/** Sees what a decision needs, and nothing more. What came with the nudge is used while it is fresh. */
export async function observe(
  record: TargetRecord,
  policy: Policy,
  needs: Needs,
  seen: Seen | undefined,
  ports: ObservationPorts,
): Promise<Observation> {
  const [platform, registry, candidates, stackStop, others, alarms, proofs, scans, task] = await Promise.all([
    freshPlatform(seen, needs, ports.clock) ?? askPlatform(askOf(record, policy, needs), ports),
    registryView(policy, [...new Set([...needs.registry, ...newsIn(seen, record, policy)])], ports),
    needs.candidates.length > 0 ? ports.registry.usable(needs.candidates) : undefined,
    needs.stackStop ? ports.stack.readStop() : undefined,
    needs.others.length > 0 ? lookAtOthers(needs.others, ports) : undefined,
    needs.alarms.length > 0
      ? (ports.alarms?.states(needs.alarms, needs.alarmsSince, record.target) ?? notPackaged('alarms'))
      : undefined,
    needs.proofs ? looks(record.target, needs.proofs, ports) : undefined,
    needs.scans.length > 0 ? scansOf(needs.scans, ports) : undefined,
    needs.task ? (ports.tasks?.observe(policy, needs.task) ?? notPackaged('tasks')) : undefined,
  ])
  const readRegistry = isProblem(candidates) ? candidates : registry
  return {
    ...(platform ? { platform } : {}),
    ...(readRegistry ? { registry: readRegistry } : {}),
    ...(candidates && !isProblem(candidates) ? { candidates } : {}),
    ...(stackStop ? { stackStop } : {}),
    ...(others ? { others } : {}),
    ...(alarms ? { alarms } : {}),
    ...(proofs ? { proofs } : {}),
    ...(scans ? { scans } : {}),
    ...(task ? { task } : {}),
  }
}

/** A deployment keeps the policy it started with; the bundle holds what the configuration of now asks for. */
function notPackaged(what: string): Problem {
  const message = `This Longshore was packaged without ${what}, which the deployment in progress was started with. Put them back into longshore.yml until it has ended, or cancel it by a rollback.`
  return { kind: 'problem', cause: 'invalid', message }
}

/** One sight of each proof that is due: what nobody looked at could not be told. */
async function looks(
  target: string,
  needs: ProofNeeds,
  { provers, clock }: ObservationPorts,
): Promise<NonNullable<Observation['proofs']>> {
  if (!provers) return notPackaged('proofs')
  const sights = await provers.look({ target, ...needs })
  const unseen = needs.proofs.filter(({ name }) => !sights.some((sight) => sight.name === name))
  const at = clock.now()
  return [
    ...sights,
    ...unseen.map(({ name }) => ({ name, at, verdict: 'unknown' as const, words: 'nobody looked at it' })),
  ]
}

async function scansOf(
  images: readonly Image[],
  { scans }: ObservationPorts,
): Promise<NonNullable<Observation['scans']>> {
  const asked = images.map(async ({ repository, digest }) => {
    const found = scans ? await scans.findings(repository, digest) : notPackaged('scans')
    return [digest, found] as const
  })
  return Object.fromEntries(await Promise.all(asked))
}

/**
 * What the records of other targets say; absent is one that has none yet, and one that cannot be read now: its own reconcile
 * says so, and what depends on it waits.
 */
async function lookAtOthers(
  targets: readonly string[],
  { records }: ObservationPorts,
): Promise<NonNullable<Observation['others']>> {
  const loaded = await Promise.allSettled(targets.map((target) => records.load(target)))
  const found = loaded.flatMap((each) => (each.status === 'fulfilled' && each.value.record ? [each.value.record] : []))
  return Object.fromEntries(found.map((record) => [record.target, otherTarget(record)]))
}

/** The question to the platform about one target. */
export function askOf(record: TargetRecord, policy: Policy, needs: Needs): Ask {
  const { known, own, goal } = needs
  return {
    policy,
    known,
    manifests: record.manifests,
    wantsDigests: true,
    ...(own ? { own } : {}),
    ...(goal ? { goal } : {}),
  }
}

/** A view handed along is used while it is fresh, unless it lacks the closer look that the decision wants. */
function freshPlatform(seen: Seen | undefined, needs: Needs, clock: Clock): Observation['platform'] {
  const platform = seen?.platform
  if (!platform || isProblem(platform)) return undefined
  if (needs.own?.search && !platform.evidence) return undefined
  return clock.now() - platform.at <= freshMs ? platform : undefined
}

async function askPlatform(ask: Ask, { platform }: ObservationPorts): Promise<Observation['platform']> {
  const answers = await platform.observe([ask])
  return answers.get(ask.policy.target)
}

/**
 * Containers of which a sweep saw something else than the mark. What it saw may be old by now, so it only says where to look:
 * the registry is asked again before anything is concluded.
 */
function newsIn(seen: Seen | undefined, record: TargetRecord, policy: Policy): ContainerName[] {
  return Object.entries(seen?.registry?.newest ?? {}).flatMap(([container, image]) => {
    const order = policy.containers[container]?.order
    const mark = record.mark[container]
    if (!image || !order || (mark && mark.tag === image.tag && mark.digest === image.digest)) return []
    return !mark || order === 'exact' || comparePushes(order, image, mark) > 0 ? [container] : []
  })
}

async function registryView(
  policy: Policy,
  wanted: readonly ContainerName[],
  ports: ObservationPorts,
): Promise<RegistryView | Problem | undefined> {
  if (wanted.length === 0) return undefined
  const newest: Record<ContainerName, RegistryImage | null> = {}
  for (const container of wanted) {
    const containerPolicy = policy.containers[container]
    const image = containerPolicy && (await newestImage(containerPolicy, ports.registry))
    if (isProblem(image)) return image
    newest[container] = image ?? null
  }
  return { kind: 'seen', at: ports.clock.now(), newest }
}

/** The newest image of a repository that a container's policy admits. */
async function newestImage(policy: ContainerPolicy, registry: Registry): Promise<RegistryImage | undefined | Problem> {
  const { repository, tags, order } = policy
  if (tags.kind === 'exact') {
    const named = await registry.named(repository, [tags.tag])
    return isProblem(named) ? named : named[tags.tag]
  }
  const admitted = await registry.admitted(repository, tags)
  if (isProblem(admitted)) return admitted
  return newestOf(order, admitted)
}

/** The top of a list of images by a container's order. */
export function newestOf(order: ContainerPolicy['order'], images: readonly RegistryImage[]): RegistryImage | undefined {
  return images.toSorted((a, b) => comparePushes(order, a, b)).at(-1)
}
