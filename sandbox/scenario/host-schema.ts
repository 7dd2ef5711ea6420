import * as z from 'zod'
import { ImageName } from './names-schema.ts'

const Port = z.int().min(1).max(65_535)

const Serves = z.strictObject({
  image: ImageName.describe('What its container runs.'),
  container: z.string().describe('Name of that container: legacy-web-blue.'),
  port: Port.describe('Port of 127.0.0.1 that it publishes, and that nginx points at.'),
  upstream: z
    .string()
    .regex(/^\/[\w./-]+$/, 'A path is absolute.')
    .describe("The file that holds nginx's upstream."),
})

/** EC2 instances with Docker and nginx. */
export const ScenarioHost = z.strictObject({
  count: z.int().min(1).max(60).optional().describe('So many of them, called NAME-1, NAME-2 …; one when left out.'),
  tags: z.record(z.string(), z.string()).optional(),
  serves: Serves.optional().describe('Nothing runs on it when left out.'),
  agent: z.enum(['online', 'offline', 'missing']).optional().describe('Its SSM agent; default online.'),
})
export type ScenarioHost = z.infer<typeof ScenarioHost>

export const hostSteps = {
  host: z
    .strictObject({
      name: z.string(),
      is: z
        .enum(['down', 'offline', 'up', 'sick'])
        .optional()
        .describe('down: the instance stops. offline: its SSM agent is lost. sick: every health check on it fails.'),
      dies: z
        .strictObject({ at: z.string(), when: z.enum(['before', 'after']).optional() })
        .optional()
        .describe('It goes down at the next call of a script that begins so: docker run, nginx -s reload.'),
    })
    .refine(({ is, dies }) => (is === undefined) !== (dies === undefined), 'A host either `is` something or `dies`.')
    .optional()
    .describe('Something happens to a host.'),
}

/** What hosts must serve at the end. */
export const ExpectedHosts = z
  .record(
    z.string(),
    z.strictObject({
      image: z.string().optional().describe('Alias of what the container behind nginx runs; `nothing`: there is none.'),
      container: z.string().optional().describe('Name of that container.'),
      upstream: z.int().optional().describe("Port that nginx's upstream names."),
      running: z.int().min(0).optional().describe('How many containers run.'),
      kept: z.array(z.string()).optional().describe('Aliases of stopped containers; exactly these.'),
    }),
  )
  .describe('What Docker hosts serve, by name, read back from them.')
export type ExpectedHosts = z.infer<typeof ExpectedHosts>
