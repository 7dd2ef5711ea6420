/** Epoch milliseconds. */
export type Millis = number

/** The only identity of an image: `sha256:` and 64 hexadecimal digits. */
export type Digest = `sha256:${string}`

/** The name of a configured container of a target (`app`). */
export type ContainerName = string

/** An image as somebody named it. `repository` is the full URI without tag (`<account>.dkr.ecr.<region>.amazonaws.com/team/api`). */
export interface Image {
  readonly repository: string
  readonly digest: Digest
  /** What people call it; never used to decide what runs. */
  readonly tag?: string
}

/** One image per configured container. */
export type Images = Readonly<Record<ContainerName, Image>>

/** One digest per configured container. */
export type Digests = Readonly<Record<ContainerName, Digest>>

/** Child manifests of the image indexes met so far: an index and its children count as equal. */
export type Manifests = Readonly<Record<Digest, readonly Digest[]>>

/** Tells whether a text is a digest. */
export function isDigest(text: string): text is Digest {
  return /^sha256:[0-9a-f]{64}$/.test(text)
}

/** Whether two digests are the same image: equal, or one is an index that lists the other. */
export function sameDigest(a: Digest, b: Digest, manifests: Manifests): boolean {
  return a === b || (manifests[a]?.includes(b) ?? false) || (manifests[b]?.includes(a) ?? false)
}

/** Whether every container of `wanted` runs the same image in `running`. False when a container is missing there. */
export function sameDigests(wanted: Digests, running: Digests | undefined, manifests: Manifests): boolean {
  if (!running) return false
  return Object.entries(wanted).every(([container, digest]) => {
    const other = running[container]
    return other !== undefined && sameDigest(digest, other, manifests)
  })
}

/** The digests of a set of images. */
export function digestsOf(images: Images): Digests {
  return Object.fromEntries(Object.entries(images).map(([container, image]) => [container, image.digest]))
}

/** The containers whose image differs from `from` (all of them when nothing ran before). */
export function changedContainers(to: Images, from: Images | undefined, manifests: Manifests): ContainerName[] {
  return Object.entries(to)
    .filter(([container, image]) => {
      const before = from?.[container]
      return !before || !sameDigest(image.digest, before.digest, manifests)
    })
    .map(([container]) => container)
}

/** `sha256:7f5b2640fe6f…` as people read it: the first twelve digits. */
export function shortDigest(digest: Digest): string {
  return digest.slice('sha256:'.length, 'sha256:'.length + 12)
}
