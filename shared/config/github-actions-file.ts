import * as z from 'zod'
import { repositoryPattern, repositoryUri } from './aws-names.ts'
import { SourceName } from './github-file.ts'
import type { GithubActionsSettings, Pusher } from './normalised.ts'

/** What GitHub may say of a run after the repository: `ref:refs/heads/main`, `environment:production`. */
const RunContext = z
  .string()
  .regex(/^(?:ref:refs\/(?:heads|tags)\/[\w.*/-]{1,200}|environment:[\w.-]{1,200})$/, 'bad-run')
  .refine((text) => !/^ref:refs\/(?:heads|tags)\/\**$/.test(text), 'any-run')
  .meta({ examples: ['ref:refs/heads/main', 'environment:production'] })

const Id = z.int().min(1)

const PusherFile = z.strictObject({
  source: SourceName.describe('The repository on GitHub whose workflows push: OWNER/NAME.'),
  ids: z
    .strictObject({ owner: Id.describe('Id of its owner.'), repository: Id.describe('Id of the repository.') })
    .optional()
    .describe('Its ids, which never change hands: needed where GitHub puts them into the subjects of its tokens.'),
  runs: z
    .array(RunContext)
    .min(1)
    .max(20)
    .describe('Which of its runs: of a branch, of tags, or of an environment. * stands for any characters.'),
  repositories: z
    .array(z.string().regex(repositoryPattern, 'bad-repository'))
    .min(1)
    .max(50)
    .describe('The image repositories that they may push to.'),
})

/** `githubActions` of longshore.yml. */
export const GithubActions = z.strictObject({
  provider: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/[A-Za-z0-9./_-]{1,200}$/, 'bad-provider')
    .optional()
    .describe(
      'ARN of the OIDC provider of the account; the stack makes one when left out. An account can have one only.',
    ),
  pushers: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,29}$/, 'bad-pusher-name'), PusherFile)
    .refine((pushers) => Object.keys(pushers).length > 0, 'no-pushers')
    .meta({ minProperties: 1 })
    .describe('Who pushes, by the name that you give: each has a role to push with and one to watch with.'),
})
export type GithubActionsFile = z.infer<typeof GithubActions>

/** Undefined where nobody asked for it. */
export function githubActionsOf(
  file: GithubActionsFile | undefined,
  home: { readonly account: string; readonly region: string },
): GithubActionsSettings | undefined {
  if (!file) return undefined
  const pushers = Object.entries(file.pushers).map(([name, pusher]): [string, Pusher] => [
    name,
    {
      source: pusher.source,
      runs: [...new Set(pusher.runs)],
      repositories: [...new Set(pusher.repositories.map((repository) => repositoryUri(repository, home)))],
      ...(pusher.ids && { ids: pusher.ids }),
    },
  ])
  return { pushers: Object.fromEntries(pushers), ...(file.provider !== undefined && { provider: file.provider }) }
}
