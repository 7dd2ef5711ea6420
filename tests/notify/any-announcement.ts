import fc from 'fast-check'
import type { AnnouncedImage, Announcement, DeploymentSummary } from '../../shared/domain/announcement.ts'
import type { Digest } from '../../shared/domain/image.ts'
import type { Place } from '../../shared/notify/document.ts'

const nasty = fc.constantFrom(
  '<!channel>',
  '`',
  '*x*',
  '&amp;',
  '\n\n',
  '\u202e',
  '\u0000',
  ':rotating_light:',
  '<https://evil.example|ok>',
  '\ud83d',
  'e\u0301',
  '"'.repeat(300),
  '&'.repeat(10_000),
)

/** Text as strangers write it: markup, control characters, half characters, 10 kB. */
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.array(fc.oneof(nasty, fc.string()), { maxLength: 12 }).map((parts) => parts.join(' ')),
)

const anyDigest = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex): Digest => `sha256:${hex}`)
const anyName = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9-]{0,63}$/), fc.constantFrom('constructor', 'app', 'proxy'))

const anyImage: fc.Arbitrary<AnnouncedImage> = fc.record(
  { repository: anyText, digest: anyDigest, tag: anyText },
  { requiredKeys: ['repository', 'digest'] },
)
const anyImages = fc.dictionary(anyName, anyImage, { maxKeys: 6 })
const anyTime = fc.integer({ min: 0, max: 4_000_000_000_000 })

const anyDeployment: fc.Arbitrary<DeploymentSummary> = fc.record(
  {
    id: fc.ulid(),
    trigger: fc.record(
      { kind: fc.constantFrom('push', 'sweep', 'redeploy', 'rollback', 'resume'), by: anyText, at: anyTime },
      { requiredKeys: ['kind', 'at'] },
    ),
    startedAt: anyTime,
    endedAt: anyTime,
    from: anyImages,
    to: anyImages,
    restored: anyImages,
    changed: fc.array(anyName, { maxLength: 6 }),
    failures: fc.array(anyText, { maxLength: 15 }),
    differences: fc.array(anyText, { maxLength: 30 }),
    broken: fc.constant(true as const),
    successor: fc.ulid(),
    carrier: fc.string(),
    timeline: fc.array(fc.record({ at: anyTime, what: anyText }), { maxLength: 150 }),
  },
  { requiredKeys: ['id', 'trigger', 'startedAt', 'endedAt', 'to', 'changed', 'failures', 'timeline'] },
)

const base = {
  id: fc.string({ minLength: 1 }),
  target: anyName,
  at: anyTime,
  reason: anyText,
}

export const anyAnnouncement: fc.Arbitrary<Announcement> = fc.oneof(
  fc.record({
    ...base,
    kind: fc.constant('outcome' as const),
    outcome: fc.constantFrom(
      'succeeded' as const,
      'rolled-back' as const,
      'rollback-failed' as const,
      'failed' as const,
      'superseded' as const,
      'cancelled' as const,
      'expired' as const,
    ),
    deployment: anyDeployment,
  }),
  fc.record(
    {
      ...base,
      kind: fc.constant('notice' as const),
      notice: fc.constantFrom(
        'not-deployed' as const,
        'would-deploy' as const,
        'usurped' as const,
        'stuck' as const,
        'healed' as const,
        'refused' as const,
        'task-failed' as const,
        'waiting' as const,
        'no-commit' as const,
      ),
      images: anyImages,
      deploymentId: fc.ulid(),
    },
    { requiredKeys: ['id', 'target', 'at', 'reason', 'kind', 'notice'] },
  ),
)

const anyEcsName = fc.stringMatching(/^[A-Za-z0-9_-]{1,255}$/)

export const anyPlace: fc.Arbitrary<Place> = fc.record(
  {
    account: fc.stringMatching(/^\d{12}$/),
    region: fc.constantFrom('us-east-1', 'cn-north-1', 'us-gov-west-1', 'ap-southeast-2'),
    stack: fc.stringMatching(/^longshore-[a-z0-9]{1,20}$/),
    resource: anyEcsName,
    cluster: anyEcsName,
    service: anyEcsName,
    consoleUrl: fc.constantFrom('https://us-east-1.console.aws.amazon.com/x'),
  },
  { requiredKeys: ['account', 'region', 'stack'] },
)
