import type { LoggedCall } from '../kernel/call-log.ts'
import type { Envelope } from '../services/events/rule.ts'

type Detail = Readonly<Record<string, unknown>>

const ROLLOUTS: Readonly<Record<string, string>> = {
  SERVICE_DEPLOYMENT_IN_PROGRESS: 'rolls out',
  SERVICE_DEPLOYMENT_COMPLETED: 'completed its rollout',
  SERVICE_DEPLOYMENT_FAILED: 'gave its rollout up',
}

const TOLD_ACTIONS: Readonly<Record<string, string>> = {
  SERVICE_TASK_PLACEMENT_FAILURE: 'finds no room for a task',
  SERVICE_TASK_START_IMPAIRED: 'cannot start tasks',
}

const HOOKS: Readonly<Record<string, string>> = {
  HOOK_AWAITING_ACTION: 'waits for somebody to answer its pause hook',
  HOOK_TIMED_OUT: 'got no answer to its pause hook in time',
}

/** What an event of a platform says in a line; undefined for what nobody needs to read. */
export function platformWords(event: Envelope): string | undefined {
  if (event.source === 'aws.cloudwatch') return `CloudWatch: ${alarmWords(event.detail)}`
  if (event.source === 'aws.codedeploy') return codeDeployWords(event.detail)
  if (SCANS.includes(event['detail-type'])) return scanWords(event.detail)
  const words = event.source === 'aws.ecs' ? ecsWords(event) : undefined
  return words && `ECS: ${words}`
}

const SCANS: readonly string[] = ['ECR Image Scan', 'Inspector2 Scan']

/** Inspector names the repository by its ARN, and adds a total. */
function scanWords(detail: Detail): string {
  const repository = String(detail['repository-name']).split(':repository/').at(-1)
  const counts = Object.entries(Object(detail['finding-severity-counts'])).filter(([name]) => name !== 'TOTAL')
  const found = counts.map(([severity, count]) => `${String(count)} ${severity}`).join(', ') || 'nothing'
  const tags = [detail['image-tags']].flat().join(', ')
  const image = tags === '' ? `an untagged image of ${repository}` : `${repository}:${tags}`
  return `ECR: the scan of ${image} ${detail['scan-status'] === 'FAILED' ? 'failed' : `found ${found}`}`
}

function ecsWords(event: Envelope): string | undefined {
  const detail: Detail = event.detail
  if (event['detail-type'] === 'ECS Task State Change') return taskWords(detail)
  const words = { ...ROLLOUTS, ...TOLD_ACTIONS, ...HOOKS }[String(detail['eventName'])]
  if (words === undefined) return undefined
  const service = String(event.resources[0]).split(':service/').at(-1)
  const id = detail['deploymentId'] === undefined ? '' : ` (${String(detail['deploymentId'])})`
  return `${service} ${words}${id}`
}

const CODE_DEPLOY_STATES: Readonly<Record<string, string>> = {
  START: 'begins',
  READY: 'waits for somebody to let traffic move',
  SUCCESS: 'succeeded',
  FAILURE: 'failed',
  STOP: 'was stopped',
}

function codeDeployWords({ deploymentGroup, deploymentId, state }: Detail): string | undefined {
  const words = CODE_DEPLOY_STATES[String(state)]
  return words && `CodeDeploy: deployment ${String(deploymentId)} of ${String(deploymentGroup)} ${words}`
}

const HEALTHY_ENDS = ['Scaling activity', 'Task stopped by user']

function taskWords(detail: Detail): string | undefined {
  const reason = String(detail['stoppedReason'] ?? '')
  if (detail['lastStatus'] !== 'STOPPED' || HEALTHY_ENDS.some((start) => reason.startsWith(start))) return undefined
  const containers = Array.isArray(detail['containers']) ? detail['containers'] : []
  const exited = containers.find(({ exitCode }) => typeof exitCode === 'number')
  const end = exited ? `container ${exited.name} exited with code ${exited.exitCode}` : reason
  const cluster = String(detail['clusterArn']).split('/').at(-1)
  const group = String(detail['group'])
  if (group.startsWith('family:')) return `${cluster}: a one-off task of ${group.replace('family:', '')} ended, ${end}`
  return `${cluster}/${group.replace('service:', '')}: a task stopped, ${end}`
}

interface AlarmChange {
  readonly alarmName?: unknown
  readonly state?: unknown
}

function alarmWords({ alarmName, state }: AlarmChange): string {
  const value = typeof state === 'object' && state !== null && 'value' in state ? state.value : 'in another state'
  return `the alarm ${String(alarmName)} is ${String(value)}`
}

const TOLD_CALLS: Readonly<Record<string, readonly string[]>> = {
  ecs: [
    'UpdateService',
    'RunTask',
    'StopTask',
    'RegisterTaskDefinition',
    'StopServiceDeployment',
    'ContinueServiceDeployment',
  ],
  codedeploy: ['ContinueDeployment', 'CreateDeployment', 'StopDeployment'],
  events: ['PutTargets'],
  scheduler: ['UpdateSchedule'],
  lambda: ['UpdateFunctionCode', 'PublishVersion', 'UpdateAlias', 'DeleteFunction'],
}

/** A call of Longshore that changes something on a platform; undefined for the others. */
export function callWords({ service, operation, caller, outcome, place }: LoggedCall): string | undefined {
  if (TOLD_CALLS[service]?.includes(operation) !== true) return undefined
  const answer = outcome === 'ok' ? '' : ` (${outcome})`
  const where = place === undefined ? '' : ` in ${place}`
  return `${caller.replace(/-\d+$/, '')} calls ${service}:${operation}${where}${answer}`
}
