import type { Kernel } from '../kernel/start-kernel.ts'
import { isEcsTarget, type RunTask, runEcsTarget } from '../services/ecs-target.ts'
import { type EventsControl, eventsService } from '../services/events/events-service.ts'
import { createFunctionUrls, type FunctionUrls } from '../services/lambda/function-urls.ts'
import { type LambdaControl, lambdaService } from '../services/lambda/lambda-service.ts'
import type { ImageFunctions } from '../services/lambda-functions/functions-service.ts'
import { type SchedulerControl, schedulerService } from '../services/scheduler/scheduler-service.ts'
import { type SnsControl, snsService } from '../services/sns/sns-service.ts'
import { type SqsControl, sqsService } from '../services/sqs/sqs-service.ts'
import { createFunctionPool, type FunctionPool, type PoolOptions } from './function-pool.ts'

export type MessagingOptions = Pick<PoolOptions, 'maximumWorkers' | 'patienceMs' | 'onLog'>

/** Queues, topics, the bus and functions, connected to each other and to the kernel's faults. */
export interface Messaging {
  readonly sqs: SqsControl
  readonly sns: SnsControl
  readonly events: EventsControl
  readonly schedules: SchedulerControl
  readonly lambda: LambdaControl
  /** Addresses of functions that answer HTTP themselves. */
  readonly urls: FunctionUrls
  /** The threads that handlers run in: their logs, and a way to end one. */
  readonly workers: FunctionPool
  /** Ends every worker; nothing is polled or retried afterwards. */
  close(): Promise<void>
}

/**
 * Creates the services and registers them with the kernel.
 * @param runTask what rules and schedules run tasks with; without it a cluster is no target
 * @param images functions that run images, beside the stack's own
 */
export function startMessaging(
  kernel: Pick<Kernel, 'endpoint' | 'world' | 'faults' | 'register' | 'connectBus'>,
  options: MessagingOptions = {},
  runTask?: RunTask,
  images?: ImageFunctions,
): Messaging {
  const { world, faults } = kernel
  const endpoint = () => kernel.endpoint
  const workers = createFunctionPool({ ...options, world, endpoint, onInvocation: faults.invocationStarted })
  images?.heldBy((caller) => workers.callers().includes(caller))
  faults.onKill((caller) => void workers.kill(caller))
  const sqs = sqsService(world, endpoint)
  const lambda = lambdaService(world, workers, sqs.control, images)
  const sns = snsService(world, sqs.control, lambda.control.invokeAsync)
  lambda.control.connectSns(sns.control)
  function handOver(arn: string, payload: unknown): void {
    if (arn.includes(':sqs:')) sqs.control.send(arn, { MessageBody: JSON.stringify(payload) }, 'events')
    else lambda.control.invokeAsync(arn, payload)
  }
  const events = eventsService(world, (arn, { rule, target }) => (payload) => {
    if (runTask && isEcsTarget(arn)) {
      const { EcsParameters: parameters, Input: input } = target
      runEcsTarget(runTask, { cluster: arn, parameters, input, startedBy: `events-rule/${rule}` })
    } else handOver(arn, payload)
  })
  const scheduler = schedulerService(world, { handOver, ...(runTask ? { runTask } : {}) })
  events.control.setFate(faults.deliveries)
  kernel.connectBus((event) => void events.control.emit(event))
  for (const { service } of [sqs, lambda, sns, events, scheduler]) kernel.register(service)
  const urls = createFunctionUrls(world, lambda.control)
  return {
    sqs: sqs.control,
    sns: sns.control,
    events: events.control,
    schedules: scheduler.control,
    lambda: lambda.control,
    urls,
    workers,
    async close() {
      lambda.control.close()
      await urls.close()
      await workers.close()
    },
  }
}
