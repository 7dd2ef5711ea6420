import type { OutcomeDocument, ProgressDocument } from '../notify/document-schema.ts'
import { duration } from '../notify/words.ts'
import type { Status } from './github-api.ts'

/** What everybody may read: neither names of targets and releases, nor what failed and why. */
export const plainQueued: Status = { state: 'queued', description: 'A deployment is to come' }

export function plainProgress({ phase, asks }: ProgressDocument): Status {
  return { state: progressState({ phase }), description: asks === undefined ? phases[phase] : 'Waits for a person' }
}

/** What has not begun is not in progress. */
export function progressState({ phase }: Pick<ProgressDocument, 'phase'>): Status['state'] {
  return phase === 'waiting' ? 'queued' : 'in_progress'
}

const phases: Readonly<Record<ProgressDocument['phase'], string>> = {
  waiting: 'Waits to begin',
  preparing: 'The task before the rollout runs',
  rolling: 'Rolling out',
  proving: 'Rolled out, and has to prove itself',
  finishing: 'Proven; the task after it runs',
  reverting: 'Failed; going back to what ran before',
}

/** How it ended: the same states as with all words. */
export function plainFinals({ outcome, deployment }: OutcomeDocument): readonly Status[] {
  const failure = (description: string): Status => ({ state: 'failure', description })
  const inactive = (description: string): Status => ({ state: 'inactive', description })
  switch (outcome) {
    case 'succeeded':
      return [{ state: 'success', description: `Proven, after ${duration(deployment.durationSeconds)}` }]
    case 'rolled-back':
      return [failure('Failed'), inactive('Went back to what ran before')]
    case 'rollback-failed':
      return [failure('Failed, and going back failed too')]
    case 'failed':
      return [failure('Failed')]
    case 'superseded':
      return [inactive('Left off for something newer')]
    case 'cancelled':
      return [inactive('Cancelled')]
    case 'expired':
      return [inactive('Expired')]
  }
}
