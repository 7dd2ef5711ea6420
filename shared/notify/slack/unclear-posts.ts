import type { LivingMessage } from '../../living-ports.ts'
import type { Step } from './plan.ts'

/**
 * A post that was begun counts until its end is known: a Slack that is slow, or that is cut off after it posted, would be given
 * the same message again and again. All progress of a deployment counts together.
 */
function unclearKeyOf(step: Step): string {
  return step.kind === 'show' ? (step.covers ?? 'progress') : step.key
}

/** How many posts of a step were begun and may have been taken; of what must not get lost, how often it was looked at since. */
export function unclearPosts({ unclear = {} }: LivingMessage, step: Step): number {
  return unclear[unclearKeyOf(step)] ?? 0
}

/** Which of the looks at a step post it: the first, and again after pauses of 1 minute, 15 minutes, 1, 4 and 11 hours. */
const postingLooks = [1, 2, 3, 7, 23, 67]

/**
 * What is to be done about a step that must not get lost, at the look that was begun last. Looks are a quarter of an hour apart: an
 * announcement that waits for hours without a word in the log would ring no alarm.
 */
export function lookAt(message: LivingMessage, step: Step): Look {
  const look = unclearPosts(message, step)
  const last = Math.max(...postingLooks)
  return {
    isToPost: postingLooks.includes(look),
    posts: postingLooks.filter((one) => one <= look).length,
    afterSeconds: look >= last ? undefined : look === 1 ? 60 : 900,
  }
}

export interface Look {
  readonly isToPost: boolean
  /** How often it was posted by now. */
  readonly posts: number
  /** Until the next look; absent: it was the last one, and a person is to look. */
  readonly afterSeconds: number | undefined
}

/** A post of the step begins, or another look at it. */
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
