import * as z from 'zod/mini'
import { type Digest, isDigest } from '../domain/image.ts'

const KnownDigest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value))
const Digests = z.lazy(() => z.record(z.string(), KnownDigest))

const Problem = z.lazy(() =>
  z.object({
    kind: z.literal('problem'),
    cause: z.enum(['throttled', 'unavailable', 'gone', 'denied', 'unsupported', 'invalid']),
    message: z.string(),
  }),
)

const Evidence = z.lazy(() =>
  z.object({
    task: z.string(),
    rollout: z.string(),
    at: z.number(),
    reason: z.string(),
    conclusive: z.boolean(),
  }),
)

const Rollout = z.lazy(() =>
  z.object({
    id: z.string(),
    carrier: z.string(),
    leading: z.boolean(),
    state: z.enum([
      'in-progress',
      'completed',
      'failed',
      'stopped',
      'rolling-back',
      'rolled-back',
      'rollback-failed',
      'unsupported',
    ]),
    createdAt: z.number(),
    desired: z.number(),
    running: z.number(),
    pending: z.number(),
    failed: z.number(),
    healthy: z.exactOptional(z.number()),
    digests: z.exactOptional(Digests),
    madeBy: z.exactOptional(z.string()),
    reason: z.exactOptional(z.string()),
    stage: z.exactOptional(z.string()),
    staysMs: z.exactOptional(z.number()),
    next: z.exactOptional(
      z.object({ what: z.string(), afterMs: z.number(), approval: z.exactOptional(z.literal(true)) }),
    ),
  }),
)

const PlatformView = z.lazy(() =>
  z.object({
    kind: z.literal('seen'),
    at: z.number(),
    desired: z.number(),
    rollouts: z.array(Rollout),
    evidence: z.exactOptional(z.array(Evidence)),
    messages: z.array(z.string()),
    manifests: z.exactOptional(z.record(z.string(), z.array(KnownDigest))),
  }),
)

const SeenRegistry = z.lazy(() =>
  z.object({
    kind: z.literal('seen'),
    at: z.number(),
    newest: z.record(z.string(), z.nullable(z.object({ tag: z.string(), digest: KnownDigest, pushedAt: z.number() }))),
  }),
)

/** What a nudge carries of what the tick saw. Built when the first one does: most nudges carry nothing. */
export const Seen = z.lazy(() =>
  z.object({
    platform: z.exactOptional(z.discriminatedUnion('kind', [PlatformView, Problem])),
    registry: z.exactOptional(SeenRegistry),
  }),
)
