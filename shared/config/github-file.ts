import * as z from 'zod'
import { repositoryPattern } from './aws-names.ts'
import { SecretPlace } from './slack-file.ts'
import { globSource } from './tag-pattern.ts'

const owner = '[A-Za-z0-9][A-Za-z0-9_-]{0,38}'

export const SourceName = z
  .string()
  .regex(new RegExp(`^${owner}/(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}$`), 'bad-source')
  .meta({ examples: ['acme/api'] })

const EnvironmentName = z.string().regex(/^[^\p{Cc}]{1,255}$/u, 'bad-environment')

const Environment = z
  .union([
    EnvironmentName,
    z.strictObject({
      name: EnvironmentName.optional().describe('Its name on GitHub; that of the target when left out.'),
      production: z.boolean().optional().describe('Whether people use it; by default only what is called production.'),
      url: z
        .url({ protocol: /^https?$/, error: 'bad-base-url' })
        .optional()
        .describe('Where it is looked at.'),
    }),
  ])
  .describe('The environment that a target is on GitHub: its name, or more about it.')

/** `github` of longshore.yml. */
export const Github = z
  .strictObject({
    app: z
      .strictObject({
        id: z.int().min(1).describe('Id of the App, from its settings.'),
        installation: z.int().min(1).optional().describe('Id of its installation; looked up when left out.'),
        key: SecretPlace.describe('Where its private key is kept: exactly one of ssm, secret.'),
      })
      .optional()
      .describe('A GitHub App that deployments are told by.'),
    token: SecretPlace.optional().describe(
      'Where a fine-grained token is kept, instead of an App: exactly one of ssm, secret.',
    ),
    url: z
      .url({ protocol: /^https?$/, error: 'bad-base-url' })
      .optional()
      .describe("GitHub's API; https://HOST/api/v3 of an Enterprise Server."),
    host: z
      .string()
      .regex(/^[a-z0-9.-]{1,253}(?::\d{1,5})?$/, 'bad-host')
      .optional()
      .describe('Host that labels of images name for it, if not that of url.'),
    repositories: z
      .record(z.string().regex(repositoryPattern, 'bad-repository'), SourceName)
      .optional()
      .describe('Where the code of images is, by image repository: for images without labels, and against wrong ones.'),
    owners: z
      .array(z.string().regex(new RegExp(`^${owner}$`), 'bad-source'))
      .min(1)
      .max(50)
      .optional()
      .describe('Whose repositories labels may name; anybody that App or token has access to when left out.'),
    targets: z
      .array(z.string().refine((text) => globSource(text) !== undefined, 'bad-target-glob'))
      .min(1)
      .optional()
      .describe('Names of targets that are told, or globs of them; all when left out.'),
    details: z
      .boolean()
      .optional()
      .describe('Whether names, reasons of failures and links are told; not in public repositories when left out.'),
    environments: z.record(z.string(), Environment).optional().describe('What targets are on GitHub, by target.'),
  })
  .refine(({ app, token }) => (app === undefined) !== (token === undefined), 'one-github')
  .meta({ oneOf: [{ required: ['app'] }, { required: ['token'] }] })

export type GithubFile = z.infer<typeof Github>
