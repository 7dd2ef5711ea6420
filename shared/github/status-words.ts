import type { OutcomeDocument, ProgressDocument } from '../notify/document-schema.ts'
import { clip } from '../notify/tidy.ts'
import { duration, namesOf, only, whyOf } from '../notify/words.ts'
import type { Status } from './github-api.ts'
import { plainFinals, plainProgress, plainQueued, progressState } from './plain-words.ts'

/** What GitHub takes. */
const longest = 140

type Deployment = ProgressDocument['deployment']

/** The first status, before anything is under way. */
export function queuedStatus(
  document: { readonly target: string; readonly deployment: Deployment },
  detailed: boolean | undefined,
): Status {
  if (!detailed) return plainQueued
  return status('queued', `${document.target} is to get ${goalOf(document.deployment)}`)
}

/** Where the deployment is. The same phase has the same words, so that it is told once. */
export function progressStatus(document: ProgressDocument, detailed: boolean | undefined): Status {
  return detailed ? status(progressState(document), progressWords(document)) : plainProgress(document)
}

function progressWords({ phase, asks, deployment }: ProgressDocument): string {
  if (asks !== undefined) return `Waits for a person to approve ${asks}`
  switch (phase) {
    case 'waiting':
      return `${goalOf(deployment)} was approved and waits to begin`
    case 'preparing':
      return 'The task before the rollout runs'
    case 'rolling':
      return `Rolling out ${goalOf(deployment)}`
    case 'proving':
      return `${goalOf(deployment)} is rolled out and has to prove itself`
    case 'finishing':
      return `${goalOf(deployment)} is proven; the task after it runs`
    case 'reverting':
      return `${goalOf(deployment)} failed; going back to what ran before`
  }
}

/** How it ended: the statuses that are told, in order. The last one is what GitHub shows. */
export function finalStatuses(document: OutcomeDocument, detailed: boolean | undefined): readonly Status[] {
  if (!detailed) return plainFinals(document)
  const { outcome, deployment, reason } = document
  const { restored, changed, durationSeconds } = deployment
  switch (outcome) {
    case 'succeeded':
      return [status('success', `${goalOf(deployment)} is proven, after ${duration(durationSeconds)}`)]
    case 'rolled-back': {
      const back = restored ? namesOf(only(restored, changed)) : 'what ran before'
      return [status('failure', whyOf(document)), status('inactive', `${document.target} went back to ${back}`)]
    }
    case 'rollback-failed':
      return [status('failure', `Broken, and going back failed too: ${whyOf(document)}`)]
    case 'failed':
      return [status('failure', whyOf(document))]
    case 'superseded':
      return [status('inactive', 'Left off for something newer')]
    case 'cancelled':
    case 'expired':
      return [status('inactive', reason)]
  }
}

/** For a release that runs no longer. */
export function replacedStatus(deployment: Deployment, detailed: boolean | undefined): Status {
  if (!detailed) return overtakenStatus()
  return status('inactive', `Replaced by ${goalOf(deployment)}`)
}

/** Told after a newer one had taken its place. */
export function overtakenStatus(): Status {
  return status('inactive', 'Replaced by a newer deployment')
}

function goalOf({ to, changed }: Deployment): string {
  return namesOf(only(to, changed))
}

function status(state: Status['state'], description: string): Status {
  return { state, description: clip(description, longest) }
}
