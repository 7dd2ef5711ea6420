import type { Images, Millis } from './image.ts'
import type { Policy } from './policy.ts'
import type { Pending } from './record.ts'
import { approvalWithin } from './start-question.ts'

/** What a start that is kept came from: nobody pushed what a person asked for. */
export function startInWords({ command, trigger: { by = 'somebody' } }: Pending): string {
  return command ? `asked for by ${by} and not begun` : 'pushed and not deployed'
}

/** What would start, as far as it is known. */
export function imagesOf({ question, images }: Pending): Images {
  return question?.goal ?? images
}

/** What becomes of a start at the end of a pause. Its question goes on, and so does the time for it. */
export function thenOnResume(pending: Pending, policy: Policy): string {
  const { question } = pending
  if (!question)
    return approvalWithin(pending, policy) === undefined ? 'goes out on resume' : 'asks for an approval on resume'
  return `begins on resume${question.approved ? '' : ' once it is approved'}, or expires at ${iso(question.until)}`
}

/** What becomes of a start at the end of a freeze. */
export function thenAfterFreeze({ question }: Pending, end: Millis, { afterFreeze, approve }: Policy): string {
  if (!question) return afterFreeze === 'approve' || approve ? 'asks for an approval then' : 'goes out then'
  if (question.until <= end) return `expires at ${iso(question.until)}, unless the freeze is lifted before`
  return question.approved ? 'begins then' : `begins then once it is approved, or expires at ${iso(question.until)}`
}

function iso(at: Millis): string {
  return new Date(at).toISOString()
}
