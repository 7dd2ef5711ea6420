import type { OutcomeDocument } from '../notify/document-schema.ts'
import { type Desk, keysOf, type Subject } from './desk.ts'
import { GithubRefusal } from './github-refusal.ts'
import { noteCommits } from './note-commits.ts'
import { ensureMade, findMade, linksOf, type Made, postOnce } from './post-status.ts'
import { finalStatuses, overtakenStatus, replacedStatus } from './status-words.ts'
import type { Active, Told } from './told.ts'

/** Nothing was begun, so nothing need be taken back. */
const quiet: readonly OutcomeDocument['outcome'][] = ['superseded', 'cancelled', 'expired']

/** Tells how a deployment ended, once. A release that is proven takes the place of the one before. */
export async function tellOutcome(desk: Desk, subject: Subject, document: OutcomeDocument): Promise<void> {
  const { deployment, outcome } = document
  const known = await desk.memory.told(deployment.id, subject.repository)
  const made = quiet.includes(outcome) ? await madeBefore(desk, subject, known) : await ensureMade(desk, subject, known)
  if (!made) return
  let told = made
  const finals = finalStatuses(document, made.detailed)
  for (const [index, status] of finals.entries()) {
    if (told.ended || index < told.final) continue
    const isLast = index === finals.length - 1
    const also = { final: index + 1, ...(isLast ? { ended: true as const } : {}) }
    told = await postOnce(desk, deployment.id, { told, status, also, links: linksOf(subject, told) })
  }
  const active = { deploymentId: deployment.id, endedAt: deployment.endedAt }
  if (outcome === 'succeeded') await takePlace(desk, subject, { told, active })
  await noteCommits(desk, subject, told)
}

/** What GitHub refused from the start, or was never asked for, it need not hear of. What was begun it may have, unknown to us. */
async function madeBefore(desk: Desk, subject: Subject, known: Told | undefined): Promise<Made | undefined> {
  if (known === undefined || (known.githubId === undefined && known.refused !== undefined)) return undefined
  return await findMade(desk, subject, known)
}

/** Of the releases proven on a target GitHub shows the newest as active, in whatever order it hears of them. */
async function takePlace(
  desk: Desk,
  subject: Subject,
  { told, active }: { readonly told: Made; readonly active: Active },
): Promise<void> {
  const { document, repository } = subject
  const { target } = document
  const before = await desk.memory.active(target, repository)
  if (before?.deploymentId === active.deploymentId) return
  if (before && before.endedAt > active.endedAt) {
    if (told.statuses.at(-1)?.state === 'inactive') return
    await postOnce(desk, active.deploymentId, { told, status: overtakenStatus() })
    return
  }
  if (before) await retire(desk, subject, before.deploymentId)
  await desk.memory.setActive(target, repository, active)
}

/** The one before may be gone from GitHub meanwhile: nobody is waiting for its end. */
async function retire(desk: Desk, subject: Subject, deploymentId: string): Promise<void> {
  const told = await desk.memory.told(deploymentId, subject.repository)
  if (told?.githubId === undefined || told.statuses.at(-1)?.state === 'inactive') return
  try {
    const status = replacedStatus(subject.document.deployment, told.detailed)
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
