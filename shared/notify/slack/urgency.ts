import type { AnnouncementDocument } from '../document-schema.ts'

/** An outcome or a notice by its public name. */
export type ToldName =
  | Extract<AnnouncementDocument, { kind: 'outcome' }>['outcome']
  | Extract<AnnouncementDocument, { kind: 'notice' }>['notice']

const failures: ReadonlySet<ToldName> = new Set(['rolled-back', 'rollback-failed', 'failed', 'stuck', 'task-failed'])

/** What waits for a person, or answers one. */
const forSomebody: ReadonlySet<ToldName> = new Set(['waiting', 'usurped', 'refused'])

export function toldName(document: AnnouncementDocument): ToldName {
  return document.kind === 'outcome' ? document.outcome : document.notice
}

/** Something is or was broken: people are mentioned, and the whole channel sees it. */
export function isFailure(document: AnnouncementDocument): boolean {
  return failures.has(toldName(document))
}

/** Whether quiet hours do not hold it back. */
export function cannotWait(document: AnnouncementDocument): boolean {
  return isFailure(document) || forSomebody.has(toldName(document))
}
