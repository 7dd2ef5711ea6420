import * as z from 'zod/mini'
import type { Millis } from '../domain/image.ts'
import type { Envelope } from './event-envelope.ts'
import { clusterOfArn } from './service-arn.ts'
import { type Ignored, ignore, type Refused, refuseShape } from './unwanted.ts'

/** A task of a service stopped. */
export interface TaskStopped {
  readonly kind: 'task'
  readonly id: string
  readonly at: Millis
  /** `service prod/api` */
  readonly about: readonly [string]
  readonly task: StoppedTask
}

/** What an event tells of a stopped task; named as the platform names it. */
export type StoppedTask = z.infer<typeof StoppedTask>

/** Where there is no exit code the container never ran. */
const StoppedContainer = z.object({
  name: z.exactOptional(z.string()),
  image: z.exactOptional(z.string()),
  exitCode: z.exactOptional(z.number()),
  reason: z.exactOptional(z.string()),
})

const StoppedTask = z.object({
  taskArn: z.string(),
  clusterArn: z.string(),
  lastStatus: z.string(),
  group: z.exactOptional(z.string()),
  /** The id of the rollout that started it. */
  startedBy: z.exactOptional(z.string()),
  stopCode: z.exactOptional(z.string()),
  stoppedReason: z.exactOptional(z.string()),
  /** ISO 8601. */
  stoppedAt: z.exactOptional(z.string()),
  stoppingAt: z.exactOptional(z.string()),
  containers: z.exactOptional(z.array(StoppedContainer)),
})

/** Reads the detail of an ECS Task State Change. Only tasks of services that have stopped are of use. */
export function parseTaskEvent({ id, at, type, detail }: Envelope): TaskStopped | Ignored | Refused {
  const parsed = z.safeParse(StoppedTask, detail)
  if (!parsed.success) return refuseShape(`${type}: detail`, parsed.error)
  const task = parsed.data
  const cluster = clusterOfArn(task.clusterArn)
  if (cluster === undefined) return { kind: 'refused', why: `${type}: detail.clusterArn is no ARN of a cluster` }
  if (task.lastStatus !== 'STOPPED') return ignore(`the task is ${task.lastStatus}, not STOPPED`)
  const service = /^service:(.+)$/.exec(task.group ?? '')?.[1]
  if (service === undefined) return ignore('the task belongs to no service')
  return { kind: 'task', id, at, about: [`service ${cluster}/${service}`], task }
}
