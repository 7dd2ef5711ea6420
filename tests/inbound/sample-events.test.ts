import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { parseExplain, parseRedeploy, parseRollback, parseStatus } from '../../shared/inbound/command.ts'
import { parseImagePush } from '../../shared/inbound/image-push.ts'
import { parseOpen } from '../../shared/inbound/open-command.ts'
import {
  parseApprove,
  parseCancel,
  parseFreeze,
  parsePause,
  parsePromote,
  parseReject,
  parseResume,
} from '../../shared/inbound/operating-command.ts'
import { parseRolloutEvent } from '../../shared/inbound/rollout-event.ts'
import { parseScheduled } from '../../shared/inbound/scheduled.ts'
import { parseStats } from '../../shared/inbound/stats-command.ts'

const folder = new URL('../../events/', import.meta.url)
const files = readdirSync(folder).filter((file) => file.endsWith('.json'))

const registries = ['123456789012.dkr.ecr.us-east-1.amazonaws.com', '444455556666.dkr.ecr.us-east-1.amazonaws.com']
const home = { account: '123456789012', region: 'us-east-1' }
const known = { targets: ['api', 'worker'], groups: ['web'] }
const targetsExist = 'the targets are api, worker'

const digest = 'sha256:7f5b2640fe6fb4f46592dfd3410c4a79dac4f89e4782432e0378abcd1234abcd'
const push = {
  kind: 'push',
  at: Date.parse('2026-11-20T09:15:04Z'),
  ...home,
  repository: '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api',
  tag: 'v1.2.3',
  digest,
}
const ignored = (why: string) => ({ kind: 'ignored', why: expect.stringContaining(why) })
const refused = (why: string) => ({ kind: 'refused', why: expect.stringContaining(why) })
const rollout = {
  kind: 'rollout',
  at: Date.parse('2026-11-20T09:18:31Z'),
  about: ['service prod/api'],
  rollout: 'ecs-svc/1234567890123456789',
}
const scan = {
  kind: 'rollout',
  at: Date.parse('2026-11-20T09:15:04Z'),
  about: ['repository 123456789012/us-east-1/team/api'],
}
const alarm = { kind: 'rollout', at: Date.parse('2026-11-20T09:18:31Z'), about: ['alarm api-5xx'] }
const codeDeploy = {
  kind: 'rollout',
  at: Date.parse('2026-11-20T09:18:31Z'),
  about: ['deployment group AppECS-prod-api/DgpECS-prod-api'],
  rollout: 'd-4K2M8QZ1A',
}
const command = {
  kind: 'rollout',
  at: Date.parse('2026-11-20T09:18:31Z'),
  about: ['target legacy-web'],
  rollout: 'e8d3c0e4-71f7-4491-898f-c9b35bee5f3b',
}
const action = { kind: 'rollout', at: Date.parse('2026-11-20T09:17:10Z'), about: ['service prod/api'] }
const stopped = (task: object) => ({
  kind: 'task',
  at: Date.parse('2026-11-20T09:16:44Z'),
  about: ['service prod/api'],
  task: expect.objectContaining({
    taskArn: 'arn:aws:ecs:us-east-1:123456789012:task/prod/47d1dd2c9be047f9a0a7b9b0e6e1c9a1',
    startedBy: 'ecs-svc/1234567890123456789',
    stoppedAt: '2026-11-20T09:16:43.000Z',
    ...task,
  }),
})

/** What each file is read as. */
const expected: Readonly<Record<string, object>> = {
  'ecr-push-tagged': push,
  'ecr-push-index': push,
  'ecr-push-moved-tag': { ...push, tag: 'stable', digest: `sha256:${'0a'.repeat(32)}` },
  'ecr-push-without-media-types': push,
  'ecr-push-unknown-fields': push,
  'ecr-push-partner-account': {
    ...push,
    account: '444455556666',
    repository: '444455556666.dkr.ecr.us-east-1.amazonaws.com/shared/proxy',
    tag: 'stable',
  },
  'ecr-push-untagged': ignored('names no tag'),
  'ecr-push-untagged-empty-tag': ignored('names no tag'),
  'ecr-push-failed': ignored('ended FAILURE'),
  'ecr-push-other-account': ignored('account 999988887777, us-east-1'),
  'ecr-push-other-region': ignored('account 123456789012, eu-west-1'),
  'ecr-push-short-digest': refused('detail.image-digest is not "sha256:" and 64 hexadecimal digits'),
  'ecr-push-without-digest': refused('detail.image-digest is not "sha256:" and 64 hexadecimal digits'),
  'ecr-push-without-repository': refused('repository-name is missing or wrong'),
  'ecr-push-tag-is-a-number': refused('image-tag is missing or wrong'),
  'ecr-push-without-detail': refused('detail'),
  'ecr-delete': ignored('DELETE'),
  'ecr-archive': ignored('UPDATE_STORAGE_CLASS'),
  'ecr-replication': push,
  'ecr-replication-untagged': ignored('names no tag'),
  'ecr-scan': { ...scan, event: 'COMPLETE' },
  'ecr-scan-without-repository': refused('repository-name is missing or wrong'),
  'inspector-scan': { ...scan, event: 'INITIAL_SCAN_COMPLETE' },
  'cloudwatch-alarm-fires': { ...alarm, event: 'ALARM' },
  'cloudwatch-alarm-without-state': refused('state is missing or wrong'),
  'ecs-deployment-in-progress': { ...rollout, event: 'SERVICE_DEPLOYMENT_IN_PROGRESS' },
  'ecs-deployment-completed': { ...rollout, event: 'SERVICE_DEPLOYMENT_COMPLETED' },
  'ecs-deployment-failed': {
    ...rollout,
    event: 'SERVICE_DEPLOYMENT_FAILED',
    reason: 'ECS deployment circuit breaker: tasks failed to start.',
  },
  'ecs-deployment-rolling-back': { ...rollout, event: 'SERVICE_DEPLOYMENT_IN_PROGRESS' },
  'ecs-deployment-short-arn': { kind: 'rollout', about: ['service api'], event: 'SERVICE_DEPLOYMENT_COMPLETED' },
  'ecs-deployment-without-resources': refused('resources.0 is no ARN of a service'),
  'ecs-deployment-other-region': ignored('account 123456789012, eu-west-1'),
  'ecs-deployment-time-is-no-time': refused('time is missing or wrong'),
  'ecs-service-steady-state': ignored('SERVICE_STEADY_STATE'),
  'ecs-capacity-provider-steady-state': ignored('CAPACITY_PROVIDER_STEADY_STATE'),
  'ecs-service-placement-failure': { ...action, event: 'SERVICE_TASK_PLACEMENT_FAILURE', reason: 'RESOURCE:FARGATE' },
  'ecs-service-task-start-impaired': { ...action, event: 'SERVICE_TASK_START_IMPAIRED' },
  'ecs-service-action-deployment-failed': { ...action, event: 'SERVICE_DEPLOYMENT_FAILED' },
  'ecs-hook-awaiting-action': { ...action, event: 'HOOK_AWAITING_ACTION' },
  'ecs-hook-timed-out': { ...action, event: 'HOOK_TIMED_OUT' },
  'ecs-service-action-short-arn': { ...action, event: 'SERVICE_TASK_START_IMPAIRED' },
  'ecs-service-action-without-name': refused('eventName is missing or wrong'),
  'ecs-task-exited-with-1': stopped({
    stopCode: 'EssentialContainerExited',
    containers: [expect.objectContaining({ name: 'app', exitCode: 1 })],
  }),
  'ecs-task-out-of-memory': stopped({
    containers: [
      expect.objectContaining({ exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }),
    ],
  }),
  'ecs-task-cannot-pull': stopped({
    stopCode: 'TaskFailedToStart',
    stoppedReason: expect.stringContaining('CannotPullContainerError'),
    containers: [expect.not.objectContaining({ exitCode: expect.anything() })],
  }),
  'ecs-task-failed-health-check': stopped({ stoppedReason: expect.stringContaining('Task failed ELB health checks') }),
  'ecs-task-scaled-in': stopped({ stoppedReason: expect.stringContaining('Scaling activity') }),
  'ecs-task-without-containers': stopped({ containers: [], stoppedReason: 'RESOURCE:MEMORY' }),
  'ecs-task-running': ignored('RUNNING'),
  'ecs-task-standalone': ignored('belongs to no service'),
  'ecs-task-without-arn': refused('taskArn is missing or wrong'),
  'ssm-command-success': { ...command, event: 'Success' },
  'ssm-command-failed': { ...command, event: 'Failed' },
  'ssm-command-parameters-are-an-object': { ...command, event: 'TimedOut' },
  'ssm-command-of-somebody-else': ignored('not one of ours'),
  'ssm-command-parameters-cut': ignored('not one of ours'),
  'ssm-command-without-status': refused('status is missing or wrong'),
  'codedeploy-success': { ...codeDeploy, event: 'SUCCESS' },
  'codedeploy-failure': { ...codeDeploy, event: 'FAILURE' },
  'codedeploy-stop': { ...codeDeploy, event: 'STOP' },
  'codedeploy-ready': { ...codeDeploy, event: 'READY' },
  'codedeploy-rollback-success': {
    ...codeDeploy,
    ...{ at: Date.parse('2026-11-20T09:19:02Z'), event: 'SUCCESS', rollout: 'd-7T9W3XY5B' },
  },
  'codedeploy-without-group': refused('deploymentGroup is missing or wrong'),
  'scheduled-tick': { kind: 'scheduled', at: Date.parse('2026-11-20T09:20:00Z') },
  'command-redeploy': { kind: 'redeploy', target: 'api', by: 'unknown' },
  'command-redeploy-tag': { kind: 'redeploy', target: 'api', image: { tag: 'v1.2.3' }, by: 'alice' },
  'command-redeploy-digest': { kind: 'redeploy', target: 'api', image: { repository: 'team/api', digest } },
  'command-redeploy-misspelt-key': refused('there is no key "tagret"; the keys are target, image, override, by'),
  'command-redeploy-unknown-target': refused(`there is no target "apl"; ${targetsExist}`),
  'command-redeploy-image-without-tag': refused('image must name an image: repository:tag'),
  'command-rollback': { kind: 'rollback', target: 'api', by: 'alice' },
  'command-rollback-to-digest': { kind: 'rollback', target: 'api', to: { digest } },
  'command-rollback-to-is-a-number': refused('to must name a release of the ledger'),
  'command-stats': { kind: 'stats' },
  'command-stats-group': { kind: 'stats', group: 'shop', days: 90 },
  'command-stats-unknown-group': refused('there is no group "shops"; the groups are shop'),
  'command-stats-month': { kind: 'stats', target: 'api', month: '2026-10' },
  'command-stats-half-a-day': refused('days must be a whole number of days, 1 to 365'),
  'command-stats-days-and-month': refused('days and month exclude each other'),
  'command-status': { kind: 'status' },
  'command-status-one-target': { kind: 'status', target: 'worker' },
  'command-explain': { kind: 'explain', image: { repository: 'team/api', tag: 'v1.2.3' } },
  'command-explain-without-tag': refused('image must name repository and tag'),
  'command-redeploy-override': { kind: 'redeploy', target: 'api', override: 'hotfix for incident 7', by: 'alice' },
  'command-promote': { kind: 'promote', from: 'api', to: 'worker', by: 'alice' },
  'command-promote-to-nowhere': refused(`to is missing; ${targetsExist}`),
  'command-pause': { kind: 'pause', reason: 'incident 7', by: 'alice' },
  'command-pause-one-target': { kind: 'pause', target: 'api', by: 'alice' },
  'command-pause-is-a-list': refused('the payload must be a JSON object'),
  'command-pause-group': { kind: 'pause', group: 'web', by: 'alice' },
  'command-pause-target-and-group': refused('Cannot pause: target and group exclude each other'),
  'command-pause-unknown-group': refused('there is no group "wbe"; the groups are web'),
  'command-resume-group': { kind: 'resume', group: 'web', by: 'alice' },
  'command-freeze-for-a-while': { kind: 'freeze', target: 'api', until: { forMs: 7_200_000 }, reason: 'sale' },
  'command-freeze-everything': { kind: 'freeze', until: { at: Date.parse('2026-12-24T09:00:00Z') } },
  'command-freeze-without-until': refused('until must be a time with its zone'),
  'command-freeze-until-some-day': refused('until must be a time with its zone'),
  'command-reject': { kind: 'reject', target: 'api', reason: 'not before the sale', by: 'alice' },
  'command-reject-deployment': { kind: 'reject', target: 'api', deployment: '01M7HTS4F0RXK65HKCS5E4AZ0W' },
  'command-cancel': { kind: 'cancel', target: 'api', reason: 'wrong version', by: 'alice' },
  'command-cancel-reason-is-empty': refused('reason must be a text of 1 to 200 characters'),
  'command-open': { kind: 'open' },
  'command-open-with-a-target': refused('Cannot open: it takes nothing'),
  'command-approve': { kind: 'approve', target: 'api', by: 'alice' },
  'command-approve-without-target': refused('target'),
  'command-resume': { kind: 'resume', by: 'unknown' },
}

const parsers: readonly { readonly prefix: string; readonly parse: (event: unknown) => object }[] = [
  { prefix: 'ecr-scan', parse: (event) => parseRolloutEvent(event, home) },
  { prefix: 'inspector-', parse: (event) => parseRolloutEvent(event, home) },
  { prefix: 'cloudwatch-', parse: (event) => parseRolloutEvent(event, home) },
  { prefix: 'ecr-', parse: (event) => parseImagePush(event, registries) },
  { prefix: 'ecs-', parse: (event) => parseRolloutEvent(event, home) },
  { prefix: 'codedeploy-', parse: (event) => parseRolloutEvent(event, home) },
  { prefix: 'ssm-', parse: (event) => parseRolloutEvent(event, home) },
  { prefix: 'scheduled-', parse: parseScheduled },
  { prefix: 'command-redeploy', parse: (event) => parseRedeploy(event, known) },
  { prefix: 'command-rollback', parse: (event) => parseRollback(event, known) },
  { prefix: 'command-stats', parse: (event) => parseStats(event, { ...known, groups: ['shop'] }) },
  { prefix: 'command-status', parse: (event) => parseStatus(event, known) },
  { prefix: 'command-explain', parse: (event) => parseExplain(event, known) },
  { prefix: 'command-open', parse: parseOpen },
  { prefix: 'command-promote', parse: (event) => parsePromote(event, known) },
  { prefix: 'command-pause', parse: (event) => parsePause(event, known) },
  { prefix: 'command-freeze', parse: (event) => parseFreeze(event, known) },
  { prefix: 'command-reject', parse: (event) => parseReject(event, known) },
  { prefix: 'command-cancel', parse: (event) => parseCancel(event, known) },
  { prefix: 'command-approve', parse: (event) => parseApprove(event, known) },
  { prefix: 'command-resume', parse: (event) => parseResume(event, known) },
]

function readAs(file: string): object {
  const parser = parsers.find(({ prefix }) => file.startsWith(prefix))
  if (!parser) throw new Error(`No parser reads ${file}: name it by what it is.`)
  return parser.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
}

describe('the sample events', () => {
  it.each(files)('%s is read as its row says', (file) => {
    const row = expected[file.replace('.json', '')]
    expect(row).toBeDefined()
    expect(readAs(file)).toMatchObject(row ?? {})
  })

  it('have a file for each row', () => {
    expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(Object.keys(expected).sort())
  })

  it('keep their event id as the key', () => {
    for (const file of files.filter((name) => !name.startsWith('command-'))) {
      const { id } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
      const read = readAs(file)
      if ('id' in read) expect(read.id).toBe(id)
    }
  })
})
