import type { Deployment, Entry } from '../answers.ts'
import type { Context } from '../context.ts'
import { clean } from '../show/clean.ts'
import { outcomeColour } from '../show/outcome-colour.ts'
import { imagesInWords } from '../show/shown-images.ts'
import { timelineLines } from '../show/timeline-lines.ts'

/** Tells what is new, once: lines for people, a JSON object each for machines. */
export interface Telling {
  entries(id: string, timeline: readonly Entry[]): void
  /** What it waits for; the same words in a row once. */
  waits(about: { readonly id?: string; readonly words: string }): void
  ended(told: Deployment, code: number): void
  /** The watch is over without an outcome. */
  over(
    kind: 'not-deployed' | 'timed-out' | 'interrupted' | 'runs-already' | 'not-answered',
    words: string,
    code: number,
  ): void
}

export function telling({ terminal, json }: Pick<Context, 'terminal' | 'json'>): Telling {
  const told = new Set<string>()
  let last = ''
  const say = (document: object, words: string) => terminal.print(json ? JSON.stringify(document) : words)
  return {
    entries(id, timeline) {
      for (const entry of timeline) {
        const key = `${id} ${entry.at} ${entry.what}`
        if (told.has(key)) continue
        told.add(key)
        const { kind: sort, ...rest } = entry
        const document = { kind: 'entry', deployment: id, ...rest, ...(sort === undefined ? {} : { sort }) }
        say(document, timelineLines([entry]).join(''))
      }
    },
    waits({ id, words }) {
      if (words === last) return
      last = words
      const about = { kind: 'waits', ...(id === undefined ? {} : { deployment: id }), words }
      if (json) terminal.print(JSON.stringify(about))
      else terminal.complain(clean(words))
    },
    ended(deployment, code) {
      const { outcome = 'ended', reason = '', timeWent } = deployment
      const { timeline: _told, ...document } = deployment
      const spent = timeWent === undefined || timeWent === '' ? '' : ` (${timeWent})`
      const what = `${outcome}: ${imagesInWords(deployment.images)}: ${reason}${spent}`
      say({ kind: 'ended', code, ...document }, terminal.paint(outcomeColour(outcome), clean(what)))
    },
    over(kind, words, code) {
      if (json) terminal.print(JSON.stringify({ kind, code, words }))
      else terminal.complain(clean(words))
    },
  }
}
