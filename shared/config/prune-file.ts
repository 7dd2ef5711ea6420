import * as z from 'zod'
import { parseRepositoryUri, repositoryPattern, repositoryUri } from './aws-names.ts'
import type { LongshoreConfig, PruneSettings } from './normalised.ts'

const hourMs = 60 * 60_000

/** `30d`, `12h`: what is younger than an hour may be on its way to a first deployment. */
const Age = z
  .string()
  .regex(/^[1-9]\d{0,3}[dh]$/, 'bad-age')
  .meta({ examples: ['30d', '12h'] })

const schedule =
  /^(rate\((1 (minute|hour|day)|([2-9]|[1-9]\d{1,4}) (minutes|hours|days))\)|cron\([^\s()]+( [^\s()]+){5}\))$/

/** `prune` of longshore.yml. */
export const Prune = z.strictObject({
  schedule: z
    .string()
    .regex(schedule, 'bad-schedule')
    .optional()
    .describe(
      'When to look by itself, as EventBridge writes it: rate(1 day), cron(0 4 * * ? *). Only by command when left out.',
    ),
  olderThan: Age.optional().describe(
    'An image that was pushed or pulled since stays, as in 30d or 12h; 30d when left out.',
  ),
  keep: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('How many of the newest images of each repository stay, whatever else; 20 when left out.'),
  repositories: z
    .array(z.string().regex(repositoryPattern, 'bad-repository'))
    .min(1)
    .optional()
    .describe('Which of the followed repositories may be pruned; when left out, all of the own account and region.'),
  apply: z
    .boolean()
    .optional()
    .describe('Whether the schedule deletes what it has told before; false when left out, so that it only tells.'),
})

export type PruneFile = z.infer<typeof Prune>

type Home = Pick<LongshoreConfig, 'account' | 'region' | 'targets'>

/** Undefined where the file does not ask for it: nothing is ever deleted then. */
export function pruneSettings(file: PruneFile | undefined, home: Home): PruneSettings | undefined {
  if (!file) return undefined
  const { schedule: when, olderThan = '30d', keep = 20, repositories, apply = false } = file
  return {
    olderThanMs: ageMs(olderThan),
    keep,
    repositories: repositories
      ? [...new Set(repositories.map((repository) => repositoryUri(repository, home)))]
      : ownRepositories(home),
    apply,
    ...(when === undefined ? {} : { schedule: when }),
  }
}

function ageMs(age: string): number {
  return Number(age.slice(0, -1)) * (age.endsWith('d') ? 24 * hourMs : hourMs)
}

/** The followed repositories of the stack's own account and region. */
function ownRepositories({ account, region, targets }: Home): string[] {
  const followed = Object.values(targets).flatMap(({ policy }) =>
    Object.values(policy.containers).map(({ repository }) => repository),
  )
  return [...new Set(followed)].filter((repository) => {
    const place = parseRepositoryUri(repository)
    return place?.account === account && place.region === region
  })
}
