import * as z from 'zod/mini'
import { describeMistake, type Usage } from './command-mistake.ts'
import { type ImageWish, parseImageWish } from './image-wish.ts'
import type { Refused } from './unwanted.ts'

/** What people ask for by `serverless invoke`. `by` is what they claim; `unknown` when they say nothing. */
export interface RedeployCommand {
  readonly kind: 'redeploy'
  readonly target: string
  /** Absent: what runs now. */
  readonly image?: ImageWish
  /** Why a freeze does not count this time. */
  readonly override?: string
  readonly by: string
}

export interface RollbackCommand {
  readonly kind: 'rollback'
  readonly target: string
  /** A digest or tag of the ledger. Absent: the newest usable release that is not running. */
  readonly to?: ImageWish
  /** The deployment that whoever asks saw as what runs. Absent: whatever is there when its turn comes. */
  readonly from?: string
  readonly by: string
}

/** Without target: all of them. */
export interface StatusCommand {
  readonly kind: 'status'
  readonly target?: string
  /** The id of one deployment, on this target or on any. */
  readonly deployment?: string
}

/** Which targets would take this image, and why not the others. */
export interface ExplainCommand {
  readonly kind: 'explain'
  /** With its repository, unless one target alone is asked about. */
  readonly image: ImageWish
  readonly target?: string
}

/** What the configuration knows: a command that names anything else is refused. */
export interface Known {
  readonly targets: readonly string[]
  readonly groups?: readonly string[]
}

export const Line = z.string().check(z.minLength(1), z.maxLength(200))
export const Image = z.pipe(
  z.string().check(z.refine((text) => parseImageWish(text) !== undefined)),
  z.transform((text): ImageWish => parseImageWish(text) ?? {}),
)
export const By = z._default(Line, 'unknown')

/** Reads `{"target":"api"}`, `{"target":"api","image":"v1.2.3","by":"alice"}`. */
export function parseRedeploy(payload: unknown, known: Known): RedeployCommand | Refused {
  const Payload = z.strictObject({
    ...{ target: aTarget(known), image: z.exactOptional(Image) },
    ...{ override: z.exactOptional(Line), by: By },
  })
  return readCommand({ name: 'redeploy', Payload, payload, known }, (data) => ({ kind: 'redeploy', ...data }))
}

/** Reads `{"target":"api"}`, `{"target":"api","to":"v1.2.2"}`. */
export function parseRollback(payload: unknown, known: Known): RollbackCommand | Refused {
  const Payload = z.strictObject({ target: aTarget(known), to: z.exactOptional(Image), by: By })
  return readCommand({ name: 'rollback', Payload, payload, known }, (data) => ({ kind: 'rollback', ...data }))
}

/** Reads `{}`, `{"target":"api"}`, `{"deployment":"01J…"}`. */
export function parseStatus(payload: unknown, known: Known): StatusCommand | Refused {
  const Payload = z.strictObject({ target: z.exactOptional(aTarget(known)), deployment: z.exactOptional(Line) })
  return readCommand({ name: 'status', Payload, payload, known }, (data) => ({ kind: 'status', ...data }))
}

/** Reads `{"image":"team/api:v1.2.3"}`, `{"image":"team/api@sha256:…"}`, `{"image":"v1.2.3","target":"api"}`. */
export function parseExplain(payload: unknown, known: Known): ExplainCommand | Refused {
  const Payload = z
    .strictObject({ image: Image, target: z.exactOptional(aTarget(known)) })
    .check(z.refine(({ image, target }) => target !== undefined || image.repository !== undefined, { path: ['image'] }))
  return readCommand({ name: 'explain', Payload, payload, known }, (data) => ({ kind: 'explain', ...data }))
}

export function aTarget({ targets }: Known) {
  return z.string().check(z.refine((target) => targets.includes(target)))
}

/** Parses a command's payload; what is wrong with it comes back as a refusal that says so. */
export function readCommand<Data, Command>(
  { name, Payload, payload, known }: { name: Usage; Payload: z.ZodMiniType<Data>; payload: unknown; known: Known },
  commandOf: (data: Data) => Command,
): Command | Refused {
  const parsed = z.safeParse(Payload, payload ?? {})
  if (parsed.success) return commandOf(parsed.data)
  return { kind: 'refused', why: describeMistake(name, parsed.error, { payload, targets: known.targets }) }
}
