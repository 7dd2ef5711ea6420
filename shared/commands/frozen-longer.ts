import type { Millis } from '../domain/image.ts'
import type { StackFreeze } from '../domain/observation.ts'
import type { RecordStore, StackState } from '../ports.ts'
import { inTurns } from './in-turns.ts'

/** Most targets that an answer names. */
const mostNamed = 10

/** A freeze by hand that lasts longer than the one asked for, and where it is. */
export interface FrozenLonger extends StackFreeze {
  readonly where: string
}

/** The freezes by hand that last longer than until a time: of targets, or of the whole stack where none are named. */
export async function frozenLonger(
  until: Millis,
  targets: readonly string[] | undefined,
  { records, stack }: { readonly records: Pick<RecordStore, 'load'>; readonly stack: Pick<StackState, 'readStop'> },
): Promise<readonly FrozenLonger[]> {
  if (!targets) {
    const { frozen } = await stack.readStop()
    return frozen && frozen.until > until ? [{ ...frozen, where: 'The whole stack' }] : []
  }
  const all = await inTurns(targets, async (target) => {
    const frozen = (await records.load(target)).record?.frozen
    return frozen && frozen.until > until ? [{ ...frozen, where: target }] : []
  })
  return all.flat()
}

/** ` api is frozen until … already, by bob, and that stays: resume it first to shorten that.`; empty where none is. */
export function frozenLongerInWords(longer: readonly FrozenLonger[]): string {
  if (longer.length === 0) return ''
  const shown = longer.slice(0, mostNamed).map(({ where, until, by }) => {
    return `${where} is frozen until ${new Date(until).toISOString()} already, by ${by}`
  })
  const more = longer.length > mostNamed ? `, and ${longer.length - mostNamed} more are` : ''
  return ` ${shown.join('; ')}${more}, and that stays: resume it first to shorten that.`
}
