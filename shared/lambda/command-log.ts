import type { Log } from './log.ts'

/** A command that was carried out, as far as it is logged. */
interface Taken {
  readonly kind: string
  readonly by: string
}

interface Answer {
  readonly target: string | null
  readonly deploymentId?: string
}

/** A log line for what a person asked for; gives the answer on. */
export function taken<T extends Answer>(log: Log, { kind, by }: Taken, answer: T): T {
  const { target, deploymentId } = answer
  const keys = { command: kind, by, ...(target === null ? {} : { target }) }
  log.info('command taken', { ...keys, ...(deploymentId === undefined ? {} : { deploymentId }) })
  return answer
}
