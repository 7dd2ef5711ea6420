import * as z from 'zod/mini'
import { placePrefix } from '../config/places.ts'
import type { Millis } from '../domain/image.ts'
import { parseAlarmEvent } from './alarm-event.ts'
import { parseCodeDeployEvent } from './codedeploy-event.ts'
import { parseCommandEvent } from './command-event.ts'
import { type Envelope, parseEnvelope } from './event-envelope.ts'
import { parseScanEvent } from './scan-event.ts'
import { clusterOfArn, parseServiceArn } from './service-arn.ts'
import { parseTaskEvent, type TaskStopped } from './task-event.ts'
import { type Ignored, ignore, type Refused, refuseShape } from './unwanted.ts'

/** Something happened to a service, or to what proves its releases: look at it. */
export interface RolloutChanged {
  readonly kind: 'rollout'
  readonly id: string
  readonly at: Millis
  /**
   * `service prod/api`; `service api` when a short ARN names it: it may be in any cluster. With account and region before it
   * (`222222222222/eu-west-1 service prod/api`) where that is not where the stack is.
   */
  readonly about: readonly [string]
  /** `SERVICE_DEPLOYMENT_FAILED` */
  readonly event: string
  /** The platform's id of the rollout (`ecs-svc/…`). */
  readonly rollout?: string
  readonly reason?: string
}

/** Where the stack is, or where targets are besides. */
export interface HomeRegion {
  readonly account: string
  readonly region: string
}

const Detail = z.object({
  eventName: z.string().check(z.minLength(1)),
  clusterArn: z.optional(z.string()),
  deploymentId: z.optional(z.string()),
  reason: z.optional(z.string()),
})

const sources = ['aws.ecs', 'aws.codedeploy', 'aws.ssm', 'aws.ecr', 'aws.inspector2', 'aws.cloudwatch']

/**
 * Reads an event of ECS: a deployment's state, a service action, a hook that pauses one, or a stopped task; or one of what a
 * proof or a start waits for: an alarm, a scan. Steady states are ignored: they
 * repeat, name no rollout and come before as after one. What comes from elsewhere than `home` and `others` is ignored.
 *
 * @example { "detail-type": "ECS Deployment State Change", "source": "aws.ecs",
 *   "resources": ["arn:aws:ecs:us-east-1:123456789012:service/prod/api"],
 *   "detail": { "eventName": "SERVICE_DEPLOYMENT_FAILED", "deploymentId": "ecs-svc/1", "reason": "…" } }
 */
export function parseRolloutEvent(
  event: unknown,
  home: HomeRegion,
  others: readonly HomeRegion[] = [],
): RolloutChanged | TaskStopped | Ignored | Refused {
  const envelope = parseEnvelope(event)
  if (envelope.kind === 'refused') return envelope
  const { source, type, account, region } = envelope
  if (!sources.includes(source)) return ignore(`"${type}" of ${source} tells of no rollout`)
  // Images may lie in other accounts and regions than what runs them.
  if (type === 'ECR Image Scan' || type === 'Inspector2 Scan') return parseScanEvent(envelope)
  const isFrom = (place: HomeRegion): boolean => account === place.account && region === place.region
  if (isFrom(home)) return parsePlatformEvent(envelope)
  if (!others.some(isFrom)) return ignore(`no target is in account ${account}, ${region}`)
  const told = parsePlatformEvent(envelope)
  return 'about' in told ? { ...told, about: [`${placePrefix(envelope)}${told.about[0]}`] } : told
}

function parsePlatformEvent(envelope: Envelope): RolloutChanged | TaskStopped | Ignored | Refused {
  const { source, type } = envelope
  switch (type) {
    case 'ECS Deployment State Change':
    case 'ECS Service Action':
    case 'ECS Hook State Change':
      return serviceEvent(envelope)
    case 'ECS Task State Change':
      return parseTaskEvent(envelope)
    case 'EC2 Command Invocation Status-change Notification':
      return parseCommandEvent(envelope)
    case 'CloudWatch Alarm State Change':
      return parseAlarmEvent(envelope)
    case 'CodeDeploy Deployment State-change Notification':
      return parseCodeDeployEvent(envelope)
    default:
      return ignore(`"${type}" of ${source} tells of no rollout`)
  }
}

function serviceEvent({ id, at, type, resources, detail }: Envelope): RolloutChanged | Ignored | Refused {
  const parsed = z.safeParse(Detail, detail)
  if (!parsed.success) return refuseShape(`${type}: detail`, parsed.error)
  const { eventName, clusterArn, deploymentId, reason } = parsed.data
  if (eventName.endsWith('STEADY_STATE')) return ignore(`${eventName} says nothing about a rollout`)
  const named = parseServiceArn(resources[0])
  if (!named) return { kind: 'refused', why: `${type}: resources.0 is no ARN of a service` }
  const cluster = named.cluster ?? clusterOfArn(clusterArn)
  return {
    kind: 'rollout',
    id,
    at,
    about: [cluster === undefined ? `service ${named.service}` : `service ${cluster}/${named.service}`],
    event: eventName,
    ...(deploymentId !== undefined && { rollout: deploymentId }),
    ...(reason !== undefined && { reason }),
  }
}
