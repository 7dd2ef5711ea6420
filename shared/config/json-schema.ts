import * as z from 'zod'
import { LongshoreFile } from './schema.ts'

/** The JSON Schema of longshore.yml, for editors: completes and explains keys while typing. */
export function configurationJsonSchema(): object {
  const schema = z.toJSONSchema(LongshoreFile, { target: 'draft-2020-12', io: 'input' })
  return { title: 'longshore.yml', description: 'What Longshore deploys where.', ...schema }
}
