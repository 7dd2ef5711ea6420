import { createHash } from 'node:crypto'
import { BadCommand } from '../commands/bad-command.ts'
import { type Press, parsePress } from '../inbound/slack-action.ts'
import { parseSlackRequest, type SignedRequest, type Unwelcome, unwelcome } from '../inbound/slack-request.ts'
import type { Claims } from '../ports.ts'
import { redact } from '../redact.ts'
import { type CarryOut, carryOut } from './carry-out.ts'
import { pressChannel } from './claim-channels.ts'
import { notPermitted, type Permitting } from './permitted.ts'
import { tellPerson } from './tell-person.ts'
import { textOf } from './text-of.ts'

type Keys = Readonly<Record<string, string>>

export interface PressPorts extends Permitting, CarryOut {
  readonly claims: Claims
  /** Rejects, naming the secret, when that cannot be read. */
  readonly isSigned: (request: SignedRequest) => Promise<boolean>
  /** How long Slack may take to take the answer to whoever pressed; a second when left out. */
  readonly answerWithinMs?: number
  readonly log: {
    info(message: string, keys?: Keys): void
    warn(message: string, keys?: Keys): void
    error(message: string, keys?: Keys): void
  }
}

/** What a function URL answers with: Slack wants nothing but the status. */
export interface Acknowledgement {
  readonly statusCode: 200 | 500 | Unwelcome['statusCode']
  readonly body: ''
}

/** Longer than a request is fresh, from five minutes before its time to five minutes after. */
const replayMs = 11 * 60_000

/**
 * Answers what the function URL was asked. Whoever is not Slack learns nothing and changes nothing; whoever pressed a button is told
 * what came of it, and it is in the log, but neither what was sent nor where the answer went.
 */
export async function answerPress(event: unknown, ports: PressPorts): Promise<Acknowledgement> {
  const { log } = ports
  try {
    const body = await bodyOfSlack(event, ports)
    if (typeof body === 'string') {
      await answer(parsePress(body), ports)
      return acknowledge(200)
    }
    log.warn('request refused', { why: body.why, status: String(body.statusCode) })
    return acknowledge(body.statusCode)
  } catch (error) {
    log.error('press could not be judged', { error: textOf(error) })
    return acknowledge(500)
  }
}

function acknowledge(statusCode: Acknowledgement['statusCode']): Acknowledgement {
  return { statusCode, body: '' }
}

/** The body of a request that Slack signed, the first time that it comes. */
async function bodyOfSlack(
  event: unknown,
  { clock, claims, isSigned }: Pick<PressPorts, 'clock' | 'claims' | 'isSigned'>,
): Promise<string | Unwelcome> {
  const request = parseSlackRequest(event, clock.now())
  if (request.kind === 'unwelcome') return request
  if (!(await isSigned(request))) return unwelcome(401, 'another signature')
  const { time, signature, body } = request
  const id = createHash('sha256').update(`${time}:${signature}`).digest('hex')
  const claim = await claims.claim(id, pressChannel, replayMs)
  return claim === 'claimed' ? body.toString('utf8') : unwelcome(401, 'came before')
}

async function answer(press: ReturnType<typeof parsePress>, ports: PressPorts): Promise<void> {
  const { log, actions, answerWithinMs } = ports
  if (press.kind === 'ignored') {
    log.info('request ignored', { why: press.why })
    return
  }
  const text = await whatCameOf(press, ports)
  const untold = await tellPerson(press.replyTo, text, actions.replyTo, answerWithinMs)
  if (untold !== undefined) log.warn('whoever pressed could not be told', { ...keysOf(press), why: redact(untold) })
}

/** Does it if it may be done. @returns what whoever pressed is told */
async function whatCameOf(press: Press, ports: PressPorts): Promise<string> {
  const { log } = ports
  const keys = keysOf(press)
  try {
    const refusal = await notPermitted(press, ports)
    if (refusal) {
      log.warn('press refused', { ...keys, why: redact(refusal.why) })
      return refusal.say
    }
    const { message, deploymentId } = await carryOut(press, ports)
    log.info('press carried out', { ...keys, ...(deploymentId !== undefined && { deploymentId }) })
    return message
  } catch (error) {
    if (error instanceof BadCommand) {
      log.info('press came to nothing', { ...keys, why: redact(error.message) })
      return error.message
    }
    log.error('press failed', { ...keys, error: textOf(error) })
    return 'That did not work: the log of slack-action says why. Press again in a moment, or use the command.'
  }
}

function keysOf({ action, about, user }: Press): Keys {
  return { command: action, target: about.target, deployment: about.deployment, user: user.id }
}
