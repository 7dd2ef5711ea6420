import * as z from 'zod'
import type { Path } from './mistake.ts'

/** The keys that a schema knows at a path; empty where keys are free. */
export function keysAt(schema: unknown, path: Path): readonly string[] {
  const found = schemaAt(schema, path)
  return found instanceof z.ZodObject ? Object.keys(found.shape) : []
}

function schemaAt(schema: unknown, path: Path): unknown {
  const here = schema instanceof z.ZodOptional ? schema.unwrap() : schema
  const [step, ...rest] = path
  if (step === undefined) return here
  if (here instanceof z.ZodObject) return schemaAt(here.shape[step], rest)
  if (here instanceof z.ZodRecord) return schemaAt(here.valueType, rest)
  return here instanceof z.ZodArray ? schemaAt(here.element, rest) : undefined
}
