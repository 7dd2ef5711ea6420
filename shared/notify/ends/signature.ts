import { createHmac } from 'node:crypto'

/** Two, so that a receiver can change from one to the other without missing an announcement. */
const mostKeys = 2

/** What `openssl rand -hex 16` gives; shorter ones could be guessed. */
const shortestKey = 32

/** The signing keys in a stored text, one a line; `undefined` when they cannot be used. */
export function signingKeys(text: string): readonly string[] | undefined {
  const keys = text.split(/\s+/).filter((key) => key !== '')
  const areUsable = keys.length > 0 && keys.length <= mostKeys && keys.every((key) => key.length >= shortestKey)
  return areUsable ? keys : undefined
}

/** Signatures of time and body by each key, as the header takes them: `v1=…`, two while keys are changed. */
export function signatureOf(keys: readonly string[], timestamp: string, body: string): string {
  return keys.map((key) => `v1=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`).join(',')
}
