import { ECRClient } from '@aws-sdk/client-ecr'
import { ECSClient } from '@aws-sdk/client-ecs'
import { type Kernel, startKernel } from '../../../sandbox/kernel/start-kernel.ts'
import { type EcrControl, ecrService } from '../../../sandbox/services/ecr/ecr-service.ts'
import type { EcsControl } from '../../../sandbox/services/ecs/ecs-control.ts'
import { ecsService } from '../../../sandbox/services/ecs/ecs-service.ts'
import { clientOptions } from '../kernel/client-options.ts'

export interface ServedEcs {
  readonly kernel: Kernel
  readonly ecs: EcsControl
  readonly ecr: EcrControl
  readonly ecsClient: ECSClient
  readonly ecrClient: ECRClient
  readonly stop: () => Promise<void>
}

/** Simulated ECS and ECR behind a server, with real clients. Replies are checked against the SDK's own models. */
export async function serveEcs(): Promise<ServedEcs> {
  const kernel = await startKernel()
  const ecr = ecrService(kernel.world)
  const ecs = ecsService(kernel.world, ecr.control)
  kernel.register(ecr.service)
  kernel.register(ecs.service)
  const options = { ...clientOptions(kernel.endpoint), maxAttempts: 1 }
  const ecsClient = new ECSClient(options)
  const ecrClient = new ECRClient(options)
  return {
    kernel,
    ecs: ecs.control,
    ecr: ecr.control,
    ecsClient,
    ecrClient,
    async stop() {
      ecsClient.destroy()
      ecrClient.destroy()
      await kernel.stop()
    },
  }
}

export const run = ({ kernel }: ServedEcs, seconds: number): Promise<void> =>
  kernel.clock.runUntil(kernel.clock.now() + seconds * 1000)

/** The error a call ends with, as `Name: message`. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`
  }
  throw new Error('The call was not refused.')
}
