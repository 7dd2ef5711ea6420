import { statusOf, type WebRequest } from '../receivers/web.ts'

const LONGEST_BODY = 60

/** How a request was answered, in a line: `Web: GET /api/healthz is answered 500: upstream down`. */
export function webWords({ path, answer }: WebRequest): string {
  const asked = `Web: GET ${path}`
  if (answer.hangs === true) return `${asked} is never answered`
  if (answer.resets === true) return `${asked} is cut off`
  if (answer.redirect !== undefined) return `${asked} is led to ${answer.redirect}`
  const { body = 'ok' } = answer
  const shown = body.length > LONGEST_BODY ? `${body.slice(0, LONGEST_BODY - 1)}…` : body
  return `${asked} is answered ${statusOf(answer)}: ${shown.replaceAll(/\s+/g, ' ')}`
}
