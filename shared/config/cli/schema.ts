import { configurationJsonSchema } from '../json-schema.ts'
import type { ExitCode, Tools } from './tools.ts'

/** Prints the JSON Schema of longshore.yml. */
export async function schema(_files: unknown, { print }: Tools): Promise<ExitCode> {
  print(JSON.stringify(configurationJsonSchema(), null, 2))
  return 0
}
