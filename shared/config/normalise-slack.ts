import type { QuietHours, SecretName, SlackActions, SlackRoute, SlackSettings } from './normalised.ts'
import { type SecretPlaceFile, SlackAction, type SlackFile } from './slack-file.ts'
import { globSource } from './tag-pattern.ts'

/** What Slack's Web API is reached by. */
const slackApi = 'https://slack.com/api'

/** What Slack gives out for answers to whoever pressed. */
const slackHooks = 'https://hooks.slack.com'

/** Where and how Slack is told; undefined when nobody asked for it. */
export function slackOf(slack: SlackFile | undefined): SlackSettings | undefined {
  const webhook = slack?.webhook && secretNameOf(slack.webhook)
  const bot = slack?.bot && botOf(slack, slack.bot)
  if (!slack || !(webhook ?? bot)) return undefined
  const { mentions = [], quietHours } = slack
  const actions = actionsOf(slack)
  return {
    ...(webhook && { webhook }),
    ...(bot && { bot }),
    ...(mentions.length > 0 && { mentions: [...new Set(mentions)] }),
    ...(quietHours && { quietHours: quietHoursOf(quietHours) }),
    ...(actions && { actions }),
  }
}

/** The name of a secret; undefined when the file names none. */
export function secretNameOf({ ssm, secret }: SecretPlaceFile): SecretName | undefined {
  if (ssm !== undefined) return { ssm }
  return secret === undefined ? undefined : { secret }
}

function botOf({ url, routes = [] }: SlackFile, bot: NonNullable<SlackFile['bot']>): SlackSettings['bot'] {
  const token = secretNameOf(bot.token)
  if (!token) return undefined
  return {
    token,
    channel: bot.channel,
    url: url?.replace(/\/+$/, '') ?? slackApi,
    ...(routes.length > 0 && { routes: routes.map(routeOf) }),
  }
}

/** Presses at a time: each takes well below a second, and the address is open to the world. */
const fewAtATime = 5

function actionsOf({ actions, url }: SlackFile): SlackActions | undefined {
  const signingSecret = actions && secretNameOf(actions.signingSecret)
  if (!actions || !signingSecret) return undefined
  const { team, users = [], groups = [], allow = SlackAction.options, most = fewAtATime } = actions
  return {
    ...{ signingSecret, team },
    users: [...new Set(users)],
    groups: [...new Set(groups)],
    allow: SlackAction.options.filter((action) => allow.includes(action)),
    replyTo: url === undefined ? [slackHooks] : [slackHooks, new URL(url).origin],
    ...(most !== 'unreserved' && { most }),
  }
}

function routeOf({ targets, outcomes, channel, mention }: NonNullable<SlackFile['routes']>[number]): SlackRoute {
  return {
    targets: targets.map((glob) => globSource(glob) ?? unchecked(glob)),
    ...(outcomes && { outcomes: [...new Set(outcomes)] }),
    ...(channel !== undefined && { channel }),
    ...(mention && { mention: [...new Set(mention)] }),
  }
}

function unchecked(glob: string): never {
  throw new Error(`Cannot read the pattern ${glob} of target names: it was not checked before.`)
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

function quietHoursOf({ zone, from, to, days = [], dates = [] }: NonNullable<SlackFile['quietHours']>): QuietHours {
  return {
    zone,
    ...(from !== undefined && to !== undefined && { from: minuteOf(from), to: minuteOf(to) }),
    days: days.map((day) => weekdays.indexOf(day)),
    dates: [...dates],
  }
}

/** `22:30` is minute 1,350 of the day. */
function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
