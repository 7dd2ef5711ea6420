import type { Facts } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { definitionOf, eachTarget, thingOf } from './by-target.ts'

/** No other Longshore deploys to the same service. */
export function nobodyElseOwnsIt(facts: Facts): Finding[] {
  return eachTarget(facts, (looked) => {
    const owner = definitionOf(looked)?.stack
    if (owner === undefined || owner === facts.config.stack) return []
    return [
      {
        ...{ check: 'ownership', severity: 'error', target: looked.name },
        what: `What the ${thingOf(looked.config)} runs was deployed by another Longshore, the stack ${owner}.`,
        why: `Two stacks would take each other's releases for a usurper's: each undoes what the other deploys, or waits for a person.`,
        mend: `Take the target out of the longshore.yml of ${owner}, or of this one. If it is out of that one already, the next deployment of this stack ends this finding.`,
      },
    ]
  })
}
