import { templateParts } from '../derive/template.ts'
import { type ConfigFiles, requireConfig } from '../read-config-files.ts'
import type { ExitCode, Tools } from './tools.ts'

/** Tells every mistake of the configuration, or that there is none and that the stack can be derived from it. */
export async function check(files: ConfigFiles, { print }: Tools): Promise<ExitCode> {
  const { config, maxParallel } = requireConfig(files, 'dev')
  templateParts(config, maxParallel)
  const names = Object.keys(config.targets)
  const targets = names.length === 1 ? '1 target' : `${names.length} targets`
  print(`${targets} in ${config.account}, ${config.region}: ${names.join(', ')}. No mistakes.`)
  return 0
}
