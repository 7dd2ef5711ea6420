import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Millis } from '../domain/image.ts'

/**
 * What lets somebody read the page until a time: `<epoch seconds>.<HMAC-SHA-256 in base64url>`. A link opens the page once or more
 * within its time; a session is what the browser gets for it. Neither is taken for the other, nor for another stack's.
 */
export type Purpose = 'link' | 'session'

/** How long a link opens the page, and how long what it opened stays readable. */
export const lastingMs: Readonly<Record<Purpose, Millis>> = { link: 15 * 60_000, session: 60 * 60_000 }

/** What passes are signed with, and where they are valid. */
export interface Signing {
  readonly key: string
  /** `longshore-dev` */
  readonly stack: string
}

export function passFor(purpose: Purpose, signing: Signing, now: Millis): string {
  const until = String(Math.floor((now + lastingMs[purpose]) / 1000))
  return `${until}.${signature(purpose, signing, until)}`
}

/** `good`, or why not: `expired` only if it was ever good. */
export function judgePass(
  purpose: Purpose,
  signing: Signing,
  pass: string,
  now: Millis,
): 'good' | 'expired' | 'forged' {
  const [, until = '', given = ''] = shape.exec(pass) ?? []
  if (until === '' || !isSame(given, signature(purpose, signing, until))) return 'forged'
  return now < Number(until) * 1000 ? 'good' : 'expired'
}

/** Whether it could be one: who signed it is another question. */
export function isPassLike(text: string): boolean {
  return shape.test(text)
}

const shape = /^(\d{1,12})\.([\w-]{43})$/

function signature(purpose: Purpose, { key, stack }: Signing, until: string): string {
  return createHmac('sha256', key).update(`longshore page\n${stack}\n${purpose}\n${until}`).digest('base64url')
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
