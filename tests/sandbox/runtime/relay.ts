import { join } from 'node:path'
import { type SlackReceiver, startSlack } from '../../../sandbox/receivers/slack.ts'
import { readServerlessFile, type ServerlessFile } from '../../../sandbox/stack/serverless-file.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/start-sandbox.ts'

const RELAY_FILE = join(import.meta.dirname, 'fixture/serverless.yml')

export interface Relay {
  readonly sandbox: Sandbox
  readonly slack: SlackReceiver
  /** Puts an item on the bus, as the relay's first function takes it. */
  push(text: string, group?: string): void
  stop(): Promise<void>
}

const read = new Map<string, ServerlessFile>()

/** One reading serves many worlds. */
function relayFile(environment: Readonly<Record<string, string>>): ServerlessFile {
  const key = JSON.stringify(environment)
  const file = read.get(key) ?? readServerlessFile({ file: RELAY_FILE, environment })
  read.set(key, file)
  return file
}

/** A world with the fixture's stack and a Slack to talk to. */
export async function startRelay(
  options: Omit<SandboxOptions, 'stack'> & { readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<Relay> {
  const { environment = {}, ...rest } = options
  const stack = relayFile(environment)
  const sandbox = await startSandbox({ ...rest, stack })
  const slack = await startSlack(sandbox.clock)
  return {
    sandbox,
    slack,
    push: (text, group = 'a') => {
      const detail = { text, group, slack: slack.url }
      sandbox.world.emit({ source: 'relay.test', 'detail-type': 'Item', resources: [], detail })
    },
    stop: async () => {
      await sandbox.stop()
      await slack.stop()
    },
  }
}
