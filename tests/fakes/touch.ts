/**
 * Called by every fake right before and right after it changes or reads its state. Throwing there is how a test kills the
 * worker at that very step, or makes a port unreachable: `before` nothing has happened yet, `after` it has.
 */
export type Touch = (step: string, when: 'before' | 'after') => void

export function untouched(): void {}

/** Runs `work` between two touches, as an asynchronous port does. */
export async function touching<T>(touch: Touch, step: string, work: () => T): Promise<T> {
  touch(step, 'before')
  const result = work()
  touch(step, 'after')
  return result
}
