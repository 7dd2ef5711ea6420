import type { OutcomeDocument } from '../notify/document-schema.ts'
import { type Desk, keysOf, type Subject } from './desk.ts'
import { GithubRefusal } from './github-refusal.ts'
import { noteCommits } from './note-commits.ts'
import { ensureMade, linksOf, type Made, postOnce } from './post-status.ts'
import { finalStatuses, overtakenStatus, replacedStatus } from './status-words.ts'

/** Nothing was begun, so nothing need be taken back. */
const quiet: readonly OutcomeDocument['outcome'][] = ['superseded', 'cancelled', 'expired']

/** Tells how a deployment ended, once. A release that is proven takes the place of the one before. */
export async function tellOutcome(desk: Desk, subject: Subject, document: OutcomeDocument): Promise<void> {
  const { deployment, outcome } = document
  const known = await desk.memory.told(deployment.id, subject.repository)
  if (!known && quiet.includes(outcome)) return
  let told = await ensureMade(desk, subject, known)
  const finals = finalStatuses(document)
  for (const [index, status] of finals.entries()) {
    if (told.ended || index < told.final) continue
    const isLast = index === finals.length - 1
    const also = { final: index + 1, ...(isLast ? { ended: true as const } : {}) }
    told = await postOnce(desk, deployment.id, { told, status, also, links: linksOf(subject) })
  }
  if (outcome === 'succeeded') await takePlace(desk, subject, told)
  await noteCommits(desk, subject, told)
}

/** Of the releases proven on a target GitHub shows the newest as active, in whatever order it hears of them. */
async function takePlace(desk: Desk, subject: Subject, told: Made): Promise<void> {
  const { document, repository } = subject
  const { target, deployment } = document
  const active = await desk.memory.active(target, repository)
  if (active === deployment.id) return
  // Ids sort by the time of what started the deployment, and one ends before the next begins.
  if (active !== undefined && active > deployment.id) {
    if (told.statuses.at(-1)?.state === 'inactive') return
    await postOnce(desk, deployment.id, { told, status: overtakenStatus() })
    return
  }
  if (active !== undefined) await retire(desk, subject, active)
  await desk.memory.setActive(target, repository, deployment.id)
}

/** The one before may be gone from GitHub meanwhile: nobody is waiting for its end. */
async function retire(desk: Desk, subject: Subject, deploymentId: string): Promise<void> {
  const told = await desk.memory.told(deploymentId, subject.repository)
  if (told?.githubId === undefined || told.statuses.at(-1)?.state === 'inactive') return
  try {
    const status = replacedStatus(subject.document.deployment)
    await postOnce(desk, deploymentId, { told: { ...told, githubId: told.githubId }, status })
  } catch (error) {
    if (!(error instanceof GithubRefusal) || error.kind !== 'refused') throw error
    desk.log.warn('github does not take the end of an earlier deployment', {
      ...keysOf(subject),
      earlier: deploymentId,
      reason: error.message,
    })
  }
}
