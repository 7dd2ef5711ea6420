import { type ConfigFiles, ConfigurationBroken, requireConfig } from '../read-config-files.ts'
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

async function ask({ invoke }: Tools, name: string, region: string): Promise<{ url: string; until: string }> {
  const answer = await invoked(invoke, name, region)
  const { url, until } = Object(answer)
  if (typeof url === 'string' && typeof until === 'string') return { url, until }
  throw new Error(`Cannot open the page: ${name} answered something else than a link. Deploy the stack again.`)
}

async function invoked(invoke: Tools['invoke'], name: string, region: string): Promise<unknown> {
  try {
    return await invoke(name, region)
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const mend =
      'Check AWS_PROFILE, the stage (--stage) and the right lambda:InvokeFunction on it, and that the stack is deployed.'
    throw new Error(`Cannot open the page: ${name} in ${region} could not be asked: ${why}. ${mend}`, { cause: error })
  }
}
