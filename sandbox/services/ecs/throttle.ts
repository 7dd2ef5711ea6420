import { AwsError, type Operation } from '../../kernel/service.ts'
import type { EcsState } from './state.ts'

/** AWS's token buckets, per account and region: how many calls at once, and how many a second in the long run. */
const BUCKETS = {
  'service-modify': { burst: 50, perSecond: 5 },
  'service-read': { burst: 100, perSecond: 20 },
  'service-deployment': { burst: 50, perSecond: 20 },
  'service-revision': { burst: 50, perSecond: 20 },
  'task-definition-modify': { burst: 20, perSecond: 1 },
  'task-definition-read': { burst: 50, perSecond: 20 },
  'cluster-resource-read': { burst: 100, perSecond: 20 },
  'cluster-resource-modify': { burst: 100, perSecond: 40 },
  'cluster-read': { burst: 50, perSecond: 20 },
} as const

type BucketName = keyof typeof BUCKETS

const BUCKET_OF: Readonly<Record<string, BucketName>> = {
  CreateService: 'service-modify',
  UpdateService: 'service-modify',
  DescribeServices: 'service-read',
  ListServices: 'service-read',
  ListServiceDeployments: 'service-deployment',
  DescribeServiceDeployments: 'service-deployment',
  DescribeServiceRevisions: 'service-revision',
  RegisterTaskDefinition: 'task-definition-modify',
  DeregisterTaskDefinition: 'task-definition-modify',
  DescribeTaskDefinition: 'task-definition-read',
  ListTaskDefinitions: 'task-definition-read',
  DescribeTasks: 'cluster-resource-read',
  ListTasks: 'cluster-resource-read',
  RunTask: 'cluster-resource-modify',
  StopTask: 'cluster-resource-modify',
  DescribeClusters: 'cluster-read',
}

export interface Throttle {
  readonly switch: (isOn: boolean) => void
  /** @throws AwsError ThrottlingException when the operation's bucket is empty */
  readonly take: (operation: string) => void
}

/** Off until switched on. Buckets refill on the world's clock. */
export function createThrottle(ecs: EcsState): Throttle {
  const levels = new Map<BucketName, { tokens: number; at: number }>()
  let isOn = false
  return {
    switch(on) {
      isOn = on
    },
    take(operation) {
      const name = BUCKET_OF[operation]
      if (!isOn || !name) return
      const { burst, perSecond } = BUCKETS[name]
      const now = ecs.world.clock.now()
      const level = levels.get(name) ?? { tokens: burst, at: now }
      const tokens = Math.min(burst, level.tokens + ((now - level.at) / 1000) * perSecond)
      levels.set(name, { tokens: Math.max(0, tokens - 1), at: now })
      if (tokens < 1) throw new AwsError('ThrottlingException', 'Rate exceeded')
    },
  }
}

export function throttled(
  throttle: Throttle,
  operations: Readonly<Record<string, Operation>>,
): Record<string, Operation> {
  const limit = (name: string, operation: Operation): Operation => {
    return (input, call) => {
      throttle.take(name)
      return operation(input, call)
    }
  }
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, limit(name, operation)]))
}
