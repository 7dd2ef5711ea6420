import { join } from 'node:path'
import { readServerlessFile, type ServerlessFile } from '../../sandbox/stack/serverless-file.ts'
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts'

const MINUTE = 60_000
const stack: ServerlessFile = readServerlessFile({ file: join(import.meta.dirname, '../../serverless.yml') })

/** The account that longshore.yml speaks of, settled, with the real functions: what the guides' commands run against. */
export interface SampleWorld {
  readonly sandbox: Sandbox
  pass(minutes: number): Promise<void>
  push(tag: string, fate?: 'crashes'): void
  /** What the Invoke API answers. */
  invoke(
    name: string,
    payload: unknown,
  ): Promise<{ readonly failed?: string; readonly answer?: Record<string, unknown> }>
}

export async function startSampleWorld(): Promise<SampleWorld> {
  const sandbox = await startSandbox({ stack })
  const { clock, ecr, ecs, lambda, slack, ssm } = sandbox
  ssm.put('/longshore/slack-webhook', `${slack.url}/services/T/B/guide`)
  const image = (repository: string, tag: string) => ecr.push({ repository, tag, silent: true }).reference
  const services = [
    { cluster: 'production', name: 'api', desiredCount: 4, containers: { app: image('team/api', 'v1.0.0') } },
    { cluster: 'staging', name: 'web', desiredCount: 2, containers: { web: image('team/web', 'main') } },
    {
      ...{ cluster: 'production', name: 'worker', desiredCount: 2 },
      containers: { worker: image('team/worker', 'main-1'), proxy: image('team/proxy', 'stable') },
    },
  ]
  for (const service of services) ecs.createService(service)
  return {
    sandbox,
    pass: (minutes) => clock.runUntil(clock.now() + minutes * MINUTE),
    push(tag, fate) {
      const { digest } = ecr.push({ repository: 'team/api', tag })
      if (fate) ecs.fate(digest, fate)
    },
    async invoke(name, payload) {
      const result = await clock.during(lambda.invoke(name, payload))
      return result.ok ? { answer: JSON.parse(result.payload) } : { failed: result.error.errorMessage }
    },
  }
}
