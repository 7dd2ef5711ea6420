import { type Kernel, type KernelOptions, startKernel } from './kernel/start-kernel.ts'
import { startDynamodb, type Tables } from './services/dynamodb/dynamodb-service.ts'
import { type Secrets, secretsManagerService } from './services/secrets-manager/secrets-manager-service.ts'
import { type ParameterStore, ssmService } from './services/ssm/ssm-service.ts'
import { stsService } from './services/sts/sts-service.ts'

export type SandboxOptions = KernelOptions

/** A local AWS on 127.0.0.1, with a control object for each service that tests and scenarios set up or read back. */
export interface Sandbox extends Kernel {
  readonly dynamodb: Tables
  readonly ssm: ParameterStore
  readonly secrets: Secrets
}

/** Starts a local AWS. Stop it, or its servers keep the process alive. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const kernel = await startKernel(options)
  const { world } = kernel
  const dynamodb = await startDynamodb()
  const ssm = ssmService(world)
  const secretsManager = secretsManagerService(world)
  for (const service of [dynamodb.service, stsService(world), ssm.service, secretsManager.service]) {
    kernel.register(service)
  }
  return { ...kernel, dynamodb: dynamodb.tables, ssm: ssm.parameters, secrets: secretsManager.secrets }
}
