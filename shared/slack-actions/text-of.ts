import { redact } from '../redact.ts'

/** What went wrong, for the log. */
export function textOf(error: unknown): string {
  return redact(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
}
