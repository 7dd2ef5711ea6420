import { shortDigest } from '../domain/image.ts'
import type { AnnouncementDocument, DocumentImage, DocumentImages, OutcomeDocument } from './document-schema.ts'

/** `v1.2.3`, or the first digits of the digest of an image that nobody named. */
function nameOf(image: DocumentImage): string {
  return image.tag || shortDigest(image.digest)
}

/** `v1.2.3 (7f5b2640fe6f)`; `algorithm` is put before the digits. */
export function fullNameOf(image: DocumentImage, algorithm = ''): string {
  const digits = `(${algorithm}${shortDigest(image.digest)})`
  return image.tag ? `${image.tag} ${digits}` : digits
}

/** The images a document is about: those that change; all of them if none does. */
export function subjectImages(document: AnnouncementDocument): DocumentImages {
  if (document.kind === 'notice') return document.images ?? {}
  return only(document.deployment.to, document.deployment.changed)
}

/** The images of some containers; all of them if the containers are none of theirs. */
export function only(images: DocumentImages, containers: readonly string[]): DocumentImages {
  const some = Object.entries(images).filter(([container]) => containers.includes(container))
  return some.length > 0 ? Object.fromEntries(some) : images
}

/** What a container ran before, if that was another image. */
export function imageBefore(
  container: string,
  image: DocumentImage,
  from: DocumentImages | undefined,
): DocumentImage | undefined {
  const before = from && Object.hasOwn(from, container) ? from[container] : undefined
  return before?.digest === image.digest ? undefined : before
}

/** `v1.2.3`, `v1.2.3 and stable`, `v1.2.3 and 2 more`; `the release` when there are no images. */
export function namesOf(images: DocumentImages): string {
  const names = [...new Set(Object.values(images).map(nameOf))]
  const [first = 'the release', second] = names
  if (second === undefined) return first
  return names.length === 2 ? `${first} and ${second}` : `${first} and ${names.length - 1} more`
}

/** `3 min 12 s`: two units at most. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3_600) % 24,
    Math.floor(whole / 60) % 60,
  ]
  if (days > 0) return `${days} d ${hours} h`
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`
}

/** `pushed`, `redeploy by alice`, `pushed, approved by bob`: what started a deployment, and who let it begin. */
export function triggerOf({
  deployment,
}: {
  readonly deployment: Pick<OutcomeDocument['deployment'], 'trigger'>
}): string {
  const { kind, by, from, approvedBy, override } = deployment.trigger
  const what = from === undefined ? (triggers.get(kind) ?? kind) : `promoted from ${from}`
  return [
    by ? `${what} by ${by}` : what,
    ...(approvedBy === undefined ? [] : [`approved by ${approvedBy}`]),
    ...(override === undefined ? [] : [`in spite of a freeze (${override})`]),
  ].join(', ')
}

const triggers: ReadonlyMap<string, string> = new Map([
  ['push', 'pushed'],
  ['sweep', 'found in the registry'],
  ['repair', 'repair of a stale write'],
])

/** Why, in as few words as there are: what failed, most telling first, else the reason. */
export function whyOf(document: AnnouncementDocument): string {
  const failures = document.kind === 'outcome' ? document.deployment.failures : []
  return failures.length > 0 ? failures.join('; ') : document.reason
}

/** What the outcome adds to why it failed: that there was nothing to go back to, that going back failed too. */
export function outcomeReasonOf(document: AnnouncementDocument): string | undefined {
  if (document.kind === 'notice') return undefined
  const { failures } = document.deployment
  return failures.length === 0 || failures.includes(document.reason) ? undefined : document.reason
}
