import type { LivingMessage } from '../../ports.ts'
import type { Step } from './plan.ts'

/**
 * A post that was begun counts until its end is known: a Slack that is slow, or that is cut off after it posted, would be given
 * the same message again and again. All progress of a deployment counts together.
 */
function unclearKeyOf(step: Step): string {
  return step.kind === 'show' ? (step.covers ?? 'progress') : step.key
}

/** How many posts of a step were begun and may have been taken. */
export function unclearPosts({ unclear = {} }: LivingMessage, step: Step): number {
  return unclear[unclearKeyOf(step)] ?? 0
}

/** A post of the step begins. */
export function begun(message: LivingMessage, step: Step): LivingMessage {
  return withCount(message, step, unclearPosts(message, step) + 1)
}

/** How the last post of the step ended is known. */
export function cleared(message: LivingMessage, step: Step): LivingMessage {
  return withCount(message, step, unclearPosts(message, step) - 1)
}

/** A person looks after it from here on: once moved back, it is tried as if for the first time. */
export function forgotten(message: LivingMessage, step: Step): LivingMessage {
  return withCount(message, step, 0)
}

function withCount(message: LivingMessage, step: Step, count: number): LivingMessage {
  const { unclear = {}, ...rest } = message
  const { [unclearKeyOf(step)]: _, ...others } = unclear
  const counts = count > 0 ? { ...others, [unclearKeyOf(step)]: count } : others
  return Object.keys(counts).length === 0 ? rest : { ...rest, unclear: counts }
}
