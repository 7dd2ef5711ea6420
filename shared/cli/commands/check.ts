import { templateParts } from '../../config/derive/template.ts'
import { requireConfig } from '../../config/read-config-files.ts'
import type { Command } from '../command.ts'
import { done } from '../exit-code.ts'

export const check: Command = {
  name: 'check',
  summary: 'Tells every mistake in longshore.yml and its lock file, each with line and mend',
  details: 'Asks nobody.',
  examples: [{ does: 'Is the configuration right?', line: 'longshore check' }],
  async run(_given, { files, terminal, json }) {
    const { config, maxParallel } = requireConfig(files, 'dev')
    templateParts(config, maxParallel)
    const { account, region } = config
    const names = Object.keys(config.targets)
    const targets = names.length === 1 ? '1 target' : `${names.length} targets`
    const words = `${targets} in ${account}, ${region}: ${names.join(', ')}. No mistakes.`
    terminal.print(json ? JSON.stringify({ account, region, targets: names, message: words }) : words)
    return done
  },
}
