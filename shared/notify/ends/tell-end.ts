import type { EndConfig, SecretName } from '../../config/normalised.ts'
import type { Claims, Clock, EndsQueue, SecretValues } from '../../ports.ts'
import { redact, redactKnown } from '../../redact.ts'
import type { AnnouncementDocument } from '../document-schema.ts'
import { type Judgement, judgeAnswer } from './judge-answer.ts'
import { mendEnd } from './mend-end.ts'
import { postToEnd } from './post-to-end.ts'
import { requestOf } from './request-of.ts'
import { signingKeys } from './signature.ts'

export interface EndsDelivery {
  readonly ends: readonly EndConfig[]
  readonly claims: Claims
  readonly secrets: SecretValues
  readonly queue: EndsQueue
  readonly clock: Clock
  readonly log: EndsLog
  /** Milliseconds that an end may take to answer. */
  readonly timeoutMs?: number
}

interface EndsLog {
  debug(message: string, fields: LogFields): void
  info(message: string, fields: LogFields): void
  warn(message: string, fields: LogFields): void
  error(message: string, fields: LogFields): void
}

type LogFields = Readonly<Record<string, string | number>>

/**
 * What becomes of a message. `gone`: it leaves the queue. `dead`: it can never be told, for a reason. `back`: it is shown again
 * after a pause, and so is what else the batch holds for this end when it takes nothing at the moment.
 */
export type Fate =
  | { readonly kind: 'gone' }
  | { readonly kind: 'dead'; readonly reason: string }
  | { readonly kind: 'back'; readonly afterSeconds?: number | undefined; readonly restToo: boolean }

/** Longer than the function may run: a claim outlives its worker only if that died. */
const leaseMs = 90_000

/** Tells one end one announcement, unless that was done or is being done. Throws when a port cannot be reached. */
export async function tellEnd(delivery: EndsDelivery, end: EndConfig, document: AnnouncementDocument): Promise<Fate> {
  const claim = await delivery.claims.claim(document.id, channelOf(end), leaseMs)
  // The other worker marks it done, and this double is dropped when it shows again.
  if (claim === 'taken') return { kind: 'back', afterSeconds: leaseMs / 1_000, restToo: false }
  if (claim === 'claimed') return await tellClaimed(delivery, end, document)
  delivery.log.info('announcement was told before', keysOf(end, document))
  return { kind: 'gone' }
}

/** Fields of log lines about an announcement. */
export function keysOf({ name }: { readonly name: string }, document: AnnouncementDocument): Record<string, string> {
  const deploymentId = document.kind === 'outcome' ? document.deployment.id : document.deploymentId
  const { id, target } = document
  return { end: name, announcement: id, target, ...(deploymentId !== undefined && { deploymentId }) }
}

/** Every end has its claims to itself. */
function channelOf({ name }: EndConfig): string {
  return `end:${name}`
}

async function tellClaimed(delivery: EndsDelivery, end: EndConfig, document: AnnouncementDocument): Promise<Fate> {
  const judged = await postClaimed(delivery, end, document)
  const keys = keysOf(end, document)
  if (judged.kind === 'taken') {
    await noteDone(delivery, end, document)
    delivery.log.info('announcement told', keys)
    return { kind: 'gone' }
  }
  await delivery.claims.release(document.id, channelOf(end))
  if (judged.kind === 'never') {
    const places = { place: placeOf(end.url), key: end.signingKey ? placeOf(end.signingKey) : '' }
    const reason = `The end ${end.name} refuses for good, ${judged.why}. ${mendEnd(end, judged.status, places)}`
    delivery.log.error('end refuses the announcement', { ...keys, reason })
    return { kind: 'dead', reason }
  }
  delivery.log.warn('end takes nothing at the moment', { ...keys, reason: judged.why })
  return { kind: 'back', afterSeconds: judged.afterSeconds, restToo: true }
}

async function postClaimed(delivery: EndsDelivery, end: EndConfig, document: AnnouncementDocument): Promise<Judgement> {
  try {
    return await post(delivery, end, document)
  } catch (error) {
    await delivery.claims.release(document.id, channelOf(end))
    throw error
  }
}

async function post(delivery: EndsDelivery, end: EndConfig, document: AnnouncementDocument): Promise<Judgement> {
  const { clock, secrets, timeoutMs } = delivery
  const text = await secrets.read(end.url)
  const url = endUrl(end, text)
  const keys = end.signingKey ? await readKeys(delivery, end, end.signingKey) : []
  const request = requestOf(end.kind, document, { url, keys, now: clock.now() })
  const answer = await postToEnd(request, end.privateNetworks ?? [], timeoutMs)
  if (answer.kind === 'forbidden') throw new Error(forbidden(end))
  return judgeAnswer(answer, (said) => [text.trim(), ...keys].reduce(redactKnown, said), clock.now())
}

/** It was told, so giving it back would tell it twice: that the note is missing matters only if the queue doubles it. */
async function noteDone({ claims, log }: EndsDelivery, end: EndConfig, document: AnnouncementDocument): Promise<void> {
  try {
    await claims.done(document.id, channelOf(end))
  } catch (error) {
    const reason = redact(error instanceof Error ? error.message : String(error))
    const message = 'announcement told, but that could not be noted: a double would be told again'
    log.warn(message, { ...keysOf(end, document), reason })
  }
}

function endUrl({ name, url }: EndConfig, text: string): URL {
  const parsed = URL.parse(text.trim())
  if (parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === '')
    return parsed
  throw new Error(
    `Cannot tell the end ${name}: ${placeOf(url)} holds no URL that can be used. Store there an https URL without user and password.`,
  )
}

function forbidden({ name, url }: EndConfig): string {
  return (
    `Cannot tell the end ${name}: the URL in ${placeOf(url)} is plain http or leads into a private network. Store there an ` +
    'https URL of a public host, or name the network under privateNetworks of the end.'
  )
}

async function readKeys(
  { secrets }: EndsDelivery,
  { name }: EndConfig,
  signingKey: SecretName,
): Promise<readonly string[]> {
  const keys = signingKeys(await secrets.read(signingKey))
  if (keys) return keys
  throw new Error(
    `Cannot sign for the end ${name}: ${placeOf(signingKey)} holds no key, more than two, or one of less than 32 ` +
      'characters. Store there what this prints: openssl rand -hex 32. To change keys, store both, one a line.',
  )
}

function placeOf(name: SecretName): string {
  return 'ssm' in name ? `the SSM parameter ${name.ssm}` : `the secret ${name.secret}`
}
