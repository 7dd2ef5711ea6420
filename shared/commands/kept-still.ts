import type { LongshoreConfig } from '../config/normalised.ts'
import { frozenNow } from '../domain/frozen.ts'
import type { Millis } from '../domain/image.ts'
import type { StackStop } from '../domain/observation.ts'

/** Most targets that an answer names. */
const mostNamed = 10

/** What a resume of targets does not lift: a pause or a freeze of the whole stack, and calendars. Empty: nothing. */
export function keptStill(
  targets: readonly string[],
  { targets: all }: LongshoreConfig,
  stack: StackStop,
  now: Millis,
): string {
  const frozen = targets.flatMap((target) => {
    const policy = all[target]?.policy
    const end = policy && frozenNow({}, policy, stack, now)
    return end ? [`${target} is ${end.words}`] : []
  })
  const more = frozen.length > mostNamed ? [`${frozen.length - mostNamed} more are frozen`] : []
  const paused = stack.stopped ? [`the whole stack is paused by ${stack.by ?? 'somebody'}`] : []
  return [...paused, ...frozen.slice(0, mostNamed), ...more].join(', ')
}
