import * as z from 'zod'
import { FATE_NAMES } from '../services/ecs/fates.ts'
import { ONE_OFF_ENDS } from '../services/ecs/one-off-fate.ts'
import { behaviourOfFate } from './behaviour-schema.ts'
import { FunctionFate } from './function-fate-schema.ts'

/** `repository:tag`, or `repository@alias` for exactly that content whatever the tags name. */
export const ImageName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._/-]*[:@][A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/,
    'An image is repository:tag or repository@alias.',
  )
  .describe('repository:tag, or repository@alias for exactly that content whatever the tags name now.')

export const TaggedImage = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._/-]*:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'A push names repository:tag.')
  .describe('repository:tag')

/** The name of one image content: its digest is derived from the seed, the repository and this. */
export const Alias = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'An alias is letters, digits, dots, dashes and underscores.')
  .describe('Name of an image content; the digest is derived from seed, repository and alias. The tag when left out.')

export const ServiceName = z
  .string()
  .regex(/^[A-Za-z0-9_-]+\/[A-Za-z0-9_-]+$/, 'A service is cluster/service.')
  .describe('cluster/service')

export const PlaceName = z
  .string()
  .regex(/^\d{12}\/[a-z0-9-]+$/, 'An account and region are 222222222222/eu-west-1.')
  .describe('ACCOUNT/REGION')

/** In expectations, which look at every place. */
export const PlacedService = z
  .string()
  .regex(/^(?:\d{12}\/[a-z0-9-]+ )?[A-Za-z0-9_-]+\/[A-Za-z0-9_-]+$/, 'A service is cluster/service.')
  .describe('cluster/service, in another place ACCOUNT/REGION cluster/service')

export const Target = z.string().min(1).describe('Name of a target of the configuration.')

const FateName = z.enum(FATE_NAMES)

const OneOffFate = z
  .strictObject({
    command: z.string().optional().describe('Only tasks whose command contains this.'),
    ends: z.enum(ONE_OFF_ENDS).optional().describe('Default exits.'),
    exitCode: z.int().min(0).max(255).optional().describe('exits: default 0.'),
    afterSeconds: z.number().min(0).optional().describe('exits: from RUNNING to the exit, default 20.'),
    reason: z.string().optional().describe("Instead of the platform's usual words."),
  })
  .describe('What becomes of one-off tasks that run the image.')

/** What becomes of tasks that run an image. */
export const Fate = z
  .union([
    FateName,
    z.strictObject({
      name: FateName.optional().describe('Default healthy.'),
      exitCode: z.int().min(0).max(255).optional().describe('crashes, flaps: default 1.'),
      afterSeconds: z
        .number()
        .min(0)
        .optional()
        .describe('crashes, oom: from RUNNING to the exit, default 5; flaps: from healthy, default 60.'),
      factor: z.number().min(1).optional().describe('slow: how many times slower than usual, default 3.'),
      task: z
        .union([OneOffFate, z.array(OneOffFate)])
        .optional()
        .describe('What becomes of one-off tasks that run it, by their command: all end well when left out.'),
      ...behaviourOfFate,
    }),
    FunctionFate,
  ])
  .describe('What becomes of tasks and functions that run the image: healthy unless it says otherwise.')
export type Fate = z.infer<typeof Fate>
export type ScenarioOneOffFate = z.infer<typeof OneOffFate>
