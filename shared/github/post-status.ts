import { type Desk, keysOf, type Subject } from './desk.ts'
import type { Links, Status, Wish } from './github-api.ts'
import { queuedStatus } from './status-words.ts'
import type { Told } from './told.ts'

/** What has an id on GitHub. */
export type Made = Told & { readonly githubId: number }

/** The deployment on GitHub, if it was made: as remembered, or found again. */
export async function findMade(desk: Desk, subject: Subject, told: Told): Promise<Made | undefined> {
  if (told.githubId !== undefined) return { ...told, githubId: told.githubId }
  const githubId = await desk.api.find(subject.repository, wishOf(subject, told))
  return githubId === undefined ? undefined : await keepMade(desk, subject, told, githubId)
}

/** The deployment on GitHub: as remembered, found again, or made now. */
export async function ensureMade(desk: Desk, subject: Subject, told: Told | undefined): Promise<Made> {
  if (told?.githubId !== undefined) return { ...told, githubId: told.githubId }
  const { repository, revision, environment, document } = subject
  const ref = whole(told?.ref) ?? whole(revision) ?? (await desk.api.resolve(repository, revision))
  const detailed = told?.detailed ?? desk.details ?? !(await desk.api.isPublic(repository))
  const place = { repository, ref, environment: environment.name, detailed }
  const begun = { sequence: 0, statuses: [], final: 0, ...told, ...place }
  if (!told) await desk.memory.keep(document.deployment.id, begun)
  // What was begun before may have been made without that being written down.
  const found = told && (await findMade(desk, subject, begun))
  return found ?? (await keepMade(desk, subject, begun, await desk.api.create(repository, wishOf(subject, begun))))
}

async function keepMade(desk: Desk, subject: Subject, begun: Told, githubId: number): Promise<Made> {
  const { refused: _, ...made } = { ...begun, githubId }
  await desk.memory.keep(subject.document.deployment.id, made)
  desk.log.info('github deployment made', { ...keysOf(subject), githubId })
  return made
}

function wishOf({ document, environment }: Subject, { ref, detailed }: Told): Wish {
  const { target, stack, deployment } = document
  return {
    ref,
    environment: environment.name,
    isProduction: environment.isProduction,
    description: queuedStatus(document, detailed).description,
    deploymentId: deployment.id,
    ...(detailed && { ours: { target, stack } }),
  }
}

/** Posts a status once, whenever a worker dies: that it is about to be posted is written down before, that it was after. */
export async function postOnce(
  { api, memory }: Desk,
  deploymentId: string,
  {
    told,
    status,
    also = {},
    links = {},
  }: {
    readonly told: Made
    readonly status: Status
    /** What else is true once it is posted. */
    readonly also?: Partial<Told>
    readonly links?: Links
  },
): Promise<Made> {
  const { posting, ...rest } = told
  if (!isSame(posting, status) || !isSame(await api.newestStatus(told.repository, told.githubId), status)) {
    await memory.keep(deploymentId, { ...rest, posting: status })
    await api.post(told.repository, told.githubId, status, links)
  }
  const next = { ...rest, ...also, githubId: told.githubId, statuses: [...rest.statuses, status].slice(-keptStatuses) }
  await memory.keep(deploymentId, next)
  return next
}

/** A deployment has a handful; one that goes back and forth for days must not outgrow its item. */
const keptStatuses = 40

function isSame(a: { readonly state: string; readonly description: string } | undefined, b: Status): boolean {
  return a?.state === b.state && a.description === b.description
}

/** Where people go on: the console, which names account and services, and the environment itself. */
export function linksOf({ document, environment }: Subject, { detailed }: Told): Links {
  const { consoleUrl } = document
  return {
    ...(consoleUrl === undefined || !detailed ? {} : { logUrl: consoleUrl }),
    ...(environment.url === undefined ? {} : { environmentUrl: environment.url }),
  }
}

/** A refusal may have been noted before the commit was looked up. */
function whole(ref: string | undefined): string | undefined {
  return ref !== undefined && ref.length >= 40 ? ref : undefined
}
