import * as z from 'zod/mini'
import { aTarget, By, type Known, Line, readCommand } from './command.ts'
import type { Usage } from './command-mistake.ts'
import type { Refused } from './unwanted.ts'

/* What people ask for to let deployments begin, or to keep them from it. */

/** What a command is for: one target, a group of them, or, with neither, everything. */
export interface Scope {
  readonly target?: string
  readonly group?: string
}

export interface PauseCommand extends Scope {
  readonly kind: 'pause'
  readonly reason?: string
  readonly by: string
}

export interface ResumeCommand extends Scope {
  readonly kind: 'resume'
  readonly by: string
}

export interface FreezeCommand extends Scope {
  readonly kind: 'freeze'
  /** A moment (epoch ms), or how long from now (ms). */
  readonly until: { readonly at: number } | { readonly forMs: number }
  readonly reason?: string
  readonly by: string
}

/** Lets the deployment of a target go on that waits for a person. */
export interface ApproveCommand {
  readonly kind: 'approve'
  readonly target: string
  /** Only this deployment; absent: whatever waits when the command comes. */
  readonly deployment?: string
  /** Only while it stands in this stage; absent: in whichever it does. */
  readonly stage?: string
  readonly by: string
}

/** Says no to it. */
export interface RejectCommand extends Omit<ApproveCommand, 'kind'> {
  readonly kind: 'reject'
  readonly reason?: string
}

/** Takes a deployment back, or keeps it from beginning. */
export interface CancelCommand extends Omit<ApproveCommand, 'kind' | 'stage'> {
  readonly kind: 'cancel'
  readonly reason?: string
}

/** Brings what was proven on one target onto another. */
export interface PromoteCommand {
  readonly kind: 'promote'
  readonly from: string
  readonly to: string
  /** Why a freeze does not count this time. */
  readonly override?: string
  readonly by: string
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const durationShape = /^(\d{1,6})([smhd])$/
const Moment = z.iso.datetime({ offset: true })

const Until = z.pipe(
  z.string().check(z.refine((text) => untilOf(text) !== undefined)),
  z.transform((text): FreezeCommand['until'] => untilOf(text) ?? { forMs: 0 }),
)

function untilOf(text: string): FreezeCommand['until'] | undefined {
  const [, amount = '', unit = ''] = durationShape.exec(text) ?? []
  const ms = unitMs[unit]
  if (ms !== undefined) return { forMs: Number(amount) * ms }
  const at = Moment.safeParse(text).success ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : { at }
}

const Reason = z.exactOptional(Line)

/** Reads `{}`, `{"target":"api","reason":"incident 7","by":"alice"}`, `{"group":"web"}`. */
export function parsePause(payload: unknown, known: Known): PauseCommand | Refused {
  const Payload = z.strictObject({ ...aScope(known), reason: Reason, by: By })
  return inScope('pause', known, readCommand({ name: 'pause', Payload, payload, known }, asKind('pause')))
}

/** Reads `{}`, `{"target":"api","by":"alice"}`, `{"group":"web"}`. */
export function parseResume(payload: unknown, known: Known): ResumeCommand | Refused {
  const Payload = z.strictObject({ ...aScope(known), by: By })
  return inScope('resume', known, readCommand({ name: 'resume', Payload, payload, known }, asKind('resume')))
}

/** Reads `{"until":"2h"}`, `{"target":"api","until":"2026-12-24T18:00:00Z","reason":"sale"}`. */
export function parseFreeze(payload: unknown, known: Known): FreezeCommand | Refused {
  const Payload = z.strictObject({ ...aScope(known), until: Until, reason: Reason, by: By })
  return inScope('freeze', known, readCommand({ name: 'freeze', Payload, payload, known }, asKind('freeze')))
}

/** Reads `{"target":"api","by":"alice"}`, `{"target":"api","deployment":"01J…"}`. */
export function parseApprove(payload: unknown, known: Known): ApproveCommand | Refused {
  const Payload = z.strictObject({ target: aTarget(known), deployment: z.exactOptional(Line), by: By })
  return readCommand({ name: 'approve', Payload, payload, known }, asKind('approve'))
}

/** Reads `{"target":"api","reason":"not before the sale","by":"alice"}`. */
export function parseReject(payload: unknown, known: Known): RejectCommand | Refused {
  const Payload = aDeployment(known)
  return readCommand({ name: 'reject', Payload, payload, known }, asKind('reject'))
}

/** Reads `{"target":"api"}`, `{"target":"api","deployment":"01J…","reason":"wrong version"}`. */
export function parseCancel(payload: unknown, known: Known): CancelCommand | Refused {
  const Payload = aDeployment(known)
  return readCommand({ name: 'cancel', Payload, payload, known }, asKind('cancel'))
}

/** Reads `{"from":"api-staging","to":"api-production","by":"alice"}`. */
export function parsePromote(payload: unknown, known: Known): PromoteCommand | Refused {
  const targets = { from: aTarget(known), to: aTarget(known) }
  const Payload = z.strictObject({ ...targets, override: z.exactOptional(Line), by: By })
  return readCommand({ name: 'promote', Payload, payload, known }, asKind('promote'))
}

function aDeployment(known: Known) {
  return z.strictObject({ target: aTarget(known), deployment: z.exactOptional(Line), reason: Reason, by: By })
}

function aScope(known: Known) {
  return { target: z.exactOptional(aTarget(known)), group: z.exactOptional(z.string().check(z.maxLength(64))) }
}

function asKind<Kind extends string>(kind: Kind) {
  return <Data extends object>(data: Data) => ({ kind, ...data })
}

/** A target and a group exclude each other, and a group has targets. */
function inScope<Command extends Scope & { readonly kind: string }>(
  name: Usage,
  { groups = [] }: Known,
  command: Command | Refused,
): Command | Refused {
  if (!isScoped(command)) return command
  const { target, group } = command
  if (group === undefined) return command
  if (target !== undefined) return refuse(name, 'target and group exclude each other; give one of them')
  if (groups.includes(group)) return command
  const exist = groups.length === 0 ? 'no target of longshore.yml names one' : `the groups are ${groups.join(', ')}`
  return refuse(name, `there is no group ${JSON.stringify(group)}; ${exist}`)
}

function isScoped<Command extends Scope>(command: Command | Refused): command is Command {
  return !('why' in command)
}

function refuse(name: Usage, why: string): Refused {
  return { kind: 'refused', why: `Cannot ${name}: ${why}.` }
}
