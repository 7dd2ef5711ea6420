import * as z from 'zod'
import { Duration } from './duration.ts'

const from = Duration.optional().describe('Since a task of the image runs; at once when left out.')

const Answer = z
  .strictObject({
    from,
    status: z.int().min(200).max(599).optional().describe('Default 200; 302 with redirect.'),
    body: z.string().optional().describe('Default ok.'),
    headers: z.record(z.string(), z.string()).optional(),
    delay: Duration.optional().describe('Real time before the answer: time-outs of whoever asks are real.'),
    redirect: z.string().optional().describe('Where the answer leads; a path is one of the same server.'),
    hangs: z.boolean().optional().describe('The request is taken and never answered.'),
    resets: z.boolean().optional().describe('The connection is cut.'),
  })
  .describe('How requests are answered.')

const Line = z
  .strictObject({
    from,
    group: z.string().describe('A log group of the account.'),
    line: z.string(),
    perMinute: z.number().min(0).optional().describe('Default 6.'),
  })
  .describe('A line that is logged over and over.')

const Serves = z
  .strictObject({
    from,
    errors: z.number().min(0).max(1).optional().describe('Share of the requests answered with 500; default 0.'),
    takes: z
      .tuple([z.number().min(0), z.number().min(0)])
      .optional()
      .describe('Milliseconds that requests take, least and most; default 40 and 120.'),
  })
  .describe('How the requests of `traffic` fare, as the metrics of the load balancer count them.')

const Probe = z
  .strictObject({ from, ok: z.boolean(), reason: z.string().optional() })
  .describe('What functions find that probe the service.')

const Count = z.int().min(0).max(1000).optional()

const Scan = z
  .strictObject({
    critical: Count,
    high: Count,
    medium: Count,
    low: Count,
    informational: Count,
    after: Duration.optional().describe('From the push to the end of the scan; default 20s.'),
    ends: z
      .enum(['completes', 'fails', 'unsupported', 'never-starts'])
      .optional()
      .describe('How the scan ends; default completes.'),
  })
  .describe('What a scan of the image finds, where the account has `scanning`: a number for each severity.')
export type ScanOfImage = z.infer<typeof Scan>

function several<Item extends z.ZodType>(item: Item) {
  return z.union([item, z.array(item)])
}

/** What an image does while it runs: members of a fate. Of several the last whose `from` has passed counts, of lines each. */
export const behaviourOfFate = {
  answers: several(Answer).optional().describe('What it answers to requests that paths of `web` lead to it.'),
  logs: several(Line).optional(),
  serves: several(Serves).optional(),
  probe: several(Probe).optional(),
  scan: Scan.optional(),
}

const Behaviour = z.strictObject(behaviourOfFate)
export type BehaviourOfFate = z.infer<typeof Behaviour>

const Served = z
  .string()
  .regex(/^(?:[A-Za-z0-9_-]+\/[A-Za-z0-9_-]+|host:[A-Za-z0-9_-]+)$/, 'What answers is cluster/service or host:NAME.')

/** What is there for proofs to look at: members of the account. */
export const surroundings = {
  web: z
    .record(z.string().regex(/^\/[a-z0-9/-]+$/, 'A path begins with a slash.'), Served)
    .optional()
    .describe(
      'What answers, by path: cluster/service, or host:NAME. The configuration says http://localhost/web and the path.',
    ),
  logGroups: z.array(z.string()).optional().describe('Log groups of CloudWatch Logs.'),
  scanning: z
    .enum(['basic', 'enhanced'])
    .optional()
    .describe('How ECR scans what is pushed; not at all when left out.'),
}

/** Steps about what proofs look at. */
export const behaviourSteps = {
  log: z
    .strictObject({ group: z.string(), line: z.string(), times: z.int().min(1).optional() })
    .optional()
    .describe('A line is logged, once or so many times.'),
  deleteLogGroup: z.string().optional().describe('Somebody deletes a log group.'),
  metric: z
    .strictObject({
      namespace: z.string(),
      name: z.string(),
      dimensions: z.record(z.string(), z.string()).optional(),
      value: z.union([z.number(), z.array(z.number())]).describe('One value, or several in every minute.'),
      count: z.int().min(1).optional().describe('How often each, every minute; default 1.'),
      for: Duration.optional().describe('From now on, minute by minute; only now when left out.'),
      before: Duration.optional().describe('The same in the minutes up to now.'),
    })
    .optional()
    .describe('A metric gets values.'),
}
export type MetricStep = NonNullable<z.infer<(typeof behaviourSteps)['metric']>>
