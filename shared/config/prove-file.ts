import * as z from 'zod'
import { functionName } from './kinds/lambda-file.ts'
import { isNetwork } from './network.ts'
import { Duration } from './shapes.ts'
import { SecretPlace } from './slack-file.ts'

/* `prove`, `scan` and `checks` of longshore.yml. */

const alarmName = z.string().min(1).max(255)
const AlarmNames = z.array(alarmName).max(100)

const common = {
  name: z
    .string()
    .regex(/^[\w .:/@-]{1,64}$/, 'bad-proof-name')
    .optional()
    .describe('What people call it; unique among the proofs of a target.'),
  whenUnknown: z
    .enum(['fail', 'pass'])
    .optional()
    .describe('What becomes of the release when this cannot be told for the deadline after the bake time.'),
  failures: z.int().min(1).max(20).optional().describe('Failing looks in a row that take the release back.'),
}

const Status = z.int().min(100).max(599)

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'bad-header-name')

const Http = z.strictObject({
  ...common,
  url: z
    .string()
    .max(500)
    .refine(isWebAddress, 'bad-proof-url')
    .describe('What is asked for by GET; without credentials.'),
  status: z
    .union([Status, z.array(Status).min(1).max(20)], 'bad-status')
    .optional()
    .describe('Status code that passes, or a list of them.'),
  header: z
    .strictObject({
      name: headerName.describe('Name of a header of the answer.'),
      contains: z.string().min(1).max(200).describe('What it must contain, whatever the case.'),
    })
    .optional()
    .describe('A header that the answer must have.'),
  body: z
    .strictObject({
      contains: z.string().min(1).max(200).optional().describe('Text that must be in the body.'),
      matches: z
        .string()
        .min(1)
        .max(200)
        .refine(isRegex, 'bad-proof-regex')
        .optional()
        .describe('Regular expression of JavaScript that must be found in the body.'),
    })
    .refine((body) => Object.keys(body).length === 1, 'one-body-match')
    .meta({ minProperties: 1, maxProperties: 1 })
    .optional()
    .describe('What the body of the answer must hold: exactly one of contains, matches.'),
  within: Duration.optional().describe('Longest time to the end of the answer, at most 5s.'),
  times: z.int().min(1).max(10).optional().describe('Passes back to back that make one look.'),
  redirects: z.enum(['refuse', 'follow']).optional().describe('Whether another address may answer instead.'),
  headers: z
    .record(headerName, z.union([z.string().min(1).max(500), SecretPlace], 'bad-header-value'))
    .refine((headers) => Object.keys(headers).length <= 10, 'many-headers')
    .optional()
    .describe('Headers sent along: text, or the place of a secret.'),
  through: z.literal('vpc').optional().describe('Looked at from inside the network that checks.vpc names.'),
})

const Measure = z.strictObject({
  namespace: z.string().min(1).max(255).describe('Namespace of the metric: AWS/ApplicationELB.'),
  metric: z.string().min(1).max(255).describe('Name of the metric.'),
  dimensions: z
    .record(z.string().min(1).max(255), z.string().min(1).max(1024))
    .refine((dimensions) => Object.keys(dimensions).length <= 30, 'many-dimensions')
    .optional()
    .describe('Dimensions by name.'),
  statistic: z
    .string()
    .regex(/^(?:Average|Sum|Minimum|Maximum|SampleCount|(?:p|tm|tc|ts|wm)\d{1,2}(?:\.\d{1,10})?)$/, 'bad-statistic')
    .describe('Average, Sum, Minimum, Maximum, SampleCount, or a percentile such as p95.'),
})

const Metric = z.strictObject({
  ...common,
  what: Measure.describe('What is measured.'),
  over: Measure.optional().describe('What it is divided by: errors over requests make a rate.'),
  atMost: z
    .strictObject({
      factor: z.number().min(0).max(1000).describe('So many times what it was before the deployment,'),
      plus: z.number().min(0).optional().describe('and so much more.'),
    })
    .describe('How much of what it was before it may be.'),
  window: Duration.optional().describe('How much of the time before is compared with, 5m to 24h.'),
  least: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('Fewer minutes with data than this, before or since, tell nothing.'),
  missing: z
    .enum(['zero', 'unknown'])
    .optional()
    .describe('What a minute without data is: none was counted, or it tells nothing.'),
})

const Log = z.strictObject({
  ...common,
  group: z
    .string()
    .regex(/^[\w./#-]{1,512}$/, 'bad-log-group')
    .describe('Name of the log group.'),
  pattern: z.string().min(1).max(500).describe('Filter pattern of CloudWatch Logs for lines that must not appear.'),
  atMost: z.int().min(0).max(10_000).optional().describe('Matching lines that are still all right.'),
})

const LambdaProbe = z.strictObject({
  ...common,
  function: functionName.describe('Name of a function that answers {"ok": true or false, "reason": text}.'),
  qualifier: z
    .string()
    .regex(/^(?:\$LATEST|[A-Za-z0-9_-]{1,128})$/, 'bad-qualifier')
    .optional()
    .describe('Its alias or version.'),
  payload: z
    .record(z.string(), z.json())
    .refine((payload) => JSON.stringify(payload).length <= 1024, 'long-payload')
    .optional()
    .describe('Sent along, at most 1,024 characters.'),
})

const Alarms = z.strictObject({
  names: AlarmNames.describe('Names of alarms of CloudWatch.'),
  insufficientData: z
    .enum(['unknown', 'quiet'])
    .optional()
    .describe('What an alarm without data says: nothing, or that all is quiet.'),
  firingAtStart: z
    .enum(['ignore', 'refuse'])
    .optional()
    .describe('What an alarm that fires already does to a start: it is told and not judged, or nothing begins.'),
})

/** `prove` of a target. */
export const Prove = z.strictObject({
  bake: Duration.optional().describe('How long a completed rollout must stay healthy.'),
  alarms: z
    .union([AlarmNames, Alarms], 'bad-alarms')
    .optional()
    .describe('CloudWatch alarms that must not begin to fire from the start until the release is proven.'),
  http: z.array(Http).max(20).optional().describe('Addresses that must answer as said.'),
  metrics: z.array(Metric).max(20).optional().describe('Metrics that must not be worse than before the deployment.'),
  logs: z.array(Log).max(20).optional().describe('Lines that must not appear in logs.'),
  functions: z.array(LambdaProbe).max(20).optional().describe('Lambda functions that must say it is well.'),
})

/** `scan` of a target. */
export const Scan = z.strictObject({
  severity: z.enum(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']).describe('Findings of this severity and worse count.'),
  atMost: z.int().min(0).max(100_000).optional().describe('Findings that are still all right.'),
  within: Duration.optional().describe('Longest wait for the scan, 1m to 6h.'),
  whenUnknown: z.enum(['fail', 'pass']).optional().describe('What becomes of a start that no scan tells anything of.'),
})

/** `checks` of longshore.yml. */
export const Checks = z.strictObject({
  privateNetworks: z
    .array(z.string().refine(isNetwork, 'bad-network'))
    .max(50)
    .optional()
    .describe('Networks that are not public and that proofs may look at all the same, in CIDR notation.'),
  vpc: z
    .strictObject({
      subnets: z
        .array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'bad-subnet'))
        .min(1)
        .max(16)
        .describe('Ids of subnets.'),
      securityGroups: z
        .array(z.string().regex(/^sg-[0-9a-f]{8,17}$/, 'bad-security-group'))
        .min(1)
        .max(5)
        .describe('Ids of security groups.'),
    })
    .optional()
    .describe('Where proofs with through: vpc are looked at from.'),
})

export type ProveFile = z.infer<typeof Prove>
export type ScanFile = z.infer<typeof Scan>
export type ChecksFile = z.infer<typeof Checks>

function isWebAddress(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.hash === ''
}

function isRegex(source: string): boolean {
  try {
    new RegExp(source, 'u')
    return true
  } catch {
    return false
  }
}
