import type { LongshoreConfig } from '../config/normalised.ts'
import { blankRecord } from '../domain/decide.ts'
import type { Image } from '../domain/image.ts'
import { needsOf } from '../domain/needs.ts'
import { isProblem, type PlatformView } from '../domain/observation.ts'
import { infrastructureBase } from '../domain/ours.ts'
import { plan } from '../domain/plan.ts'
import type { Policy } from '../domain/policy.ts'
import type { Pending, Release, TargetRecord } from '../domain/record.ts'
import { imagesOf } from '../domain/release.ts'
import type { Context } from '../domain/step.ts'
import type { DiffCommand } from '../inbound/diff-command.ts'
import { type ObservationPorts, observe } from '../reconcile/observe.ts'
import { BadCommand } from './bad-command.ts'
import { byItself } from './by-itself.ts'
import { obstacles } from './obstacles.ts'
import { policyOf } from './policy-of.ts'
import { resolveImage } from './resolve-image.ts'
import { digestInLedger } from './rollback.ts'
import { imagesInWords, type ToldImages, toldImages } from './told-deployment.ts'

export interface DiffPorts extends ObservationPorts {
  /** What differs between two carriers besides their images, a line each; no value of a variable or a secret. Absent: no kind has any. */
  readonly compare: (policy: Policy, from: string, to: string | undefined) => Promise<readonly string[]>
}

/** What a deployment would change. Nothing is written. */
export interface Diff {
  readonly message: string
  readonly target: string
  /** What runs now, as far as it is known, and what would run. */
  readonly from: ToldImages | null
  readonly to: ToldImages
  /** Containers whose image would change. */
  readonly changed: readonly string[]
  /** What carries the release now, and what it would be started from: the same, or what is gone back to. */
  readonly carrier: { readonly now: string | null; readonly startsFrom: string | null }
  /** What else would change: a short line each. */
  readonly besides: readonly string[]
  /** What keeps it from starting now if a person asks for it; empty: it would begin. Absent for a push that waits. */
  readonly byCommand?: readonly string[]
  /** The same if it were pushed; absent where no push brings it. */
  readonly byItself?: readonly string[]
}

/** What a redeploy of an image, a rollback, or what waits to start would change, and what would keep it from starting now. */
export async function diff(command: DiffCommand, config: LongshoreConfig, ports: DiffPorts): Promise<Diff> {
  const policy = policyOf(config, command.target)
  const { record: stored } = await ports.records.load(command.target)
  const record = stored ?? blankRecord(command.target)
  const image = command.image && (await resolveImage(command.image, policy, ports.registry))
  const pending = pendingFor(command, image, record, ports.clock.now())
  const { context, view } = await sight(record, pending, policy, ports)
  const release = goalOf(record, pending, view, context)
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const from = imagesOf(leading?.digests, policy, record)
  const keeps = obstacles({ record: { ...record, pending }, pending, context })
  return told({
    target: command.target,
    from: from ? toldImages(from) : null,
    to: toldImages(release.images),
    changed: Object.keys(release.images).filter((name) => from?.[name]?.digest !== release.images[name]?.digest),
    ...(await carriers(record, policy, leading?.carrier, release, ports)),
    ...(pending.command ? { byCommand: keeps } : { byItself: keeps }),
    ...(image ? { byItself: await byItself({ record, image, policy, context, ports }) } : {}),
  })
}

/** The start that is thought of: what a command would put there, or what waits there already. */
function pendingFor({ target, to }: DiffCommand, image: Image | undefined, record: TargetRecord, now: number): Pending {
  const about = { deploymentId: 'diff', images: {}, firstAt: now, lastAt: now }
  const trigger = { id: 'diff', at: now, by: 'diff' }
  if (to) {
    const digest = digestInLedger(to, target, record.ledger)
    return { ...about, trigger: { ...trigger, kind: 'rollback' }, command: { kind: 'rollback', to: digest } }
  }
  if (!image && record.pending) return { ...record.pending, firstAt: 0, lastAt: 0 }
  const command = { kind: 'redeploy' as const, ...(image ? { image } : {}) }
  return { ...about, trigger: { ...trigger, kind: 'redeploy' }, command }
}

/** Sees what judging the start takes; nothing is asked of the platform but what runs. */
async function sight(
  record: TargetRecord,
  pending: Pending,
  policy: Policy,
  ports: DiffPorts,
): Promise<{ readonly context: Context; readonly view: PlatformView }> {
  const now = ports.clock.now()
  const scansSince = { ...pending.scansSince }
  const thought = { ...record, pending: { ...pending, scansSince } }
  const observation = await observe(thought, policy, needsOf(thought, [], policy, now), undefined, ports)
  const { platform } = observation
  if (!platform || isProblem(platform))
    throw new BadCommand(`Cannot tell what ${policy.target} runs: ${platform?.message ?? 'nothing was answered'}`)
  return { context: { policy, observation, now }, view: platform }
}

function goalOf(record: TargetRecord, pending: Pending, view: PlatformView, context: Context): Release {
  const planned = plan(record, pending, view, context)
  if (planned.kind === 'goal') return planned.goal
  throw new BadCommand(`Nothing would be deployed to ${record.target}: ${planned.reason}.`)
}

async function carriers(
  record: TargetRecord,
  policy: Policy,
  now: string | undefined,
  { carrier }: Release,
  { compare }: DiffPorts,
): Promise<Pick<Diff, 'carrier' | 'besides'>> {
  const base = policy.mode === 'force' ? infrastructureBase(record, now) : undefined
  const startsFrom = carrier ?? base ?? now
  const besides = now === undefined ? [] : await compare(policy, now, startsFrom === now ? undefined : startsFrom)
  return { carrier: { now: now ?? null, startsFrom: startsFrom ?? null }, besides }
}

function told(seen: Omit<Diff, 'message'>): Diff {
  const { target, from, to, changed, carrier, besides } = seen
  const before = from ? `${imagesInWords(from)} → ` : ''
  const same = changed.length === 0 ? ' (the same images again)' : ''
  const lines = [
    `${target}: ${before}${imagesInWords(to)}${same}`,
    `carried by ${shortly(carrier.startsFrom ?? 'what it has')}; ${besides.length === 0 ? 'nothing else changes' : 'besides:'}`,
    ...besides.map((line) => `  ${line}`),
    ...(seen.byCommand ? [beginning('asked for by a person', seen.byCommand)] : []),
    ...(seen.byItself ? [beginning('pushed', seen.byItself)] : []),
  ]
  return { message: lines.join('\n'), ...seen }
}

/** `api:42` of the ARN of a task definition. */
function shortly(carrier: string): string {
  return carrier.slice(carrier.lastIndexOf('/') + 1)
}

function beginning(how: string, keeps: readonly string[]): string {
  return keeps.length === 0 ? `${how}, it begins now` : `${how}, it does not begin now: ${keeps.join('; ')}`
}
