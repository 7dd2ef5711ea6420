import * as z from 'zod'
import { isNetwork } from './network.ts'
import { SecretPlace, Told } from './slack-file.ts'
import { globSource } from './tag-pattern.ts'

const End = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'bad-end-name')
    .describe('What logs and dead letters call it.'),
  kind: z
    .enum(['webhook', 'teams', 'discord'])
    .describe('What is sent: the signed document, or a message of the chat.'),
  url: SecretPlace.describe('Where its URL is kept: exactly one of ssm, secret.'),
  signingKey: SecretPlace.optional().describe(
    'Of a webhook: where the key is kept that announcements are signed with.',
  ),
  targets: z
    .array(z.string().refine((text) => globSource(text) !== undefined, 'bad-target-glob'))
    .min(1)
    .optional()
    .describe('Names of targets, or globs of them; all when left out.'),
  outcomes: z.array(Told).min(1).optional().describe('Only these outcomes and notices; all when left out.'),
  privateNetworks: z
    .array(z.string().refine(isNetwork, 'bad-network'))
    .max(20)
    .optional()
    .describe('Private networks that its URL may lead into, and by plain http too.'),
})

/** `ends` of longshore.yml. Each costs a message of the queue per announcement, and a request. */
export const Ends = z.array(End).max(10)

export type EndFile = z.infer<typeof End>
