import type { Outcome } from '../domain/announcement.ts'
import type { TargetView } from './target-view.ts'

export const phaseWords: Readonly<Record<TargetView['phase'], string>> = {
  idle: 'at rest',
  waiting: 'waiting',
  preparing: 'preparing',
  rolling: 'rolling out',
  proving: 'being proven',
  finishing: 'finishing',
  reverting: 'going back',
  stuck: 'stuck',
  unseen: 'not seen yet',
  unreadable: 'cannot be read',
}

export const outcomes: readonly Outcome[] = [
  'succeeded',
  'rolled-back',
  'rollback-failed',
  'failed',
  'superseded',
  'cancelled',
  'expired',
]

export function isOutcome(text: string): text is Outcome {
  return outcomes.some((outcome) => outcome === text)
}

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  succeeded: 'succeeded',
  'rolled-back': 'rolled back',
  'rollback-failed': 'rollback failed',
  failed: 'failed',
  superseded: 'superseded',
  cancelled: 'cancelled',
  expired: 'expired',
}

/** How an outcome looks; the word says it too. */
export const outcomeTone: Readonly<Record<Outcome, 'good' | 'bad' | 'warn' | 'plain'>> = {
  succeeded: 'good',
  'rolled-back': 'warn',
  'rollback-failed': 'bad',
  failed: 'bad',
  superseded: 'plain',
  cancelled: 'plain',
  expired: 'plain',
}

/** `pushed`, `redeploy by alice`: what started a deployment. */
export function triggerWords({ kind, by }: { readonly kind: string; readonly by?: string }): string {
  const what = triggers.get(kind) ?? kind
  return by === undefined ? what : `${what} by ${by}`
}

const triggers: ReadonlyMap<string, string> = new Map([
  ['push', 'pushed'],
  ['sweep', 'found in the registry'],
  ['repair', 'repair of a stale write'],
  ['promote', 'promoted'],
])
