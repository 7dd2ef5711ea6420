import { expect } from '@jest/globals'
import { deploymentIdOf } from '../../../shared/domain/deployment-id.ts'
import type { PlatformEffect, TaskEffect } from '../../../shared/domain/effect.ts'
import type { Release } from '../../../shared/domain/record.ts'
import { calls, decideIn, minute, phaseOf, type Situation, second, t0, tasks, told } from '../a-world.ts'

/** One line of a phase's table: exactly what is done and told and why, the phase it leads to and when it is looked at again. */
export interface Row {
  readonly when: string
  readonly situation: Situation
  readonly phase: string
  /** The reason as it is logged. */
  readonly says: string
  /** How long after now the target is looked at again, ms, where that is not what `usualPause` says. */
  readonly wakes?: number
  /** Kind and tag of every call, in order, with what is particular about it. */
  readonly does?: readonly string[]
  readonly tells?: readonly string[]
  /** Why what ended failed, most telling first. */
  readonly blames?: readonly string[]
  /** Tag and carrier of what is left on the target knowingly. */
  readonly rests?: string
  /** It is told that what failed is still on the target. */
  readonly isBroken?: true
  /** What cannot be done, and how often it was tried. */
  readonly trouble?: string
}

export function checkRow(row: Row): void {
  const {
    situation,
    phase,
    says,
    wakes = usualPause(row),
    does = [],
    tells = [],
    blames = [],
    rests,
    isBroken,
    trouble,
  } = row
  const decision = decideIn(situation)
  const { next, reason, wakeAt } = decision
  const seen = {
    phase: phaseOf(decision),
    says: reason,
    wakes: wakeAt === undefined ? undefined : wakeAt - decidedAt(situation),
    does: [...calls(decision).map(inWords), ...tasks(decision).map(taskInWords)],
    tells: told(decision),
    blames: next.outbox.flatMap((one) => (one.kind === 'outcome' ? one.deployment.failures : [])),
    rests: next.settledOn && named(next.settledOn),
    isBroken: next.outbox.some((one) => one.kind === 'outcome' && one.deployment.broken) || undefined,
    trouble: next.trouble && `${next.trouble.what} ${next.trouble.count}`,
  }
  expect(seen).toEqual({ phase, says, wakes, does, tells, blames, rests, isBroken, trouble })
}

/** Twice a minute while something is in progress, every five minutes where a person is needed, soon after something was told. */
function usualPause({ phase, tells = [] }: Row): number | undefined {
  const soon = tells.length > 0 ? minute : undefined
  if (phase === 'idle') return soon
  return phase === 'stuck' ? (soon ?? 5 * minute) : 30 * second
}

function decidedAt({ now = t0 + minute }: Situation): number {
  return now
}

function inWords(effect: PlatformEffect): string {
  return [`${effect.kind} ${effect.release.images['app']?.tag}`, ...particulars(effect)].join(', ')
}

function taskInWords(effect: TaskEffect): string {
  if (effect.kind === 'stop-task') return `stop ${effect.task} ${effect.place}: ${effect.why}`
  const { place, task, release, again } = effect
  const carrier = release.carrier === undefined ? '' : ` on ${release.carrier}`
  return `run ${task.command.join(' ')} ${place}, ${release.images['app']?.tag}${carrier}${again ? ', again' : ''}`
}

function particulars(effect: PlatformEffect): string[] {
  if (effect.kind === 'advance') return [`${effect.rollout} beyond ${effect.stage}`]
  const { again, force, base, replaces } = effect
  return [
    ...(again ? ['again'] : []),
    ...(force ? ['anew'] : []),
    ...(base === undefined ? [] : [`based on ${base}`]),
    ...(replaces === undefined ? [] : [`in place of ${replaces}`]),
  ]
}

function named({ images, carrier }: Release): string {
  return `${images['app']?.tag ?? images['app']?.digest} on ${carrier}`
}

export const inProgress = { state: 'in-progress', running: 0, pending: 2 } as const
export const throttled = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
export const denied = { kind: 'problem', cause: 'denied', message: 'not allowed' } as const
export const gone = { kind: 'problem', cause: 'gone', message: 'service api is gone' } as const

/** How long is waited after the first try that was throttled: ten seconds, and a spread that the target's name gives. */
export const firstPause = 11_060

/** Why a way back is called that was chosen in the same breath. */
export const chosen = 'goes back to the newest usable release; nothing was called yet'

/** The id of the deployment that the push of image `n` starts. */
export function pushed(n: number, at = t0): string {
  return deploymentIdOf(at, 'api', `push-${n}`)
}
