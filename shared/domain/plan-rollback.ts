import { whyIncomplete } from './configured.ts'
import { holdOn } from './hold.ts'
import { type Digest, type Digests, digestsOf, type Images, sameDigests, shortDigest } from './image.ts'
import { type Candidate, isProblem, type PlatformView, passesByItself } from './observation.ts'
import type { Plan } from './plan.ts'
import type { Policy } from './policy.ts'
import type { LedgerEntry, Pending, TargetRecord } from './record.ts'
import { releaseKey } from './release.ts'
import type { Context } from './step.ts'
import { underWay } from './under-way.ts'

/** Where a person's rollback leads: the newest usable entry that does not run, or the one named. */
export function planRollback(
  record: TargetRecord,
  pending: Pending,
  to: Digest | undefined,
  view: PlatformView,
  { observation, policy }: Context,
): Plan {
  const wanted = waysTo(record, pending, to, view)
  if (wanted.length === 0) return { kind: 'refused', reason: nothingToGoBackTo(record, to) }
  const { candidates, registry } = observation
  if (!candidates && isProblem(registry))
    return { kind: passesByItself(registry) ? 'trouble' : 'refused', reason: registry.message }
  return newestUsable(record, wanted, candidates ?? [], policy)
}

/** Why a rollback leads nowhere, whatever the registry still has. Undefined where it may lead somewhere. */
export function whyNoWayBack(
  record: TargetRecord,
  pending: Pending,
  to: Digest | undefined,
  view: PlatformView,
): string | undefined {
  return waysTo(record, pending, to, view).length === 0 ? nothingToGoBackTo(record, to) : undefined
}

function waysTo(
  record: TargetRecord,
  pending: Pending,
  to: Digest | undefined,
  view: PlatformView,
): readonly LedgerEntry[] {
  const running = whatRuns(record, pending, view)
  return record.ledger.filter((entry) =>
    to ? holds(entry, to) : !runs(entry, running, record) && !holdOn(record, entry.release),
  )
}

function whatRuns(record: TargetRecord, pending: Pending, view: PlatformView): Digests | undefined {
  const coming = underWay(record, pending)
  return coming ? digestsOf(coming.images) : view.rollouts.find((rollout) => rollout.leading)?.digests
}

function runs({ release }: LedgerEntry, running: Digests | undefined, { manifests }: TargetRecord): boolean {
  return sameDigests(digestsOf(release.images), running, manifests)
}

function newestUsable(
  record: TargetRecord,
  wanted: readonly LedgerEntry[],
  candidates: readonly Candidate[],
  policy: Policy,
): Plan {
  const whys: string[] = []
  for (const { release } of wanted) {
    const unknown = whyIncomplete(release, policy)
    const checked = candidates.find((candidate) => candidate.release === releaseKey(release))
    if (!unknown && !checked) return { kind: 'look', reason: 'which releases can be gone back to is not known yet' }
    if (!unknown && checked?.usable) return { kind: 'goal', goal: release, force: false }
    whys.push(unknown ?? checked?.why ?? `the release ${releaseKey(release)} is not usable`)
  }
  return {
    kind: 'refused',
    reason: `cannot roll back: ${[...new Set(whys)].join('; ')}${stillThere(record, candidates, policy)}`,
  }
}

/** Of the whole ledger, what there is instead. */
function stillThere({ ledger }: TargetRecord, candidates: readonly Candidate[], policy: Policy): string {
  const there = candidates.filter(({ usable }) => usable).map((candidate) => candidate.release)
  const usable = ledger.filter(({ release }) => there.includes(releaseKey(release)) && !whyIncomplete(release, policy))
  if (usable.length === 0) return ''
  const names = usable.map(({ release: { images } }) => namesIn(images))
  return `; of the ledger these have their images left: ${names.join(', ')}`
}

function namesIn(images: Images): string {
  return Object.values(images)
    .map(({ tag, digest }) => `${tag ?? 'untagged'} (${shortDigest(digest)})`)
    .join(' + ')
}

function holds(entry: LedgerEntry, digest: string): boolean {
  return Object.values(entry.release.images).some((image) => image.digest === digest)
}

function nothingToGoBackTo(record: TargetRecord, to: string | undefined): string {
  if (!to) return 'cannot roll back: the ledger holds no other proven release'
  const there = record.ledger.flatMap((entry) => Object.values(entry.release.images))
  const names = there.map((image) => `${image.tag ?? 'untagged'} (${shortDigest(image.digest)})`)
  return `cannot roll back: ${to} is not in the ledger, which holds ${names.join(', ') || 'nothing'}`
}
