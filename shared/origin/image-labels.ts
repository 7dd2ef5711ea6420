import { tidy } from '../notify/tidy.ts'
import type { Origin } from './origin.ts'
import { sourceIn } from './source-label.ts'

/** Labels of OCI images that say where an image comes from. */
const revisionLabel = 'org.opencontainers.image.revision'
const sourceLabel = 'org.opencontainers.image.source'

const commitId = /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/

/** Before containers: what builds that leave their time out write instead. */
const earliest = Date.parse('2013-01-01T00:00:00Z')

/** How much of a label that cannot be used is repeated. */
const shownCharacters = 60

/** Where an image comes from by its configuration: labels, and when it was built. What a stranger wrote there is checked or refused. */
export function originOf(labels: Readonly<Record<string, unknown>>, created: unknown): Origin {
  const revision = revisionIn(labels[revisionLabel])
  const source = sourceIn(labels[sourceLabel])
  const createdAt = typeof created === 'string' ? Date.parse(created.slice(0, 40)) : Number.NaN
  const refused = [
    ...(revision.kind === 'refused' ? [refusal(revisionLabel, labels[revisionLabel], revision.why)] : []),
    ...(source.kind === 'refused' ? [refusal(sourceLabel, labels[sourceLabel], source.why)] : []),
  ]
  return {
    ...(revision.kind === 'taken' ? { revision: revision.value } : {}),
    ...(source.kind === 'taken' ? { source: source.value } : {}),
    ...(createdAt >= earliest ? { createdAt } : {}),
    ...(refused.length > 0 ? { refused } : {}),
  }
}

/** What became of a label. */
export type Label<T> =
  | { readonly kind: 'taken'; readonly value: T }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly why: string }

function revisionIn(label: unknown): Label<string> {
  if (label === undefined || label === '') return { kind: 'absent' }
  // Dirty trees and branch names come this way too: neither is a commit.
  if (typeof label !== 'string' || !commitId.test(label.toLowerCase()))
    return { kind: 'refused', why: 'it is no id of a commit (7 to 40 hex digits)' }
  return { kind: 'taken', value: label.toLowerCase() }
}

function refusal(label: string, value: unknown, why: string): string {
  const shown = typeof value === 'string' ? tidy(value, shownCharacters) : typeof value
  return `The label ${label} is "${shown}", which is not taken: ${why}.`
}
