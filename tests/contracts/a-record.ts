import type { OutcomeAnnouncement } from '../../shared/domain/announcement.ts'
import type { Fact } from '../../shared/domain/fact.ts'
import type { Digest } from '../../shared/domain/image.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'

const digest: Digest = `sha256:${'a'.repeat(64)}`
const repository = '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api'

export function aRecord(more: Partial<TargetRecord> = {}): TargetRecord {
  return {
    version: 1,
    target: 'api',
    state: { name: 'idle' },
    mark: { app: { tag: 'v1', digest, pushedAt: 1 } },
    ledger: [{ release: { images: { app: { repository, digest } }, carrier: 'api:1' }, origin: 'found', at: 1 }],
    holds: [],
    outbox: [],
    folded: [],
    ours: [],
    manifests: {},
    ...more,
  }
}

/** One fact of every kind: a kind that is added without being stored rightly does not compile, or fails the suite. */
export const everyFact: Readonly<Record<Fact['kind'], Fact>> = {
  push: { kind: 'push', id: 'f1', at: 10, repository, tag: 'v1', digest },
  redeploy: { kind: 'redeploy', id: 'f2', at: 20, by: 'ann', deploymentId: 'd2', image: { repository, digest } },
  rollback: { kind: 'rollback', id: 'f3', at: 30, by: 'ann', deploymentId: 'd3', to: digest, from: 'd2' },
  promote: {
    ...{ kind: 'promote', id: 'f8', at: 35, by: 'ann', deploymentId: 'd5', from: 'api-staging', override: 'outage' },
    images: { app: { repository, digest, tag: 'v1' } },
  },
  stop: { kind: 'stop', id: 'f4', at: 40, by: 'bob', reason: 'audit' },
  approve: { kind: 'approve', id: 'f7', at: 45, by: 'ann', deploymentId: 'd4', stage: 'here' },
  reject: { kind: 'reject', id: 'f9', at: 46, by: 'bob', deploymentId: 'd4', reason: 'not today' },
  cancel: { kind: 'cancel', id: 'f10', at: 47, by: 'bob', deploymentId: 'd4', reason: 'not today' },
  freeze: { kind: 'freeze', id: 'f11', at: 48, by: 'bob', until: 4_000, reason: 'sale' },
  resume: { kind: 'resume', id: 'f5', at: 50, by: 'bob' },
  'task-stopped': {
    ...{ kind: 'task-stopped', id: 'f6', at: 60 },
    evidence: { task: 't', rollout: 'r', at: 60, reason: 'container app exited with code 1', conclusive: true },
  },
}

export function anOutcome(id: string, target = 'api'): OutcomeAnnouncement {
  return {
    kind: 'outcome',
    id: `${id}/outcome`,
    target,
    at: 2_000,
    reason: 'proven',
    outcome: 'succeeded',
    deployment: {
      ...{ id, startedAt: 1_000, endedAt: 2_000, changed: ['app'], failures: [], carrier: 'api:2' },
      trigger: { kind: 'push', at: 900 },
      to: { app: { repository, digest, tag: 'v2' } },
      timeline: [{ at: 1_000, what: 'started' }],
    },
  }
}
