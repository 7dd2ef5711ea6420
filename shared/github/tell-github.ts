import type { DocumentImage } from '../notify/document-schema.ts'
import { isProgress } from '../notify/parse-document.ts'
import { only } from '../notify/words.ts'
import { nameOfSource } from '../origin/origin.ts'
import { whereFrom } from '../origin/where-from.ts'
import { type DeploymentDocument, type Desk, isLate, keysOf, type Subject } from './desk.ts'
import { GithubRefusal } from './github-refusal.ts'
import { reportUnknown } from './report-unknown.ts'
import { tellOutcome } from './tell-outcome.ts'
import { tellProgress } from './tell-progress.ts'

/**
 * What becomes of a message. `gone`: it leaves the queue. `dead`: it can never be told, for a reason. `back`: it is shown again
 * after a pause, and so is the rest of the batch if GitHub takes nothing at the moment.
 */
export type Fate =
  | { readonly kind: 'gone' }
  | { readonly kind: 'dead'; readonly reason: string }
  | { readonly kind: 'back'; readonly afterSeconds?: number | undefined; readonly restToo: boolean }

const channel = 'github'

/** Longer than the function may run: a claim outlives its worker only if that died. */
const leaseMs = 60_000

/** Another worker is at the same target, for a few calls. */
const busySeconds = 5

const gone: Fate = { kind: 'gone' }

/** The time for a batch is over, for no fault of this message. */
export const late: Fate = { kind: 'back', afterSeconds: 1, restToo: true }

/** Tells GitHub how far a deployment is or how it ended; one worker at a time for each target. Throws when a port cannot be reached. */
export async function tellGithub(desk: Desk, document: DeploymentDocument): Promise<Fate> {
  const environment = Object.hasOwn(desk.environments, document.target) ? desk.environments[document.target] : undefined
  if (!environment) return gone
  const claim = await desk.claims.claim(document.target, channel, leaseMs)
  if (claim !== 'claimed') return { kind: 'back', afterSeconds: busySeconds, restToo: false }
  try {
    const subjects = await subjectsOf(desk, document, environment)
    const fates: Fate[] = []
    // What was told before is not told again: one repository at least is told each time.
    for (const subject of subjects) fates.push(isLate(desk) && fates.length > 0 ? late : await tellOne(desk, subject))
    return worst(fates)
  } finally {
    await desk.claims.release(document.target, channel)
  }
}

/** What changes, each repository of code once; all of it when nothing does. Of the rest people are told. */
async function subjectsOf(
  desk: Desk,
  document: DeploymentDocument,
  environment: Subject['environment'],
): Promise<Subject[]> {
  const { to, changed } = document.deployment
  const subjects = new Map<string, Subject>()
  for (const [container, image] of Object.entries(only(to, changed))) {
    const found = await placeOf(desk, image)
    if (found.kind !== 'known') await reportUnknown(desk, document, { ...found, container, image })
    else {
      const name = nameOfSource(found.source).toLowerCase()
      const { source: repository, revision, byLabel } = found
      if (!subjects.has(name)) subjects.set(name, { document, environment, container, repository, revision, byLabel })
    }
  }
  return [...subjects.values()]
}

async function placeOf({ origins, sources }: Desk, image: DocumentImage) {
  return whereFrom(image, await origins.of(image.repository, image.digest), sources)
}

async function tellOne(desk: Desk, subject: Subject): Promise<Fate> {
  const { document } = subject
  try {
    await (isProgress(document) ? tellProgress(desk, subject, document) : tellOutcome(desk, subject, document))
    return gone
  } catch (error) {
    if (error instanceof GithubRefusal) return await fateOf(desk, subject, error)
    throw error
  }
}

async function fateOf(desk: Desk, subject: Subject, refusal: GithubRefusal): Promise<Fate> {
  const { kind, message, afterSeconds } = refusal
  const keys = { ...keysOf(subject), reason: message }
  if (kind === 'limited' || kind === 'unavailable') {
    desk.log.warn('github takes nothing at the moment', keys)
    return { kind: 'back', afterSeconds, restToo: true }
  }
  const isEnd = !isProgress(subject.document)
  if (kind === 'refused' && (await isStranger(desk, subject))) await reportStranger(desk, subject, message)
  else {
    desk.log.error('github refuses the deployment', keys)
    if (isEnd) return { kind: 'dead', reason: message }
  }
  if (isEnd) return gone
  // That the token is wrong says nothing about the deployment: what comes next may be taken.
  if (kind === 'refused') await noteRefused(desk, subject, message)
  return gone
}

/**
 * A repository that only a label names, and that has never taken anything, is most likely that of a public image which ours is built
 * on: nothing is broken. One that took something is ours.
 */
async function isStranger({ memory }: Desk, { document, repository, byLabel }: Subject): Promise<boolean> {
  if (!byLabel || (await memory.active(document.target, repository))) return false
  return (await memory.told(document.deployment.id, repository))?.githubId === undefined
}

async function reportStranger(desk: Desk, { document, container }: Subject, why: string): Promise<void> {
  const image = document.deployment.to[container]
  if (image) await reportUnknown(desk, document, { kind: 'unwelcome', container, image, why })
}

/** Further progress would meet the same; the outcome tries again and, refused too, waits for people. */
async function noteRefused(
  { memory }: Desk,
  { document, repository, revision, environment }: Subject,
  refused: string,
): Promise<void> {
  const { id } = document.deployment
  const told = await memory.told(id, repository)
  const begun = { repository, ref: revision, environment: environment.name, sequence: 0, statuses: [], final: 0 }
  await memory.keep(id, { ...(told ?? begun), refused })
}

function worst(fates: readonly Fate[]): Fate {
  return fates.find(({ kind }) => kind === 'back') ?? fates.find(({ kind }) => kind === 'dead') ?? gone
}
