import { Logger } from '@aws-lambda-powertools/logger'
import { redact } from '../notify/redact.ts'

/** Constant messages with keys; values of unknown origin go through `redact`. */
export interface Log {
  debug(message: string, keys?: LogKeys): void
  info(message: string, keys?: LogKeys): void
  warn(message: string, keys?: LogKeys): void
  error(message: string, keys?: LogKeys): void
}

export type LogKeys = Readonly<Record<string, unknown>>

/** A log whose every line carries the function and the request. */
export function requestLog(name: string, requestId: string): Log {
  const logger = new Logger({ serviceName: name, persistentLogAttributes: { requestId } })
  return {
    debug: (message, keys) => logger.debug(message, { ...keys }),
    info: (message, keys) => logger.info(message, { ...keys }),
    warn: (message, keys) => logger.warn(message, { ...keys }),
    error: (message, keys) => logger.error(message, { ...keys }),
  }
}

/** What an error says, fit for a log line. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return redact(text)
}
