import { type Digest, isDigest } from '../domain/image.ts'
import type { TargetRecord } from '../domain/record.ts'
import type { Use } from './facts.ts'
import { canonicalRepository } from './image-reference.ts'

/** What a target's record, or a fact that waits for it, names. */
export interface NamedByRecord {
  readonly target: string
  readonly digests: readonly { readonly digest: Digest; readonly use: Use }[]
  /** Task definitions that may be brought back or are being rolled out: beside the configured containers they have others. */
  readonly carriers: readonly string[]
  /** Full URIs of the repositories it names. */
  readonly repositories: readonly string[]
  /** Absent for facts. */
  readonly record?: TargetRecord
}

const uses: Readonly<Partial<Record<keyof TargetRecord, Use>>> = {
  ledger: 'ledger',
  state: 'deployment',
  pending: 'deployment',
  mark: 'mark',
}

/**
 * What needs no image: releases that failed are not to come back, messages only tell of images, and which index holds what the
 * registry says itself.
 */
const needless: readonly string[] = ['holds', 'outbox', 'telling', 'manifests', 'folded']

/** What a record keeps to tell its own rollouts from others': nothing is brought back by it. */
const memories: readonly string[] = ['ours', 'called']

/**
 * Every digest of a record counts, wherever it stands, but for what is listed above: what a later Longshore remembers besides is
 * then needed too.
 */
export function namedByRecord(record: TargetRecord): NamedByRecord {
  const parts = Object.entries(record).filter(([key]) => !needless.includes(key))
  const living = parts.filter(([key]) => !memories.includes(key)).map(([, part]) => part)
  return {
    target: record.target,
    digests: parts.flatMap(([key, part]) => {
      const use = useOf(key)
      return digestsIn(part).map((digest) => ({ digest, use }))
    }),
    carriers: namesIn(living, carrier),
    repositories: repositoriesIn(living),
    record,
  }
}

function useOf(key: string): Use {
  return Object.entries(uses).find(([known]) => known === key)?.[1] ?? 'record'
}

/** What a fact names that waits to be folded: a push, or what a person asked for. */
export function namedByFact(target: string, fact: unknown): NamedByRecord {
  const digests = digestsIn(fact).map((digest) => ({ digest, use: 'deployment' as const }))
  return { target, digests, carriers: [], repositories: repositoriesIn(fact) }
}

const digest = /sha256:[0-9a-f]{64}/g
const carrier = /arn:[a-z-]+:ecs:[a-z0-9-]*:\d{12}:task-definition\/[\w-]+:\d+/g
const repository = /\d{12}\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.[a-z0-9.-]+\/[a-z0-9._/-]+/g

function digestsIn(part: unknown): Digest[] {
  return namesIn(part, digest).filter(isDigest)
}

/** A release names the repository, and the digest for itself. */
function repositoriesIn(part: unknown): string[] {
  return [...new Set(namesIn(part, repository).map(canonicalRepository))]
}

function namesIn(part: unknown, pattern: RegExp): string[] {
  return [...new Set((JSON.stringify(part) ?? '').match(pattern))]
}
