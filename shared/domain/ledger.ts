import { isHeld } from './hold.ts'
import { type Digest, digestsOf, sameDigests } from './image.ts'
import type { LedgerEntry, Release, TargetRecord } from './record.ts'
import { releaseKey, sameRelease } from './release.ts'

/** Most entries a ledger keeps. */
const ledgerBound = 20

/** The newest proven release: what the target is to run when nothing is being rolled out. */
export function stableOf(record: TargetRecord): LedgerEntry | undefined {
  return record.ledger[0]
}

/** Puts a release on top of the ledger; one that is there already moves up. */
export function withProven(record: TargetRecord, entry: LedgerEntry): TargetRecord {
  const others = record.ledger.filter((other) => releaseKey(other.release) !== releaseKey(entry.release))
  return { ...record, ledger: [entry, ...others].slice(0, ledgerBound) }
}

/** Ledger entries to go back to from a release, newest first: other images, and not held. */
export function waysBack(record: TargetRecord, from: Release): LedgerEntry[] {
  return record.ledger.filter(
    (entry) => !sameRelease(entry.release, from, record.manifests) && !isHeld(record, entry.release),
  )
}

/** Whether images are part of a release that the target may go back to, or rests on: a hold on them would forbid that too. */
export function isKnownHere({ ledger, settledOn, manifests }: TargetRecord, { images }: Release): boolean {
  const releases = [...ledger.map(({ release }) => release), ...(settledOn ? [settledOn] : [])]
  return releases.some((release) => sameDigests(digestsOf(images), digestsOf(release.images), manifests))
}

/** Every image that a release of the ledger runs. */
export function ledgerImages({ ledger }: TargetRecord): readonly Digest[] {
  return [...new Set(ledger.flatMap(({ release }) => Object.values(digestsOf(release.images))))]
}
