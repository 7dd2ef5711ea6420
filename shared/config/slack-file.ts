import * as z from 'zod'
import { globSource } from './tag-pattern.ts'

const secretName = z
  .string()
  .regex(/^[\w/.+=@-]{1,512}$/, 'bad-secret-name')
  .optional()

/** Where a secret is kept. */
export const SecretPlace = z
  .strictObject({
    ssm: secretName.describe('Name of a SecureString parameter.'),
    secret: secretName.describe('Name of a secret in Secrets Manager.'),
  })
  .refine((name) => Object.keys(name).length === 1, 'one-secret-name')
  .meta({ minProperties: 1, maxProperties: 1 })

const Channel = z
  .string()
  .regex(/^(?:[CGD][A-Z0-9]{2,20}|#[\p{Ll}\p{N}_-]{1,80})$/u, 'bad-channel')
  .meta({ examples: ['C0123456789', '#deployments'] })

const People = z
  .array(z.string().regex(/^[UWS][A-Z0-9]{2,20}$/, 'bad-mention'))
  .max(20)
  .meta({ examples: [['S0123456789']] })

/** Outcomes and notices by their public names. */
export const Told = z.enum([
  'succeeded',
  'rolled-back',
  'rollback-failed',
  'failed',
  'superseded',
  'cancelled',
  'expired',
  'not-deployed',
  'would-deploy',
  'usurped',
  'stuck',
  'healed',
  'refused',
  'task-failed',
  'waiting',
  'no-commit',
])

const Route = z
  .strictObject({
    targets: z
      .array(z.string().refine((text) => globSource(text) !== undefined, 'bad-target-glob'))
      .min(1)
      .describe('Names of targets, or globs of them.'),
    outcomes: z
      .array(Told)
      .min(1)
      .optional()
      .describe(
        'Only these outcomes and notices, told here besides; without it the channel is the home of these targets.',
      ),
    channel: Channel.optional().describe('The channel; that of the bot when left out.'),
    mention: People.optional().describe('Who is mentioned when it is a failure, instead of mentions.'),
  })
  .refine(({ channel, mention }) => channel !== undefined || mention !== undefined, 'idle-route')
  .describe('Another channel, or other people, for some targets and outcomes.')

const TimeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'bad-time-of-day')
  .meta({ examples: ['22:00'] })

const QuietHours = z
  .strictObject({
    zone: z.string().refine(isZone, 'bad-zone').describe('Time zone, as in Europe/Berlin.'),
    from: TimeOfDay.optional().describe('Every day from this time'),
    to: TimeOfDay.optional().describe('until this one, of the next day when it is earlier.'),
    days: z
      .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
      .max(6)
      .optional()
      .describe('Whole days of the week, too.'),
    dates: z.array(z.iso.date('bad-date')).max(100).optional().describe('Whole days of the calendar, too.'),
  })
  .refine(
    ({ from, to }) => (from === undefined) === (to === undefined) && (from === undefined || from !== to),
    'half-quiet',
  )

/** What people may do by buttons, in the words of the commands. */
export const SlackAction = z.enum(['approve', 'reject', 'cancel', 'rollback'])

const Actions = z
  .strictObject({
    signingSecret: SecretPlace.describe(
      'Where the signing secret of the Slack app is kept: exactly one of ssm, secret. Two of them, with a space between, are both taken.',
    ),
    team: z
      .string()
      .regex(/^T[A-Z0-9]{2,20}$/, 'bad-slack-team')
      .meta({ examples: ['T0123456789'] })
      .describe('Id of the workspace whose people may press.'),
    users: z
      .array(z.string().regex(/^[UW][A-Z0-9]{2,20}$/, 'bad-slack-user'))
      .max(200)
      .optional()
      .describe('Ids of people who may press.'),
    groups: z
      .array(z.string().regex(/^S[A-Z0-9]{2,20}$/, 'bad-slack-group'))
      .max(20)
      .optional()
      .describe('Ids of user groups whose members may press; needs a bot with the scope usergroups:read.'),
    allow: z
      .array(SlackAction)
      .min(1)
      .optional()
      .describe('Which buttons there are: all when left out. A press of any other is refused.'),
    most: z
      .union([z.int().min(1).max(100), z.literal('unreserved')])
      .optional()
      .describe('Presses that are answered at the same time, kept for them out of what the account allows; 5.'),
  })
  .refine(({ users = [], groups = [] }) => users.length + groups.length > 0, 'nobody-may-press')
  .meta({ anyOf: [{ required: ['users'] }, { required: ['groups'] }] })

/** `slack` of longshore.yml. */
export const Slack = z
  .strictObject({
    webhook: SecretPlace.optional().describe('Where the incoming webhook is kept: exactly one of ssm, secret.'),
    bot: z
      .strictObject({
        token: SecretPlace.describe('Where the bot token is kept: exactly one of ssm, secret.'),
        channel: Channel.describe('Where deployments are told, unless a route says otherwise.'),
      })
      .optional()
      .describe('A bot keeps one message for each deployment up to date; a webhook can only post.'),
    url: z
      .url({ protocol: /^https?$/, error: 'bad-base-url' })
      .optional()
      .describe("Base URL of Slack's Web API."),
    routes: z.array(Route).max(50).optional().describe('Other channels for some targets and outcomes; needs a bot.'),
    mentions: People.optional().describe('Ids of users and user groups that are mentioned when something failed.'),
    quietHours: QuietHours.optional().describe('When nothing new is posted but what failed or waits for a person.'),
    actions: Actions.optional().describe('Buttons in messages, and who may press them.'),
  })
  .refine(({ webhook, bot }) => (webhook === undefined) !== (bot === undefined), 'one-slack')
  .meta({ oneOf: [{ required: ['webhook'] }, { required: ['bot'] }] })

export type SlackFile = z.infer<typeof Slack>
export type SecretPlaceFile = z.infer<typeof SecretPlace>

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
