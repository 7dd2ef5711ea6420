import * as z from 'zod'
import { Duration } from './duration.ts'
import { Architecture } from './function-fate-schema.ts'
import { ImageName, ServiceName } from './names-schema.ts'

const FunctionName = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/, 'A function is named by letters, digits, dashes and underscores.')

const PlacedFunction = z
  .string()
  .regex(/^(?:\d{12}\/[a-z0-9-]+ )?[A-Za-z0-9_-]+$/, 'A function is NAME, in another place ACCOUNT/REGION NAME.')

const Version = z.int().min(1).describe('Number of a published version.')

const Weights = z.record(z.string().regex(/^\d+$/), z.number().min(0).max(100)).describe('Percent by version.')

const AliasAtStart = z.union([Version, z.strictObject({ version: Version, weights: Weights.optional() })])

/** A Lambda function that runs an image. */
export const ScenarioFunction = z
  .strictObject({
    image: ImageName.describe('What $LATEST runs.'),
    versions: z
      .array(ImageName)
      .optional()
      .describe('Images of the published versions, from 1 on; just the image when left out.'),
    aliases: z.record(z.string(), AliasAtStart).optional().describe('The version each alias points at.'),
    architecture: Architecture.optional().describe('Default x86_64.'),
    state: z
      .enum(['active', 'idle', 'failed'])
      .optional()
      .describe(
        'idle: its first invocation fails; failed: its image is gone, until its code is updated. Default active.',
      ),
    package: z.enum(['image', 'zip']).optional().describe('Default image.'),
    timeout: Duration.optional().describe('Of its invocations; default 30s.'),
    probes: ServiceName.optional().describe('It answers what the image of this service says by `probe`.'),
    updateSeconds: z.tuple([z.number(), z.number()]).optional().describe('How long updates take: least, most.'),
    afterFailedUpdate: z
      .enum(['old', 'new'])
      .optional()
      .describe('Which code $LATEST shows after an update that failed; not known of AWS. Default old.'),
  })
  .describe('A Lambda function, active and settled.')
export type ScenarioFunction = z.infer<typeof ScenarioFunction>

const METRICS = ['errors', 'throttles', 'duration', 'invocations'] as const

/** A CloudWatch alarm. */
export const ScenarioAlarm = z
  .union([
    z.literal('manual').describe('Watches nothing: the step `alarm` sets it.'),
    z.strictObject({
      function: FunctionName,
      alias: z.string().optional().describe('Only what was invoked by this alias.'),
      metric: z.enum(METRICS),
      statistic: z.string().optional().describe('Sum, Average, Maximum, p90 …; default Sum, of duration Average.'),
      atLeast: z.number().describe('The threshold; of duration in milliseconds.'),
      period: Duration.optional().describe('Default 1m.'),
      periods: z.int().min(1).optional().describe('How many periods must reach the threshold; default 1.'),
    }),
  ])
  .describe('A CloudWatch alarm, OK at the start.')
export type ScenarioAlarm = z.infer<typeof ScenarioAlarm>

/** Invocations that keep coming. */
export const ScenarioTraffic = z
  .union([
    z.strictObject({ function: FunctionName, alias: z.string().optional(), perMinute: z.number().min(0) }),
    z.strictObject({ service: ServiceName, perMinute: z.number().min(0) }),
  ])
  .describe('Steady invocations of a function, or requests to a service, spread over the world’s time.')
export type ScenarioTraffic = z.infer<typeof ScenarioTraffic>

/** Steps about functions and alarms. */
export const functionSteps = {
  alarm: z
    .strictObject({
      name: z.string(),
      state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
      reason: z.string().optional(),
    })
    .optional()
    .describe('An alarm takes a state; one with a metric until its next evaluation.'),
  alias: z
    .strictObject({
      function: FunctionName,
      name: z.string(),
      version: Version.optional(),
      weights: Weights.optional(),
    })
    .optional()
    .describe('Somebody else moves or weighs an alias; one that is missing is created.'),
  updateFunction: z
    .strictObject({ function: FunctionName, image: ImageName })
    .optional()
    .describe('Somebody else updates the code of a function.'),
  deleteFunction: z
    .strictObject({ function: FunctionName, alias: z.string().optional(), version: Version.optional() })
    .optional()
    .describe('Somebody deletes a function, or only an alias or a version of it.'),
}

const ExpectedAlias = z.union([
  z.string(),
  z.strictObject({
    image: z.string(),
    version: Version.optional(),
    weights: z.record(z.string(), z.number()).optional().describe('Percent by image alias; none when left out.'),
  }),
])

/** What functions must run at the end. */
export const ExpectedFunctions = z
  .record(
    PlacedFunction,
    z.strictObject({
      latest: z.string().optional().describe('Image alias of what $LATEST runs; `nothing`: the function is gone.'),
      aliases: z
        .record(z.string(), ExpectedAlias)
        .optional()
        .describe(
          'What each alias points at: an image alias, without any weight, or more in detail; `nothing`: it is gone.',
        ),
      versions: z.int().min(0).optional().describe('How many versions are published.'),
    }),
  )
  .describe('What Lambda functions run, read back from the platform.')
export type ExpectedFunctions = z.infer<typeof ExpectedFunctions>
export type ExpectedAlias = z.infer<typeof ExpectedAlias>
