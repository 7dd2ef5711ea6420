import { configurationJsonSchema } from '../../config/json-schema.ts'
import type { Command } from '../command.ts'
import { done } from '../exit-code.ts'

export const schema: Command = {
  name: 'schema',
  summary: 'Prints the JSON Schema of longshore.yml, for editors',
  examples: [{ does: 'As it lies in docs/', line: 'longshore schema' }],
  async run(_given, { terminal }) {
    terminal.print(JSON.stringify(configurationJsonSchema(), null, 2))
    return done
  },
}
