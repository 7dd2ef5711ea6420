import { join } from 'node:path'
import type { FunctionDefinition } from '../services/lambda/function.ts'

export interface EnvironmentOptions {
  readonly region: string
  readonly endpoint: string
  /** The access key id: it names the worker in the sandbox's log of calls. */
  readonly caller: string
  readonly directory: string
}

/** What Lambda sets, what the function asks for, and where AWS is. Nothing of this process's own environment gets in. */
export function workerEnvironment(definition: FunctionDefinition, options: EnvironmentOptions): Record<string, string> {
  const nowhere = join(options.directory, 'no-aws-configuration')
  return {
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin/:/bin',
    ...definition.environment,
    _HANDLER: `functions/${definition.key}.${definition.code.exportName}`,
    AWS_ENDPOINT_URL: options.endpoint,
    AWS_REGION: options.region,
    AWS_DEFAULT_REGION: options.region,
    AWS_ACCESS_KEY_ID: options.caller,
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySize),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: options.caller,
    // Without these the SDK would read the developer's own profile, or ask the network for one.
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}
