import * as z from 'zod'
import { Account } from './account-schema.ts'
import { Duration } from './duration.ts'
import { Expectations } from './expectation-schema.ts'
import { Step } from './step-schema.ts'

/** A story told to Longshore, and what must come of it. */
export const Scenario = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'A name is lowercase letters, digits and dashes.')
    .describe('What it is called on the command line.'),
  title: z.string().min(1).describe('What it shows, in a sentence.'),
  seed: z.union([z.int(), z.string()]).optional().describe('Default 1. The same seed gives the same story.'),
  start: z.iso.datetime().optional().describe('The world begins at this time; default 2026-11-16T09:00:00Z.'),
  account: Account,
  accounts: z
    .array(Account)
    .optional()
    .describe(
      'Other accounts and regions that targets are in: what they hold, and what the configuration asks of them. Their images come from the registry of `account`.',
    ),
  configuration: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .optional()
    .describe(
      'What a longshore.yml says, or the path of one, relative to the scenario. Default: the longshore.yml of this checkout. Its lock file is derived from the account.',
    ),
  steps: z.array(Step).describe('What happens, in order.'),
  until: z
    .union([z.literal('quiet'), Duration])
    .optional()
    .describe(
      'When it ends: quiet (default) when nothing is in progress or waits to be told; or a time since the start.',
    ),
  expect: Expectations,
})
export type Scenario = z.infer<typeof Scenario>

/** The published JSON Schema of scenario files. */
export function scenarioJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(Scenario, { target: 'draft-2020-12', io: 'input' })
  return { $schema, title: 'Longshore scenario', ...schema }
}
