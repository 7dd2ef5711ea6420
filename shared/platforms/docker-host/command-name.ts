import { createHash } from 'node:crypto'
import type { Digest } from '../../domain/image.ts'

/** What a command is for. `look` changes nothing. */
export type Purpose = 'apply' | 'revert' | 'look'

/** What the comment of a command tells of it, long before it has an answer. */
export interface CommandName {
  /** Absent for a look. */
  readonly deploymentId?: string
  readonly purpose: Purpose
  /** The first digits of the digest; empty for a look. */
  readonly digest: string
  /** The target's name; of a long one the beginning and a hash. */
  readonly target: string
}

/** A comment may have a hundred characters. */
const targetLength = 40
const hashLength = 8
const digestLength = 12
const nothing = '-'
const shape = /^longshore (\S{1,30}) (apply|revert|look) (\S{1,12}) (\S{1,40})$/

/** The comment of a command. */
export function commentOf(target: string, purpose: Purpose, deploymentId?: string, digest?: Digest): string {
  const digits = digest?.slice('sha256:'.length, 'sha256:'.length + digestLength)
  return `longshore ${deploymentId ?? nothing} ${purpose} ${digits ?? nothing} ${shortened(target)}`
}

/** Reads the comment of a command of ours. */
export function readComment(comment: string): CommandName | undefined {
  const [, deploymentId = '', purpose = '', digest = '', target = ''] = shape.exec(comment) ?? []
  if (!isPurpose(purpose)) return undefined
  return {
    purpose,
    target,
    digest: digest === nothing ? '' : digest,
    ...(deploymentId === nothing ? {} : { deploymentId }),
  }
}

/** Whether a command was for this target, as far as its comment tells. */
export function isFor(target: string, name: CommandName): boolean {
  return name.target === shortened(target)
}

/** Whether a command was to bring this digest. */
export function brings(name: CommandName, digest: Digest): boolean {
  return name.digest !== '' && digest.startsWith(`sha256:${name.digest}`)
}

/** Names that begin alike stay different. */
function shortened(target: string): string {
  if (target.length <= targetLength) return target
  const hash = createHash('sha256').update(target).digest('hex').slice(0, hashLength)
  return `${target.slice(0, targetLength - hashLength - 1)}~${hash}`
}

function isPurpose(text: string): text is Purpose {
  return text === 'apply' || text === 'revert' || text === 'look'
}
