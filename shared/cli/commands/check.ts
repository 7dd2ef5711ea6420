import { accountsToPrepare, accountTemplate } from '../../config/derive/account-template.ts'
import { templateParts } from '../../config/derive/template.ts'
import { type PlaceConfig, placesOf } from '../../config/places.ts'
import { counted, describeWarnings, requireConfig } from '../../config/read-config-files.ts'
import type { Command } from '../command.ts'
import { done } from '../exit-code.ts'

export const check: Command = {
  name: 'check',
  summary: 'Tells every mistake in longshore.yml and its lock file, each with line and mend',
  details: 'Asks nobody.',
  examples: [{ does: 'Is the configuration right?', line: 'longshore check' }],
  async run(_given, { files, terminal, json }) {
    const { config, maxParallel, warnings } = requireConfig(files, 'dev')
    templateParts(config, maxParallel)
    for (const place of accountsToPrepare(config)) accountTemplate(config, place)
    const { account, region } = config
    const verdict = warnings.length === 0 ? 'No mistakes.' : `No mistakes, ${counted(warnings.length, 'warning')}.`
    const words = [...placesOf(config).flatMap(targetsIn), verdict].join(' ')
    const targets = Object.keys(config.targets)
    if (warnings.length > 0 && !json) terminal.complain(describeWarnings(files, warnings))
    terminal.print(json ? JSON.stringify({ account, region, targets, warnings, message: words }) : words)
    return done
  },
}

function targetsIn({ config: { account, region, targets } }: PlaceConfig): string[] {
  const names = Object.keys(targets)
  const some = names.length === 1 ? '1 target' : `${names.length} targets`
  return names.length === 0 ? [] : [`${some} in ${account}, ${region}: ${names.join(', ')}.`]
}
