import type { Millis } from '../domain/image.ts'
import type { Healed } from '../figures-ports.ts'
import type { Ended } from './ended.ts'
import { runIn, type Undone } from './undone.ts'

/** A time in which a target was broken by a deployment. */
export interface Incident {
  readonly target: string
  /** When the failure was seen: by Longshore, or by the person who asked for the rollback. */
  readonly from: Millis
  /** Absent while it is broken. */
  readonly to?: Millis
  /** The deployment that ended it; absent where the target healed by itself. */
  readonly endedBy?: string
}

/** Something that opens an incident, or ends the one that is open, or both. */
interface Turn {
  readonly at: Millis
  readonly opens?: Millis
  readonly ends: boolean
  readonly by?: string
}

/**
 * The incidents of one target, oldest first. What fails while one is open belongs to it: it goes on until something proven
 * runs again, whatever brought it.
 */
export function incidentsOf(
  target: string,
  ended: readonly Ended[],
  undone: readonly Undone[],
  healed: readonly Healed[],
): Incident[] {
  const mended = healed.map(({ at }): Turn => ({ at, ends: true }))
  const turns = [...ended.flatMap((one) => turnOf(one, undone)), ...mended]
  turns.sort((a, b) => a.at - b.at)
  const incidents: Incident[] = []
  let from: Millis | undefined
  for (const { at, opens, ends, by } of turns) {
    // Whoever asked while another one was open is heard from when that was over.
    if (opens !== undefined) from ??= Math.max(opens, incidents.at(-1)?.to ?? opens)
    if (!ends || from === undefined) continue
    incidents.push({ target, from, to: Math.max(at, from), ...(by === undefined ? {} : { endedBy: by }) })
    from = undefined
  }
  return from === undefined ? incidents : [...incidents, { target, from }]
}

function turnOf(ended: Ended, undone: readonly Undone[]): Turn[] {
  const { came, failedAt, ranNothing, deployment } = ended
  const answers = undone.find(({ by }) => by === ended)
  if (answers && !ranNothing) return [answerTo(answers)]
  const at = deployment.endedAt
  switch (came) {
    case 'taken-back':
      return [{ at, opens: failedAt, ends: true, by: deployment.id }]
    case 'broken':
      return [{ at, opens: failedAt, ends: false }]
    case 'went-back':
    case 'released':
    case 'restarted':
      return [{ at, ends: true, by: deployment.id }]
    case 'nothing':
      return []
  }
}

/** What a person takes back is broken since he asked. It is not mended by going back to itself. */
function answerTo({ change, by: { came, deployment } }: Undone): Turn {
  const { restored, endedAt: at } = deployment
  const isThere = restored !== undefined && runIn(change.deployment.to, restored)
  const ends = came === 'went-back' || (came === 'taken-back' && !isThere)
  return { at, opens: deployment.trigger.at, ends, by: deployment.id }
}
