import { FunctionFailed } from '../../aws/function-failed.ts'
import type { Deployment, Status } from '../answers.ts'
import { calledWrongly } from '../exit-code.ts'
import { CannotAsk } from '../refusals.ts'
import { type Followed, lookFor, type Seen } from './seen.ts'
import { codeOf, watchCodes } from './watch-code.ts'
import { askStatus, leftMs, type Watch, type Watching } from './watching.ts'
import { whyNotDeployed } from './why-not-deployed.ts'

/** A push or a command takes a moment until it is heard of; before that nothing is concluded from silence. */
const graceMs = 15_000

const pauses = { firstMs: 2_000, longestMs: 5_000, growth: 1.25 }

/** Neither under way, nor waiting, nor ended, nor refused for so long: commands are heard of within seconds, so it never was. */
const longestUnknown = { ms: 180_000, words: '3 minutes' }

/** While it goes on: a stack that cannot be asked for a moment ends no watch, so often in a row. */
const mostFailures = 20

/** Follows to the outcome. Resolves to the exit code. */
export async function watchTarget(watch: Watch): Promise<number> {
  const { time, interruption } = watch.context
  const interrupted = interruption()
  const watching: Watching = { ...watch, began: time.now(), interrupted }
  const sofar: Sofar = {
    followed: watch.followed,
    over: new Set(),
    isFirst: true,
    failures: 0,
    unknownSince: undefined,
  }
  for (let pause = pauses.firstMs; ; pause = Math.min(pauses.longestMs, pause * pauses.growth)) {
    const code = await look(watching, sofar, watch.timeoutMs - leftMs(watching))
    if (code !== undefined) return code
    if (interrupted.aborted) return overBy(watch, 'interrupted')
    if (leftMs(watching) <= 0) return overBy(watch, 'timed-out')
    await time.wait(Math.min(pause, leftMs(watching)), interrupted)
    if (interrupted.aborted) return overBy(watch, 'interrupted')
  }
}

/** What a watch remembers from look to look. */
interface Sofar {
  /** Whatever was under way first is that one from then on. */
  followed: Followed
  /** The deployment that was seen last. */
  id?: string
  /** Deployments that are no answer. */
  readonly over: Set<string>
  isFirst: boolean
  failures: number
  /** Milliseconds from the beginning of the watch; undefined while it is known. */
  unknownSince: number | undefined
}

/** The exit code, once there is one. Whichever of its questions gets no answer is asked again by the next look. */
async function look(watch: Watching, sofar: Sofar, waitedMs: number): Promise<number | undefined> {
  try {
    const code = await lookOnce(watch, sofar, waitedMs)
    sofar.failures = 0
    return code
  } catch (error) {
    if (watch.interrupted.aborted) return undefined
    sofar.failures += 1
    if (sofar.isFirst || !(error instanceof CannotAsk)) throw error
    if (sofar.failures > mostFailures) return unanswered(watch, error)
    watch.tell.waits({ words: `${error.message.replace(/\.$/, '')}. Trying again.` })
    return undefined
  }
}

async function lookOnce(watch: Watching, sofar: Sofar, waitedMs: number): Promise<number | undefined> {
  const status = await askStatus(watch)
  // What had ended before is no answer to a push of a moment ago, unless nothing else comes of it.
  if (sofar.isFirst && sofar.followed.kind === 'image') for (const { id } of status.history ?? []) sofar.over.add(id)
  sofar.isFirst = false
  const seen = lookFor(sofar.followed, status, sofar.over)
  if (seen.kind !== 'nothing') {
    sofar.id = seen.id
    sofar.unknownSince = undefined
  }
  if (sofar.followed.kind === 'any' && seen.kind !== 'nothing') sofar.followed = { kind: 'deployment', id: seen.id }
  switch (seen.kind) {
    case 'under-way':
      watch.tell.entries(seen.id, status.timeline ?? [])
      return undefined
    case 'waiting':
      return waiting(watch, seen, Date.parse(status.at), waitedMs)
    case 'ended':
      return ended(watch, seen.id, sofar)
    case 'nothing':
      return nothing(watch, sofar, status, waitedMs)
  }
}

function waiting(
  { timeoutMs, tell }: Watch,
  { id, waitsFor, until, isPaused }: Extract<Seen, { kind: 'waiting' }>,
  now: number,
  waitedMs: number,
): number | undefined {
  const isTooLate = until !== undefined && Date.parse(until) - now > timeoutMs - waitedMs
  if (isPaused || isTooLate) {
    const when = until === undefined ? 'once somebody resumes it' : `at ${until}`
    tell.over(
      'not-deployed',
      `${id} does not begin now: it waits for ${waitsFor}. It begins ${when}.`,
      watchCodes.notDeployed,
    )
    return watchCodes.notDeployed
  }
  tell.waits({ id, words: `${id} waits for ${waitsFor}.` })
  return undefined
}

async function ended(watch: Watching, id: string, sofar: Sofar): Promise<number | undefined> {
  const deployment = await deploymentOf(watch, id)
  if (deployment.kind !== 'ended') return undefined
  const { told } = deployment
  if (told.outcome !== 'superseded' || sofar.followed.kind !== 'image') return endedWith(watch, told)
  // Another container's push may have taken the image along: its deployment is looked for once more.
  const over = new Set([...sofar.over, id])
  if (lookFor(sofar.followed, await askStatus(watch), over).kind === 'nothing') return endedWith(watch, told)
  sofar.over.add(id)
  return undefined
}

function endedWith({ tell }: Watch, deployment: Deployment): number {
  const code = codeOf(deployment.outcome ?? '')
  tell.ended(deployment, code)
  return code
}

type Known =
  | { readonly kind: 'ended'; readonly told: Deployment }
  | { readonly kind: 'goes-on' }
  | { readonly kind: 'refused'; readonly why: string }
  | Unknown
interface Unknown {
  readonly kind: 'unknown'
  /** In the words of the stack. */
  readonly why: string
}

/** Asks for one deployment. Tells what happened in it once it has ended. */
async function deploymentOf(watch: Watching, id: string): Promise<Known> {
  try {
    const { deployment: told } = await askStatus(watch, { deployment: id })
    if (told?.phase === 'refused') return { kind: 'refused', why: told.reason ?? '' }
    if (told?.outcome === undefined) return { kind: 'goes-on' }
    watch.tell.entries(id, told.timeline)
    return { kind: 'ended', told }
  } catch (error) {
    if (error instanceof FunctionFailed) return { kind: 'unknown', why: error.message }
    throw error
  }
}

async function nothing(watch: Watching, sofar: Sofar, status: Status, waitedMs: number): Promise<number | undefined> {
  const { tell, target } = watch
  const { followed, id } = sofar
  const known = followed.kind === 'deployment' ? followed.id : id
  if (known !== undefined) return outOfSight(watch, known, sofar, waitedMs)
  if (waitedMs < graceMs) {
    tell.waits({ words: `Waiting for a deployment to begin on ${target}.` })
    return undefined
  }
  if (followed.kind === 'image') {
    const why = await whyNotDeployed(watch, followed.digest, status)
    if (why.kind === 'ended') return endedWith(watch, why.deployment)
    if (why.kind === 'wait') tell.waits({ words: why.words })
    if (why.kind === 'wait') return undefined
    const code = why.kind === 'runs-already' ? watchCodes.succeeded : watchCodes.notDeployed
    tell.over(why.kind, why.words, code)
    return code
  }
  const last = status.targets[0]?.last
  return notBegun(
    watch,
    `Nothing is under way on ${target}${last === undefined ? '' : `; its last deployment ended ${last}`}.`,
  )
}

/** It may have ended long ago, have just ended, not be there yet, or never come. */
async function outOfSight(watch: Watching, id: string, sofar: Sofar, waitedMs: number): Promise<number | undefined> {
  const { tell, target } = watch
  const deployment = await deploymentOf(watch, id)
  if (deployment.kind === 'ended') return endedWith(watch, deployment.told)
  if (deployment.kind === 'goes-on') {
    sofar.unknownSince = undefined
    return undefined
  }
  if (deployment.kind === 'refused') return notBegun(watch, `${id} was refused: ${deployment.why}`)
  sofar.unknownSince ??= waitedMs
  if (waitedMs - sofar.unknownSince < longestUnknown.ms) {
    if (sofar.id === undefined) tell.waits({ words: `Waiting for the deployment ${id}, which is not known yet.` })
    return undefined
  }
  const whys = `nobody took it up (see the log of reconcile), or it is no deployment of ${target}`
  return notBegun(
    watch,
    `Nothing has been known of ${id} on ${target} for ${longestUnknown.words}: ${whys} (${deployment.why})`,
  )
}

function notBegun({ tell }: Watch, words: string): number {
  tell.over('not-deployed', words, watchCodes.notDeployed)
  return watchCodes.notDeployed
}

function unanswered({ tell }: Watch, { message }: CannotAsk): number {
  tell.over('not-answered', message, calledWrongly)
  return calledWrongly
}

function overBy({ tell, target }: Watch, kind: 'interrupted' | 'timed-out'): number {
  const code = kind === 'interrupted' ? watchCodes.interrupted : watchCodes.timedOut
  const what = kind === 'interrupted' ? 'No longer watched' : 'The time is over'
  tell.over(kind, `${what}. What goes on at ${target} goes on by itself; how it ends is announced as always.`, code)
  return code
}
