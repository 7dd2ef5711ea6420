import { type ConfigFiles, requireConfig } from '../read-config-files.ts'
import { askStack } from './ask-stack.ts'
import type { ExitCode, Options, Tools } from './tools.ts'

/** Asks the stack how often, how fast and how well it deploys. */
export async function stats(files: ConfigFiles, tools: Tools, { stage, about, json }: Options): Promise<ExitCode> {
  const { config } = requireConfig(files, stage)
  const place = { name: `${config.stack}-stats`, region: config.region }
  const { days, ...rest } = about
  const payload = { ...rest, ...(days === undefined ? {} : { days: Number(days) }) }
  const answer = await askStack(tools, place, 'tell the figures', payload)
  const { message } = Object(answer)
  if (typeof message !== 'string') {
    throw new Error(`Cannot tell the figures: ${place.name} answered something else. Deploy the stack again.`)
  }
  tools.print(json ? JSON.stringify(answer) : message)
  return 0
}
