import type { AnnouncementDocument, OutcomeDocument } from './document-schema.ts'
import { fullNameOf, namesOf, only, subjectImages } from './words.ts'

const mend = 'A person is needed: push a mended image, roll back to a release of the ledger, or resume.'

/** What was done about what is told, or what a person is to do; `undefined` when nothing needs doing. */
export function whatWasDone(document: AnnouncementDocument): string | undefined {
  if (document.kind === 'outcome') return afterOutcome(document)
  switch (document.notice) {
    case 'stuck':
      return mend
    case 'would-deploy':
      return 'Nothing was touched: this target is only observed.'
    case 'usurped':
    case 'not-deployed':
    case 'healed':
    case 'refused':
    case 'task-failed':
    case 'no-commit':
    case 'waiting':
      return undefined
  }
}

function afterOutcome(document: OutcomeDocument): string | undefined {
  const { restored, successor, changed, broken } = document.deployment
  switch (document.outcome) {
    case 'rolled-back':
      return `Went back to ${restored ? listOf(only(restored, changed)) : 'the last proven release'}. ${held(document)}`
    case 'rollback-failed':
      return mend
    case 'superseded':
    case 'cancelled':
      return successor === undefined ? undefined : `Deployment ${successor} took over.`
    case 'failed':
      return broken && mend
    case 'succeeded':
    case 'expired':
      return undefined
  }
}

/** A rollback without its hold would begin again with the next look at the registry: people ask why it does not. */
function held(document: OutcomeDocument): string {
  return `${namesOf(subjectImages(document))} is held here until another image is pushed or somebody resumes.`
}

/** `v1.2.2 (sha256 7f5b2640fe6f)`; `app v1.2.2 (…), proxy v3 (…)` */
function listOf(images: NonNullable<OutcomeDocument['deployment']['restored']>): string {
  const entries = Object.entries(images).slice(0, 5)
  return entries
    .map(([container, image]) => (entries.length > 1 ? `${container} ` : '') + fullNameOf(image, 'sha256 '))
    .join(', ')
}
