import type { Millis } from './image.ts'
import { isProblem, type Observation } from './observation.ts'
import type { Proof, ProofSight, ProofStanding } from './proof.ts'
import type { Deployment } from './record.ts'
import { noted } from './timeline.ts'

/** How long at least between two looks at a proof. */
const proofPauseMs = 15_000

/** Longest words of evidence that are kept. */
const wordsBound = 300

/** Proofs that were not looked at for a while. */
export function proofsDue({ policy, proofs: seen }: Deployment, now: Millis): readonly Proof[] {
  return (policy.proofs ?? []).filter((proof) => {
    const standing = standingOf(proof, seen)
    return !standing || now - standing.at >= proofPauseMs
  })
}

function standingOf({ name }: Proof, seen: Deployment['proofs']): ProofStanding | undefined {
  return seen?.find((standing) => standing.name === name)
}

/** Takes in what looks came to, each look once. Noted is what failed, held again, or could not be told once the release has baked. */
export function withLooks(
  deployment: Deployment,
  looks: Observation['proofs'],
  { now, until }: { readonly now: Millis; readonly until: Millis },
): Deployment {
  if (!looks) return deployment
  let next = deployment
  for (const proof of deployment.policy.proofs ?? []) {
    const sight = isProblem(looks)
      ? { name: proof.name, at: now, verdict: 'unknown' as const, words: looks.message }
      : looks.find(({ name }) => name === proof.name)
    if (sight) next = withLook(next, proof, sight, until)
  }
  return next
}

function withLook(deployment: Deployment, proof: Proof, sight: ProofSight, until: Millis): Deployment {
  const before = standingOf(proof, deployment.proofs)
  if (before && sight.at <= before.at) return deployment
  const words = sight.words.slice(0, wordsBound)
  const standing: ProofStanding = { ...sight, words, failures: failuresInARow(before, sight) }
  const others = (deployment.proofs ?? []).filter(({ name }) => name !== proof.name)
  const next = { ...deployment, proofs: [...others, standing] }
  return isNews(standing, before, until) ? noted(next, sight.at, evidenceOf(standing), 'seen') : next
}

function isNews({ verdict, failures, at }: ProofStanding, before: ProofStanding | undefined, until: Millis): boolean {
  switch (verdict) {
    case 'failed':
      return failures === 1
    case 'passed':
      return (before?.failures ?? 0) > 0
    case 'unknown':
      return at >= until && !(before?.verdict === 'unknown' && before.at >= until)
  }
}

/** A look that could tell nothing says neither that it is well again nor that it is still broken. */
function failuresInARow(before: ProofStanding | undefined, { verdict }: ProofSight): number {
  if (verdict === 'passed') return 0
  return (before?.failures ?? 0) + (verdict === 'failed' ? 1 : 0)
}

/** What proofs say of a release that has baked until `until`. */
export type Judgement =
  /** Every one holds, at a look after the bake time. */
  | { readonly kind: 'holds' }
  /** So many looks in a row failed that the release is condemned. */
  | { readonly kind: 'condemned'; readonly reasons: readonly string[] }
  | { readonly kind: 'open'; readonly open: readonly Open[] }

/** What does not hold, or was not looked at since the bake time. */
export interface Open {
  readonly why: string
  /** It could not be told, and the policy says to pass it over then. */
  readonly passesOver: boolean
  /** It failed at its last look: how many more such looks condemn. 0: it could not be told. */
  readonly looksLeft: number
}

/** Judges the proofs of a deployment by their last looks. */
export function judged({ policy, proofs: seen }: Deployment, until: Millis): Judgement {
  const { proofs = [] } = policy
  const condemned = proofs.flatMap((proof) => condemning(proof, standingOf(proof, seen)))
  if (condemned.length > 0) return { kind: 'condemned', reasons: condemned }
  const open = proofs.flatMap((proof) => openOf(proof, standingOf(proof, seen), until))
  return open.length > 0 ? { kind: 'open', open } : { kind: 'holds' }
}

function condemning({ name, failures }: Proof, standing: ProofStanding | undefined): string[] {
  if (standing?.verdict !== 'failed' || standing.failures < failures) return []
  const often = standing.failures > 1 ? ` (${standing.failures} looks in a row)` : ''
  return [`${name}: ${standing.words}${often}`]
}

function openOf(proof: Proof, standing: ProofStanding | undefined, until: Millis): Open[] {
  const { name, whenUnknown } = proof
  const untold = { passesOver: false, looksLeft: 0 }
  if (!standing) return [{ ...untold, why: `${name} was not looked at yet` }]
  const { verdict, words, at, failures } = standing
  const why = evidenceOf(standing)
  if (verdict === 'failed') return [{ why, passesOver: false, looksLeft: proof.failures - failures }]
  if (verdict === 'unknown') return [{ ...untold, why, passesOver: whenUnknown === 'pass' }]
  return at < until ? [{ ...untold, why: `${name} held before the end of the bake time: ${words}` }] : []
}

/** The next look that a deployment can have. */
export function nextLookAt({ proofs = [] }: Deployment): Millis | undefined {
  const [first, ...rest] = proofs.map(({ at }) => at + proofPauseMs)
  return first === undefined ? undefined : Math.min(first, ...rest)
}

const inWords = { passed: '', failed: ' failed', unknown: ' could not be told' } as const

function evidenceOf({ name, verdict, words }: ProofSight): string {
  return `${name}${inWords[verdict]}: ${words}`
}

/** What did not hold at its last look, in few words that stay the same while it does not. */
export function doubtsAbout({ proofs = [] }: Deployment): readonly string[] {
  return proofs.filter(({ verdict }) => verdict !== 'passed').map(({ name, verdict }) => `${name}${inWords[verdict]}`)
}

/** The deployment with the last evidence of every proof in its timeline. What still fails stands there since its first failing look. */
export function withEvidenceNoted(deployment: Deployment, kind: 'proven' | 'seen'): Deployment {
  let next = deployment
  for (const standing of deployment.proofs ?? []) {
    const what = evidenceOf(standing)
    const last = deployment.timeline.findLast((entry) => isEvidenceOf(standing, entry.what))
    const isNoted = last?.what === what && (last.at === standing.at || standing.verdict !== 'passed')
    if (!isNoted) next = noted(next, standing.at, what, kind)
  }
  return next
}

function isEvidenceOf({ name }: ProofStanding, what: string): boolean {
  return Object.values(inWords).some((word) => what.startsWith(`${name}${word}: `))
}

const passedOver = 'passed over: '

/** Most of what was passed over that an outcome names. */
const namedPassedOver = 3

/** The deployment with what is passed over in its timeline. */
export function withPassedOver(deployment: Deployment, open: readonly Open[], now: Millis): Deployment {
  return open.reduce((before, { why }) => noted(before, now, `${passedOver}${why}`, 'proven'), deployment)
}

/** What a success rests on, as people are told. */
export function provenInWords({ timeline }: Deployment): string {
  const over = timeline.filter(({ what, kind }) => kind === 'proven' && what.startsWith(passedOver))
  const named = over.slice(0, namedPassedOver).map(({ what }) => what)
  const more = over.length > named.length ? [`and ${over.length - named.length} more`] : []
  return ['rolled out and proven', ...named, ...more].join('; ')
}
