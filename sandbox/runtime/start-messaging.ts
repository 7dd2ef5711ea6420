import type { Kernel } from '../kernel/start-kernel.ts'
import { type EventsControl, eventsService } from '../services/events/events-service.ts'
import { type LambdaControl, lambdaService } from '../services/lambda/lambda-service.ts'
import { type SnsControl, snsService } from '../services/sns/sns-service.ts'
import { type SqsControl, sqsService } from '../services/sqs/sqs-service.ts'
import { createFunctionPool, type FunctionPool, type PoolOptions } from './function-pool.ts'

export type MessagingOptions = Pick<PoolOptions, 'maximumWorkers' | 'patienceMs' | 'onLog'>

/** Queues, topics, the bus and functions, connected to each other and to the kernel's faults. */
export interface Messaging {
  readonly sqs: SqsControl
  readonly sns: SnsControl
  readonly events: EventsControl
  readonly lambda: LambdaControl
  /** The threads that handlers run in: their logs, and a way to end one. */
  readonly workers: FunctionPool
  /** Ends every worker; nothing is polled or retried afterwards. */
  close(): Promise<void>
}

/** Creates the four services and registers them with the kernel. */
export function startMessaging(
  kernel: Pick<Kernel, 'endpoint' | 'world' | 'faults' | 'register' | 'connectBus'>,
  options: MessagingOptions = {},
): Messaging {
  const { world, faults } = kernel
  const endpoint = () => kernel.endpoint
  const workers = createFunctionPool({ ...options, world, endpoint, onInvocation: faults.invocationStarted })
  faults.onKill((caller) => void workers.kill(caller))
  const sqs = sqsService(world, endpoint)
  const lambda = lambdaService(world, workers, sqs.control)
  const sns = snsService(world, sqs.control, lambda.control.invokeAsync)
  lambda.control.connectSns(sns.control)
  const events = eventsService(world, (arn) => (payload) => {
    if (arn.includes(':sqs:')) sqs.control.send(arn, { MessageBody: JSON.stringify(payload) }, 'events')
    else lambda.control.invokeAsync(arn, payload)
  })
  events.control.setFate(faults.deliveries)
  kernel.connectBus((event) => void events.control.emit(event))
  for (const { service } of [sqs, lambda, sns, events]) kernel.register(service)
  return {
    sqs: sqs.control,
    sns: sns.control,
    events: events.control,
    lambda: lambda.control,
    workers,
    async close() {
      lambda.control.close()
      await workers.close()
    },
  }
}
