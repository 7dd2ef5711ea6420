import semver from 'semver'
import * as z from 'zod'
import { repositoryPattern } from './aws-names.ts'
import { durationPattern } from './duration.ts'
import { globSource, regexSource } from './tag-pattern.ts'

/* Parts of longshore.yml that several kinds of target are written with. */

export const Duration = z
  .string()
  .regex(durationPattern, 'bad-duration')
  .meta({ examples: ['30s', '20m', '1h'] })

const Tags = z
  .strictObject({
    exact: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'bad-tag')
      .optional()
      .describe('This tag.'),
    glob: z
      .string()
      .refine((text) => globSource(text) !== undefined, 'bad-glob')
      .optional()
      .describe('Tags like main-*.'),
    regex: z
      .string()
      .refine((text) => regexSource(text) !== undefined, 'bad-regex')
      .optional()
      .describe('Tags that match this regular expression as a whole.'),
    semver: z
      .string()
      .refine((text) => semver.validRange(text) !== null, 'bad-semver-range')
      .optional()
      .describe('Tags that are versions in this range, with or without a leading v.'),
  })
  .refine((tags) => Object.keys(tags).length === 1, 'one-tag-policy')
  .meta({ minProperties: 1, maxProperties: 1 })

export const Container = z.strictObject({
  repository: z
    .string()
    .regex(repositoryPattern, 'bad-repository')
    .describe('Name of a repository of the own account and region, or the full URI of another.'),
  tags: Tags.describe('Which tags the container follows: exactly one of exact, glob, regex, semver.'),
})

export const ecsName = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/, 'bad-ecs-name')

export const roleArn = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'bad-role')

export type TagsFile = z.infer<typeof Tags>
export type ContainerFile = z.infer<typeof Container>
