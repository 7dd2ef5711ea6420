import { Logger } from '@aws-lambda-powertools/logger'
import { redact } from '../redact.ts'

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
    debug: (message, keys) => logger.debug(message, redacted(keys)),
    info: (message, keys) => logger.info(message, redacted(keys)),
    warn: (message, keys) => logger.warn(message, redacted(keys)),
    error: (message, keys) => logger.error(message, redacted(keys)),
  }
}

/** Texts may come from anywhere: a stopped task's reason, a tag, a person. */
function redacted(keys: LogKeys = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, redactedValue(value)]))
}

function redactedValue(value: unknown): unknown {
  if (typeof value === 'string') return redact(value)
  return Array.isArray(value) ? value.map(redactedValue) : value
}

/** What an error says, fit for a log line. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return redact(text)
}
