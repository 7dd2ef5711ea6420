import type {
  AnnouncedImage,
  DeploymentSummary,
  NoticeAnnouncement,
  Outcome,
  OutcomeAnnouncement,
} from '../../shared/domain/announcement.ts'
import type { Place } from '../../shared/notify/document.ts'
import type { StackPlace } from '../../shared/notify/place.ts'

/** A day in the life of `api-production`, for tests and previews. */
export const aPlace: Place = {
  account: '123456789012',
  region: 'us-east-1',
  stack: 'longshore-dev',
  resource: 'production/api',
  cluster: 'production',
  service: 'api',
  consoleUrl:
    'https://us-east-1.console.aws.amazon.com/ecs/v2/clusters/production/services/api/deployments?region=us-east-1',
}

/** The stack that `aPlace` is in. */
export const aStack: StackPlace = {
  account: aPlace.account,
  region: aPlace.region,
  stack: aPlace.stack,
  targets: {
    'api-production': { kind: 'ecs', ecs: { cluster: 'production', service: 'api', family: 'api', roles: [] } },
  },
}

const started = Date.parse('2026-11-16T09:00:00Z')
const ended = started + 192_000

export function anImage(tag: string | undefined, digit: string, name = 'api'): AnnouncedImage {
  return {
    repository: `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/${name}`,
    digest: `sha256:${digit.repeat(64)}`,
    ...(tag !== undefined && { tag }),
  }
}

function aDeployment(changes: Partial<DeploymentSummary> = {}): DeploymentSummary {
  return {
    id: '01JCS7T8V0000000000000000A',
    trigger: { kind: 'push', at: started },
    startedAt: started,
    endedAt: ended,
    from: { app: anImage('v1.2.2', 'a') },
    to: { app: anImage('v1.2.3', 'b') },
    changed: ['app'],
    failures: [],
    carrier: 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:43',
    timeline: [
      { at: started, what: 'v1.2.3 was pushed', kind: 'pushed' },
      { at: started + 2_000, what: 'rollout ecs-svc/1234567890123456789 began', kind: 'seen' },
      { at: ended, what: 'the deployment ended', kind: 'told' },
    ],
    ...changes,
  }
}

export function anOutcome(
  outcome: Outcome,
  reason: string,
  changes: Partial<DeploymentSummary> = {},
): OutcomeAnnouncement {
  return {
    kind: 'outcome',
    id: `01JCS7T8V0000000000000000A:${outcome}`,
    target: 'api-production',
    at: ended,
    reason,
    outcome,
    deployment: aDeployment(changes),
  }
}

export function aNotice(
  notice: NoticeAnnouncement['notice'],
  reason: string,
  changes: Partial<NoticeAnnouncement> = {},
): NoticeAnnouncement {
  return {
    kind: 'notice',
    id: `api-production:${notice}:01JCS7T8V0000000000000000A`,
    target: 'api-production',
    at: ended,
    reason,
    notice,
    images: { app: anImage('v1.2.3', 'b') },
    ...changes,
  }
}

const crash = 'container app exited with code 137 (out of memory)'
const restored = { app: anImage('v1.2.2', 'a') }

/** One of each, by the heading it has in the documentation. */
export const examples: Readonly<Record<string, OutcomeAnnouncement | NoticeAnnouncement>> = {
  succeeded: anOutcome('succeeded', 'rolled out and proven'),
  'succeeded, by hand, two containers': anOutcome('succeeded', 'rolled out and proven', {
    trigger: { kind: 'redeploy', by: 'alice', at: started },
    from: { app: anImage('v1.2.2', 'a'), proxy: anImage('stable', 'c', 'proxy') },
    to: { app: anImage('v1.2.3', 'b'), proxy: anImage('stable', 'd', 'proxy') },
    changed: ['app', 'proxy'],
  }),
  'succeeded, nothing ran': anOutcome('succeeded', 'nothing ran: the desired count is 0'),
  'rolled back': anOutcome('rolled-back', crash, {
    failures: [crash, 'two tasks of the rollout failed, none was ever healthy'],
    restored,
    differences: ['cpu 256 → 512', 'environment: LOG_LEVEL differs'],
  }),
  'rollback failed': anOutcome('rollback-failed', 'cannot go back: image v1.2.2 is gone from the registry', {
    failures: [crash],
  }),
  'failed, nothing was changed': anOutcome(
    'failed',
    'nothing was changed: ecs:UpdateService on service/production/api is denied: grant it to the role of reconcile',
  ),
  'failed, nothing to go back to': anOutcome('failed', 'there is nothing to go back to: nothing was ever proven here', {
    failures: [crash],
    broken: true,
  }),
  superseded: anOutcome('superseded', 'v1.2.4 was pushed', { successor: '01JCS7XYZ0000000000000000B' }),
  cancelled: anOutcome('cancelled', 'a rollback was asked for', { successor: '01JCS7XYZ0000000000000000B' }),
  expired: anOutcome('expired', 'Nobody approved it within 24 h.'),
  'not deployed': aNotice('not-deployed', 'v1.2.3 is held here: it failed on 2026-11-16 (exit code 137).'),
  'would deploy': aNotice('would-deploy', 'v1.2.3 is newer than what runs.'),
  usurped: aNotice('usurped', 'Somebody put other images on the service; pushes wait for a newer one or resume.'),
  stuck: aNotice('stuck', 'Still broken after 30 min: container app exited with code 1.'),
  healed: aNotice('healed', 'The service is healthy again.'),
  refused: aNotice('refused', 'No usable release is in the ledger to go back to.', { images: {} }),
  'task after the proof failed': aNotice(
    'task-failed',
    'the task after the proof (warm-up) failed: container app exited with code 3; the release stays',
  ),
  'unknown commit': aNotice(
    'no-commit',
    'Neither a label nor its tag names the commit it was built from. Build it with --label org.opencontainers.image.revision=COMMIT and --label org.opencontainers.image.source=https://github.com/OWNER/NAME, or name the repository under github.repositories. This is told once. Until then GitHub is not told of images of 123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api.',
  ),
  waiting: aNotice('waiting', 'Stopped by alice 3 h ago (incident 7).'),
}
