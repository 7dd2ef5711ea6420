import type { DocumentImage } from '../notify/document-schema.ts'
import { nameOfSource, type Origin, type Source, type Unreadable } from './origin.ts'
import { revisionInTag } from './revision-in-tag.ts'

/** What the configuration says about repositories of source code. */
export interface Sources {
  /** The host that is asked: labels that name another say nothing to it. */
  readonly host: string
  /** By URI of the image repository: where its code is, whatever labels say. */
  readonly repositories: Readonly<Record<string, Pick<Source, 'owner' | 'name'>>>
  /** Whose repositories labels may name; anybody's when empty. */
  readonly owners: readonly string[]
}

/** The commit an image was built from, or why nobody knows. */
export type WhereFrom =
  | {
      readonly kind: 'known'
      readonly source: Pick<Source, 'owner' | 'name'>
      readonly revision: string
      /** Whether nothing but a label names the repository: an image has the labels of the image it is built on, too. */
      readonly byLabel: boolean
    }
  | { readonly kind: 'nameless'; readonly why: string }
  | { readonly kind: 'unreadable'; readonly why: string }

/** Puts together what an image's labels, its tag and the configuration say. The configuration is believed over labels. */
export function whereFrom(image: DocumentImage, seen: Origin | Unreadable, sources: Sources): WhereFrom {
  const unread = 'unreadable' in seen ? seen.unreadable : undefined
  const origin: Origin = 'unreadable' in seen ? {} : seen
  const source = sourceOf(image, origin, sources)
  const revision = origin.revision ?? revisionInTag(image.tag)
  if (source.kind === 'known' && revision !== undefined) return { ...source, revision }
  if (unread !== undefined) return { kind: 'unreadable', why: `Its labels cannot be read. ${unread}` }
  const why = source.kind === 'unknown' ? source.why : 'Neither a label nor its tag names the commit it was built from.'
  return { kind: 'nameless', why: [...(origin.refused ?? []), why].join(' ') }
}

type Found =
  | { readonly kind: 'known'; readonly source: Pick<Source, 'owner' | 'name'>; readonly byLabel: boolean }
  | { readonly kind: 'unknown'; readonly why: string }

function sourceOf({ repository }: DocumentImage, { source: labelled }: Origin, sources: Sources): Found {
  const configured = Object.hasOwn(sources.repositories, repository) ? sources.repositories[repository] : undefined
  if (configured) {
    // An image of other code under this name: neither may be told as the other.
    if (labelled && (labelled.host !== sources.host || !isSame(labelled, configured)))
      return unknown(
        `Its label names ${labelled.host}/${nameOfSource(labelled)}, but longshore.yml says ${nameOfSource(configured)}.`,
      )
    return { kind: 'known', source: configured, byLabel: false }
  }
  if (!labelled) return unknown('No label and no entry of github.repositories says where its code is.')
  if (labelled.host !== sources.host) return unknown(`Its code is on ${labelled.host}, not on ${sources.host}.`)
  if (sources.owners.length > 0 && !sources.owners.includes(labelled.owner.toLowerCase()))
    return unknown(`Its label names a repository of ${labelled.owner}, which github.owners does not list.`)
  return { kind: 'known', source: labelled, byLabel: true }
}

function isSame(a: Pick<Source, 'owner' | 'name'>, b: Pick<Source, 'owner' | 'name'>): boolean {
  return nameOfSource(a).toLowerCase() === nameOfSource(b).toLowerCase()
}

function unknown(why: string): Found {
  return { kind: 'unknown', why }
}
