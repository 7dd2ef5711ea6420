import type { Millis } from '../domain/image.ts'
import type { StackFreeze } from '../domain/observation.ts'
import type { Loaded, RecordStore, StackState } from '../ports.ts'
import { inTurns } from './in-turns.ts'
import { untaken } from './untaken.ts'

/** Most targets that an answer names. */
const mostNamed = 10

/** A freeze by hand that lasts longer than the one asked for, and where it is. */
export interface FrozenLonger extends StackFreeze {
  readonly where: string
}

/** The freezes by hand of targets that last longer than until a time. */
export async function frozenLonger(
  until: Millis,
  targets: readonly string[],
  records: Pick<RecordStore, 'load'>,
): Promise<readonly FrozenLonger[]> {
  const all = await inTurns(targets, async (target) => {
    const frozen = soonFrozen(await records.load(target))
    return frozen && frozen.until > until ? [{ ...frozen, where: target }] : []
  })
  return all.flat()
}

/** The freeze by hand that a target has, or will have once what waits in its inbox is taken in. */
function soonFrozen({ record, facts }: Pick<Loaded, 'record' | 'facts'>): StackFreeze | undefined {
  return untaken({ record, facts }).reduce<StackFreeze | undefined>((frozen, fact) => {
    if (fact.kind === 'resume') return undefined
    return fact.kind === 'freeze' && fact.until > (frozen?.until ?? 0) ? fact : frozen
  }, record?.frozen)
}

/** Freezes the whole stack, unless it is frozen for longer already: that one is answered. */
export async function freezeStack(
  freeze: StackFreeze,
  stack: Pick<StackState, 'readStop' | 'writeFreeze'>,
): Promise<readonly FrozenLonger[]> {
  if (await stack.writeFreeze(freeze)) return []
  const { frozen } = await stack.readStop()
  // The longer one may have been lifted by now.
  return frozen && frozen.until > freeze.until ? [{ ...frozen, where: 'The whole stack' }] : freezeStack(freeze, stack)
}

/** ` api is frozen until … already, by bob, and that stays.`, with what would end it; empty where none is. */
export function frozenLongerInWords(longer: readonly FrozenLonger[], isStack: boolean): string {
  if (longer.length === 0) return ''
  const shown = longer.slice(0, mostNamed).map(({ where, until, by }) => {
    return `${where} is frozen until ${new Date(until).toISOString()} already, by ${by}`
  })
  const more = longer.length > mostNamed ? `, and ${longer.length - mostNamed} more are` : ''
  return ` ${shown.join('; ')}${more}, and that stays. Only resume ends it earlier; it also lifts ${isStack ? 'a pause' : 'pause and holds'} and lets out what was kept.`
}
