import * as z from 'zod'
import { Duration } from './duration.ts'

const RepositoryName = z
  .string()
  .regex(/^[A-Za-z0-9_-]+\/[A-Za-z0-9._-]+$/, 'A repository is owner/name.')
  .describe('owner/name')

const CommitName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]+$/, 'The name of a commit is letters, digits, dots, dashes and underscores.')
  .describe('Name of a commit in this story; its id is derived from it.')

/** What an image says about itself. */
export const labelled = {
  commit: z
    .string()
    .regex(/^[A-Za-z0-9_-]+\/[A-Za-z0-9._-]+@[A-Za-z0-9_.-]+$/, 'A commit is owner/name@commit.')
    .optional()
    .describe('owner/name@commit that it was built from, said by its labels.'),
  labels: z.record(z.string(), z.string()).optional().describe('Labels as they are, over those of commit.'),
}

/** Repositories on GitHub with their commits. */
export const GithubAccount = z
  .record(
    RepositoryName,
    z.array(z.strictObject({ name: CommitName, message: z.string(), author: z.string().optional() })),
  )
  .describe('Repositories on GitHub with their commits, oldest first, an hour apart before the story.')

/** One of GitHub's ways to fail. */
export const GithubFault = z.strictObject({
  mood: z.enum([
    'not-found',
    'forbidden',
    'bad-credentials',
    'secondary-limit',
    'server-error',
    'nonsense',
    'hang',
    'lost-reply',
  ]),
  retryAfter: Duration.optional().describe('For secondary-limit: what Retry-After says; default 60s.'),
  times: z.int().min(1).optional().describe('At most so often.'),
  for: Duration.optional().describe('How long it lasts; for ever when left out.'),
})
export type GithubFault = z.infer<typeof GithubFault>

/** What GitHub was told. */
export const ExpectedGithub = z
  .array(
    z.strictObject({
      repository: RepositoryName,
      environment: z.string(),
      commit: CommitName,
      statuses: z.array(z.string()).describe('Their states, oldest first; exactly these.'),
      description: z.string().optional().describe('What the descriptions must contain, joined by line breaks.'),
    }),
  )
  .describe('The deployments that GitHub took, in the order they were made; exactly these.')
export type ExpectedGithub = z.infer<typeof ExpectedGithub>
