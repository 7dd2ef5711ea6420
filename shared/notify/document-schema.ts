import * as z from 'zod/mini'
import { timelineKinds } from '../domain/timeline-entry.ts'

/** The shape of what is published about a deployment. Fields may be added under the same version; none changes or goes. */
const Time = z.iso.datetime().check(z.describe('UTC, ISO 8601'))
const Text = z.string()
const Digest = z.templateLiteral(['sha256:', z.string().check(z.regex(/^[0-9a-f]{64}$/))])

const DocumentImage = z.object({
  repository: Text.check(z.describe('Full repository URI without tag')),
  digest: Digest.check(z.describe('The only identity of an image')),
  tag: z.exactOptional(Text.check(z.describe('What people call it; absent when it has no name'))),
})
const DocumentImages = z.record(Text, DocumentImage).check(z.describe('One image per container'))

const about = {
  id: Text.check(z.describe('The same happening always has the same id: drop doubles by it')),
  target: Text,
  account: Text,
  region: Text,
  stack: Text.check(z.describe('The Longshore that tells this: service and stage')),
  resource: z.exactOptional(
    Text.check(z.describe('What the target is on its platform: production/api of an ECS service')),
  ),
  cluster: z.exactOptional(Text),
  service: z.exactOptional(Text),
  at: Time,
  consoleUrl: z.exactOptional(z.url()),
}

const base = {
  schema: z.literal('longshore.announcement'),
  version: z.literal(1),
  ...about,
  reason: Text.check(z.describe('One sentence')),
  done: z.exactOptional(
    Text.check(z.describe('What was done about it, or what a person is to do; absent when there is nothing to do')),
  ),
}

const TimelineKind = z
  .enum(timelineKinds)
  .check(z.describe('What sort of happening: says where the time went; absent for any other'))

const deployment = {
  id: Text.check(z.describe('ULID')),
  trigger: z.object({
    kind: Text.check(z.describe('push, sweep, redeploy, rollback, promote, resume or repair')),
    by: z.exactOptional(Text.check(z.describe('Who asked, as they claim'))),
    at: Time,
    from: z.exactOptional(Text.check(z.describe('Of a promotion: the target that its images were proven on'))),
    approvedBy: z.exactOptional(Text.check(z.describe('Who let it begin, as they claim; absent when nobody had to'))),
    override: z.exactOptional(Text.check(z.describe('It began in a freeze, and this is why'))),
  }),
  startedAt: Time,
  from: z.exactOptional(DocumentImages.check(z.describe('What ran before, as far as known'))),
  to: DocumentImages.check(z.describe('What was to run')),
  changed: z.array(Text).check(z.describe('Containers whose image was to change')),
  failures: z.array(Text).check(z.describe('Why it failed, most telling first; empty when it did not')),
  carrier: z.exactOptional(Text.check(z.describe('What carries the release: a task definition ARN'))),
  timeline: z
    .array(z.object({ at: Time, what: Text, kind: z.exactOptional(TimelineKind) }))
    .check(z.describe('Oldest first; the oldest entries are left out of long ones')),
}

const DocumentDeployment = z.object({
  ...deployment,
  endedAt: Time,
  durationSeconds: z.number().check(z.nonnegative()),
  restored: z.exactOptional(DocumentImages.check(z.describe('What runs after going back'))),
  differences: z.exactOptional(
    z.array(Text).check(z.describe('What else differs between what failed and what was restored')),
  ),
  broken: z.exactOptional(
    z.literal(true).check(z.describe('It failed, and what failed is still on the target: a person is needed')),
  ),
  successor: z.exactOptional(Text.check(z.describe('Id of the deployment that took over'))),
})

const OutcomeDocument = z.object({
  ...base,
  kind: z.literal('outcome'),
  outcome: z.enum(['succeeded', 'rolled-back', 'rollback-failed', 'failed', 'superseded', 'cancelled', 'expired']),
  deployment: DocumentDeployment,
})

const NoticeDocument = z.object({
  ...base,
  kind: z.literal('notice'),
  notice: z.enum([
    'not-deployed',
    'would-deploy',
    'usurped',
    'stuck',
    'healed',
    'refused',
    'task-failed',
    'waiting',
    'no-commit',
  ]),
  images: z.exactOptional(DocumentImages.check(z.describe('The images it is about'))),
  asks: z.exactOptional(Text.check(z.describe('What a person has to approve: a stage, or start before it begins'))),
  deploymentId: z.exactOptional(Text),
})

/** What Longshore publishes: that a deployment ended (`outcome`), or something else people must know (`notice`). */
export const AnnouncementDocument = z.discriminatedUnion('kind', [OutcomeDocument, NoticeDocument])

/** How far a deployment has come: for whoever follows it, on a topic of its own. A lower sequence that comes later is old. */
export const ProgressDocument = z.object({
  schema: z.literal('longshore.progress'),
  version: z.literal(1),
  ...about,
  sequence: z.int().check(z.positive(), z.describe('Counts up within a deployment')),
  phase: z.enum(['waiting', 'preparing', 'rolling', 'proving', 'finishing', 'reverting']),
  running: z.exactOptional(z.int().check(z.nonnegative())),
  desired: z.exactOptional(z.int().check(z.nonnegative())),
  stage: z.exactOptional(Text.check(z.describe('Where a rollout of several steps is: 10 % of traffic'))),
  bakesUntil: z.exactOptional(Time),
  doubts: z.exactOptional(z.array(Text).check(z.describe('Proofs that did not hold at their last look'))),
  asks: z.exactOptional(Text.check(z.describe('What a person has to approve: a stage, or start before it begins'))),
  expiresAt: z.exactOptional(Time.check(z.describe('What has not begun by then does not begin by itself'))),
  deployment: z.object(deployment),
})

export type ProgressDocument = z.infer<typeof ProgressDocument>
export type AnnouncementDocument = z.infer<typeof AnnouncementDocument>
export type OutcomeDocument = z.infer<typeof OutcomeDocument>
export type NoticeDocument = z.infer<typeof NoticeDocument>
export type DocumentImage = z.infer<typeof DocumentImage>
export type DocumentImages = z.infer<typeof DocumentImages>
