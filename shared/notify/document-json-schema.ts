import * as z from 'zod/mini'
import { AnnouncementDocument } from './document-schema.ts'

/** The published JSON Schema of the document. Readers must take fields they do not know, so none is forbidden. */
export function documentJsonSchema(): unknown {
  const { $schema, ...schema } = z.toJSONSchema(AnnouncementDocument, {
    target: 'draft-2020-12',
    io: 'input',
    // The format says it; the pattern behind it is a page long.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
    },
  })
  return {
    $schema,
    title: 'Longshore announcement',
    description:
      'What Longshore publishes to its SNS topic when a deployment ended, or when people must know something.',
    ...schema,
  }
}
