import type { Expectations } from '../../sandbox/scenario/expectation-schema.ts'
import type { Flip } from './flip.ts'

/** Of each end: every message, one fewer and one more. */
export function endFlips(expect: Expectations): Flip[] {
  return Object.entries(expect.ends ?? {}).flatMap(([end, messages]) => {
    const flip = (path: string, changed: typeof messages): Flip => ({
      path: `ends.${end}${path}`,
      expect: { ...expect, ends: { ...expect.ends, [end]: changed } },
    })
    const single = messages.map((_, index) =>
      flip(
        `[${index}]`,
        messages.map((texts, at) => (at === index ? 'no such text' : texts)),
      ),
    )
    const fewer = messages.length > 0 ? [flip('-1', messages.slice(1))] : []
    return [...single, ...fewer, flip('+1', [...messages, 'one more'])]
  })
}
