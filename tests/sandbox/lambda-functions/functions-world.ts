import { LambdaClient } from '@aws-sdk/client-lambda'
import type { Pushed } from '../../../sandbox/services/ecr/push-image.ts'
import type { FunctionFate, FunctionFateName } from '../../../sandbox/services/lambda-functions/function-fates.ts'
import type { FunctionSetUp } from '../../../sandbox/services/lambda-functions/set-up-function.ts'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'
import { clientOptions } from '../kernel/client-options.ts'

/** The function `thumbs` with version 1 of `old` behind the alias `live`, and an image `next` to come. */
export interface FunctionsWorld {
  readonly sandbox: Sandbox
  readonly client: LambdaClient
  readonly old: Pushed
  readonly next: Pushed
  /** Awaits a call while the world's time stands still, unless the call itself waits for it. */
  readonly call: <T>(work: Promise<T>) => Promise<T>
  readonly pass: (seconds: number) => Promise<void>
  readonly stop: () => Promise<void>
}

export async function functionsWorld(
  options: { readonly fate?: FunctionFateName | FunctionFate; readonly set?: Partial<FunctionSetUp> } = {},
): Promise<FunctionsWorld> {
  const sandbox = await startSandbox()
  const { clock, ecr, functions } = sandbox
  const old = ecr.push({ repository: 'team/thumbs', tag: 'v1', silent: true })
  const next = ecr.push({ repository: 'team/thumbs', tag: 'v2', silent: true })
  if (options.fate) functions.fate(next.digest, options.fate)
  functions.createFunction({
    name: 'thumbs',
    image: old.pinned,
    versions: [old.pinned],
    aliases: { live: '1' },
    tags: { team: 'images' },
    ...options.set,
  })
  const client = new LambdaClient({ ...clientOptions(sandbox.endpoint), maxAttempts: 1 })
  return {
    sandbox,
    client,
    old,
    next,
    call: (work) => clock.during(work),
    pass: (seconds) => clock.runUntil(clock.now() + seconds * 1000),
    async stop() {
      client.destroy()
      await sandbox.stop()
    },
  }
}

/** `sha256:` off: what Lambda calls CodeSha256. */
export function codeSha({ digest }: Pushed): string {
  return digest.replace('sha256:', '')
}
