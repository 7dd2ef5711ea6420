import type { LivingMessage } from '../../living-ports.ts'
import type { FollowedDocument } from '../parse-document.ts'
import type { Step } from './plan.ts'

/** The message and its thread are in one place: what refuses one of them refuses the other. */
function placeOf(step: Step, { id }: FollowedDocument): string {
  return step.kind === 'post' ? step.key : id
}

/** Whether Slack refused it for good at an attempt before, or at this one. */
export function wasRefused({ refused = [] }: LivingMessage, step: Step, document: FollowedDocument): boolean {
  return refused.includes(placeOf(step, document))
}

export function withRefused(message: LivingMessage, step: Step, document: FollowedDocument): LivingMessage {
  if (wasRefused(message, step, document)) return message
  return { ...message, refused: [...(message.refused ?? []), placeOf(step, document)] }
}

/** In turn, but last what was refused: a refusal may take the time of a whole attempt, and would take that of each. */
export function refusedLast(steps: readonly Step[], message: LivingMessage, document: FollowedDocument): Step[] {
  const isRefused = (step: Step) => wasRefused(message, step, document)
  return [...steps.filter((step) => !isRefused(step)), ...steps.filter(isRefused)]
}

export function withoutRefused(message: LivingMessage): LivingMessage {
  const { refused: _, ...rest } = message
  return rest
}
