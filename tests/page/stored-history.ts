import type { Sandbox } from '../../sandbox/start-sandbox.ts'
import type { Outcome, OutcomeAnnouncement } from '../../shared/domain/announcement.ts'
import { deploymentIdOf } from '../../shared/domain/deployment-id.ts'
import type { Millis } from '../../shared/domain/image.ts'
import { anEnded } from './pages.ts'

/** An ended deployment that was triggered at a time and took three minutes. */
export function endedAt(at: Millis, target: string, outcome: Outcome = 'succeeded'): OutcomeAnnouncement {
  const id = deploymentIdOf(at, target, `push:${at}`)
  const failures = outcome === 'rolled-back' ? ['container app exited with code 1'] : []
  return anEnded(id, target, outcome, {
    ...{ failures, trigger: { kind: 'push', at }, startedAt: at, endedAt: at + 180_000 },
    timeline: [
      { at, what: 'image pushed', kind: 'pushed' },
      { at, what: 'started', kind: 'decided' },
      { at: at + 120_000, what: 'rolled out', kind: 'seen' },
      { at: at + 180_000, what: 'succeeded: rolled out and proven', kind: 'told' },
    ],
  })
}

/** Puts ended deployments where the history is. */
export async function storeHistory(
  { dynamodb }: Pick<Sandbox, 'dynamodb'>,
  table: string,
  all: readonly OutcomeAnnouncement[],
): Promise<void> {
  for (let first = 0; first < all.length; first += 25) {
    const requests = all.slice(first, first + 25).map((one) => ({ PutRequest: { Item: itemOf(one) } }))
    await dynamodb.call('BatchWriteItem', { RequestItems: { [table]: requests } })
  }
}

export function itemOf(outcome: OutcomeAnnouncement, body = JSON.stringify(outcome)) {
  const { target, deployment } = outcome
  return {
    pk: { S: `history#${target}` },
    sk: { S: deployment.id },
    body: { S: body },
    outcome: { S: outcome.outcome },
    expiresAt: { N: '4000000000' },
  }
}
