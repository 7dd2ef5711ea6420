import type { Millis } from '../domain/image.ts'
import type { Commit } from '../notify/commits-of.ts'
import { tidy } from '../notify/tidy.ts'
import { nameOfSource } from '../origin/origin.ts'
import { whereFrom } from '../origin/where-from.ts'
import { type Desk, isLate, keysOf, type Subject } from './desk.ts'
import type { ComparedCommit } from './github-api.ts'
import { GithubRefusal } from './github-refusal.ts'
import type { Made } from './post-status.ts'

/** More would not be read. */
const mostShown = 20
const longestSubject = 100
const longestAuthor = 40

/**
 * Keeps what lies between what ran and what is to run, and when the commit was made. Nice to know: that GitHub does not tell
 * keeps nothing else from being told, and the outcome asks again.
 */
export async function noteCommits(desk: Desk, subject: Subject, told: Made): Promise<void> {
  if (told.compared || isLate(desk)) return
  try {
    await noteTime(desk, subject, told.ref)
    if (isLate(desk)) return
    await noteComparison(desk, subject, told.ref)
  } catch (error) {
    if (!(error instanceof GithubRefusal)) throw error
    desk.log.info('github does not tell the commits', { ...keysOf(subject), reason: error.message })
    if (error.kind !== 'refused') return
  }
  await desk.memory.keep(subject.document.deployment.id, { ...told, compared: true })
}

async function noteTime(
  { api, origins }: Desk,
  { document, container, repository }: Subject,
  ref: string,
): Promise<void> {
  const image = document.deployment.to[container]
  if (!image) return
  const known = await origins.of(image.repository, image.digest)
  if ('unreadable' in known || known.committedAt !== undefined) return
  const at: Millis = await api.committedAt(repository, ref)
  if (Number.isFinite(at)) await origins.committed(image.repository, image.digest, at)
}

async function noteComparison(desk: Desk, subject: Subject, head: string): Promise<void> {
  const { document, repository } = subject
  const base = await revisionBefore(desk, subject)
  if (base === undefined || head.startsWith(base)) return
  const { ahead, behind, commits } = await desk.api.compare(repository, base, head)
  const name = nameOfSource(repository)
  await desk.commits.put(document.deployment.id, {
    repository: name,
    url: `https://${desk.sources.host}/${name}/compare/${base.slice(0, 12)}...${head.slice(0, 12)}`,
    ...{ from: base, to: head, ahead, behind },
    newest: commits.slice(-mostShown).reverse().map(shown),
  })
}

/** The commit that ran before, if it is of the same repository. */
async function revisionBefore({ origins, sources }: Desk, subject: Subject): Promise<string | undefined> {
  const { document, container, repository } = subject
  const before = document.deployment.from?.[container]
  if (!before) return undefined
  const found = whereFrom(before, await origins.of(before.repository, before.digest), sources)
  if (found.kind !== 'known' || nameOfSource(found.source).toLowerCase() !== nameOfSource(repository).toLowerCase())
    return undefined
  return found.revision
}

function shown({ sha, message, author, at }: ComparedCommit): Commit {
  const [line = ''] = message.split('\n', 1)
  return {
    sha,
    subject: tidy(line, longestSubject),
    ...(author === undefined ? {} : { author: tidy(author, longestAuthor) }),
    ...(at === undefined ? {} : { at }),
  }
}
