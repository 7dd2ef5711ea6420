import type { ProgressDocument } from '../notify/document-schema.ts'
import type { Desk, Subject } from './desk.ts'
import { noteCommits } from './note-commits.ts'
import { ensureMade, linksOf, postOnce } from './post-status.ts'
import { progressStatus, queuedStatus } from './status-words.ts'

/** Tells how far a deployment is, unless something newer was told. The first time it is made, and queued. */
export async function tellProgress(desk: Desk, subject: Subject, document: ProgressDocument): Promise<void> {
  const { deployment, sequence } = document
  const known = await desk.memory.told(deployment.id, subject.repository)
  if (known && (known.ended || known.refused !== undefined || known.sequence >= sequence)) return
  let told = await ensureMade(desk, subject, known)
  if (told.statuses.length === 0) {
    told = await postOnce(desk, deployment.id, {
      told,
      status: queuedStatus(document, told.detailed),
      links: linksOf(subject, told),
    })
  }
  const status = progressStatus(document, told.detailed)
  const last = told.statuses.at(-1)
  if (last?.state === status.state && last.description === status.description) {
    // What was heard is remembered though it is not told anew: what comes after it may be older.
    await desk.memory.keep(deployment.id, { ...told, sequence })
    return
  }
  told = await postOnce(desk, deployment.id, { told, status, also: { sequence }, links: linksOf(subject, told) })
  await noteCommits(desk, subject, told)
}
