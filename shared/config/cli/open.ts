import { type ConfigFiles, ConfigurationBroken, requireConfig } from '../read-config-files.ts'
import { askStack } from './ask-stack.ts'
import type { ExitCode, Options, Tools } from './tools.ts'

/** Asks the stack for a signed link to its page. The link alone goes to the output, so that it can be handed on. */
export async function open(files: ConfigFiles, tools: Tools, { stage }: Options): Promise<ExitCode> {
  const { config } = requireConfig(files, stage)
  if (config.page === undefined) {
    throw new ConfigurationBroken(
      'There is no page: the configuration does not ask for one. Write page: true, then deploy.',
    )
  }
  const { url, until } = await ask(tools, `${config.stack}-open`, config.region)
  tools.print(url)
  tools.complain(`Opens until ${until}.`)
  return 0
}

async function ask(tools: Tools, name: string, region: string): Promise<{ url: string; until: string }> {
  const { url, until } = Object(await askStack(tools, { name, region }, 'open the page'))
  if (typeof url === 'string' && typeof until === 'string') return { url, until }
  throw new Error(`Cannot open the page: ${name} answered something else than a link. Deploy the stack again.`)
}
