import * as z from 'zod'
import { Container, Duration } from '../shapes.ts'

const port = z.int().min(1).max(65_535)

const hostPath = z.string().regex(/^\/(?!.*\.\.)[A-Za-z0-9._/@+-]+$/, 'bad-host-path')

const oneLine = z.string().regex(/^[\x20-\x7e]+$/, 'bad-one-line')

const Batch = z
  .union([z.int(), z.string()])
  .refine((size) => /^([1-9]|[1-4]\d|50|([1-9]\d?|100)%)$/.test(String(size)), 'bad-batch')
  .meta({ examples: [1, '25%'] })

const Instances = z.strictObject({
  tag: z
    .record(
      z.string().regex(/^[\w .:/=+@-]{1,128}$/, 'bad-instance-tag'),
      z.string().regex(/^[\w .:/=+@-]{1,256}$/, 'bad-instance-tag'),
    )
    .refine((tag) => Object.keys(tag).length === 1, 'one-instance-tag')
    .meta({ minProperties: 1, maxProperties: 1 })
    .describe('One tag and its value: every running instance that carries it is a host of the target.'),
})

const Health = z.strictObject({
  path: z
    .string()
    .regex(/^\/[\]A-Za-z0-9._~!$&'()*+,;=:@%/?[-]*$/, 'bad-health-path')
    .optional()
    .describe('Path that the new colour must answer on; / when left out.'),
  status: z
    .array(z.int().min(100).max(599))
    .min(1)
    .optional()
    .describe('Statuses that count as healthy; 200 when left out.'),
  within: Duration.optional().describe('How long the new colour has to get healthy, at most 1h; 60s when left out.'),
})

const Run = z.strictObject({
  env: hostPath.optional().describe('Environment file on the host.'),
  volumes: z
    .array(oneLine.regex(/^(\/|[A-Za-z0-9])[^:]*:\/[^:]*(:[A-Za-z,]+)?$/, 'bad-volume'))
    .optional()
    .describe('Volumes, as docker run takes them: /data:/data:ro.'),
  restart: z
    .string()
    .regex(/^(no|always|unless-stopped|on-failure(:\d{1,4})?)$/, 'bad-restart')
    .optional()
    .describe('Restart policy of the container; unless-stopped when left out.'),
  logDriver: z
    .string()
    .regex(/^[A-Za-z0-9_./:-]+$/, 'bad-log-driver')
    .optional()
    .describe("Log driver; docker's own default when left out."),
  logOptions: z
    .array(oneLine.regex(/^[a-z][A-Za-z0-9_.-]*=/, 'bad-log-option'))
    .optional()
    .describe('Options of the log driver: max-size=10m.'),
})

/** Docker on EC2 instances, a blue and a green container behind nginx, as written. */
export const DockerHost = Container.extend({
  instances: Instances.describe('Which EC2 instances the image runs on.'),
  port: z
    .strictObject({
      blue: port.describe('Port of the blue container on the host.'),
      green: port.describe('Port of the green container on the host.'),
      container: port.optional().describe('Port that the image listens on; 80 when left out.'),
    })
    .describe('Ports of the two colours on 127.0.0.1, and of the image.'),
  upstream: z
    .strictObject({
      file: hostPath.describe('The one file that Longshore writes on a host; nginx includes it.'),
      name: z
        .string()
        .regex(/^[A-Za-z0-9_.-]+$/, 'bad-upstream-name')
        .optional()
        .describe('Name of the upstream in it; that of the target when left out.'),
    })
    .describe("Where nginx's upstream is."),
  health: Health.optional().describe('What the new colour must answer before nginx points at it.'),
  run: Run.optional().describe('How containers are started.'),
  batch: z
    .strictObject({
      first: Batch.optional().describe('How many hosts go first, or which share of them; 1 when left out.'),
      next: Batch.optional().describe('How many go at a time after that; 1 when left out.'),
      pause: Duration.optional().describe('How long each batch must have lasted before the next; none when left out.'),
    })
    .optional()
    .describe('How many hosts are switched at a time; the first failure stops the rest.'),
  drain: Duration.optional().describe(
    "How long the old colour's requests may take to end, at most 1h; 60s when left out.",
  ),
  stop: Duration.optional().describe('How long the old container may take to stop; 10s when left out.'),
  prune: z
    .boolean()
    .optional()
    .describe('Whether hosts remove images of the repository that are neither current, nor kept, nor in the ledger.'),
  login: z
    .enum(['ecr', 'none'])
    .optional()
    .describe("ecr: log in with the instance's role before a pull. none: docker has a credential helper."),
})

export type DockerHostFile = z.infer<typeof DockerHost>
