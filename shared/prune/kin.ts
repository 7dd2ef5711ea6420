import { type Digest, isDigest } from '../domain/image.ts'
import type { StoredImage } from './facts.ts'

/** How the images of one repository belong together. Only what the repository holds is named. */
export interface Kin {
  /** The indexes that list an image. */
  readonly listedBy: (digest: Digest) => readonly Digest[]
  /** What an index lists. */
  readonly listsOf: (digest: Digest) => readonly Digest[]
  /** Signatures, SBOMs and the like of an image. */
  readonly saidAbout: (digest: Digest) => readonly Digest[]
  /** What such a one is about. */
  readonly isAbout: (digest: Digest) => readonly Digest[]
}

/** `sha256-7f5b….sig`: how signatures and SBOMs are attached where a registry knows no referrers. */
const referrerTag = /^sha256-([0-9a-f]{64})(?:\.[a-z0-9.]+)?$/

export function kinOf(images: readonly StoredImage[]): Kin {
  const held = new Set(images.map(({ digest }) => digest))
  const listsOf = relation(images, held, ({ lists }) => lists)
  const isAbout = relation(images, held, aboutOf)
  return { listsOf, isAbout, listedBy: turned(listsOf, held), saidAbout: turned(isAbout, held) }
}

/** Stands for itself: somebody named it, or it is part of nothing that the repository holds. */
export function isRoot({ digest, tags }: StoredImage, kin: Kin): boolean {
  if (tags.some((tag) => !referrerTag.test(tag))) return true
  return kin.listedBy(digest).length === 0 && kin.isAbout(digest).length === 0
}

/** An image with a name of its own is not only a signature, whatever other tag it has. */
function aboutOf({ about, tags }: StoredImage): readonly Digest[] {
  if (tags.some((tag) => !referrerTag.test(tag))) return about
  const named = tags.map((tag) => `sha256:${referrerTag.exec(tag)?.[1] ?? ''}`).filter(isDigest)
  return [...about, ...named]
}

type Relation = (digest: Digest) => readonly Digest[]

function relation(
  images: readonly StoredImage[],
  held: ReadonlySet<Digest>,
  others: (image: StoredImage) => readonly Digest[],
): Relation {
  const known = new Map(
    images.map((image) => [
      image.digest,
      [...new Set(others(image))].filter((one) => held.has(one) && one !== image.digest),
    ]),
  )
  return (digest) => known.get(digest) ?? []
}

function turned(of: Relation, held: ReadonlySet<Digest>): Relation {
  const back = new Map<Digest, Digest[]>()
  for (const from of held) {
    for (const to of of(from)) back.set(to, [...(back.get(to) ?? []), from])
  }
  return (digest) => back.get(digest) ?? []
}
