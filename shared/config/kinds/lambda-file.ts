import * as z from 'zod'
import { Container, Duration } from '../shapes.ts'

export const functionName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'bad-function-name')

const aliasName = z.string().regex(/^(?!\d+$)[A-Za-z0-9_-]{1,128}$/, 'bad-alias-name')

const Percent = z
  .string()
  .regex(/^[1-9]\d?%$/, 'bad-percent')
  .meta({ examples: ['10%'] })

/** How the traffic of an alias gets to a new version: a share for a while and then all of it, or share after share. */
const Shift = z
  .strictObject({
    canary: Percent.optional().describe('Share of the traffic that the new version gets first.'),
    for: Duration.optional().describe('How long it keeps that share before it gets all traffic.'),
    linear: Percent.optional().describe('Share of the traffic that moves at each step.'),
    every: Duration.optional().describe('How long each step lasts; at least a minute.'),
  })
  .refine((shift) => ['canary for', 'every linear'].includes(Object.keys(shift).toSorted().join(' ')), 'one-shift')
  .meta({
    oneOf: [{ required: ['canary', 'for'] }, { required: ['linear', 'every'] }],
    minProperties: 2,
    maxProperties: 2,
  })

/** A Lambda function that runs a container image, as written. */
export const Lambda = Container.extend({
  function: functionName.describe('Name of the function.'),
  alias: aliasName
    .optional()
    .describe('The alias that callers use; without one the function itself ($LATEST) is deployed to.'),
  shift: Shift.optional().describe(
    'How the traffic moves: canary and for, or linear and every; all at once otherwise.',
  ),
})

export type LambdaFile = z.infer<typeof Lambda>
