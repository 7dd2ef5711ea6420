import { LogLevel, WebClient } from '@slack/web-api'
import type { SlackBot } from '../config/normalised.ts'
import type { Millis } from '../domain/image.ts'
import { judgeWebError } from '../notify/slack/judge-web-error.ts'
import type { Clock, SecretValues } from '../ports.ts'
import type { MembersOf } from './permitted.ts'

/** Whoever leaves a group may press for so long. */
const rememberedMs = 10 * 60_000

/** Slack waits three seconds for all that a press leads to. */
const patienceMs = 1_000

export interface GroupMembersOptions {
  readonly bot: SlackBot
  readonly secrets: SecretValues
  readonly clock: Clock
  /** How long Slack may take; a second when left out. */
  readonly withinMs?: number
}

/** Who is in user groups, asked with the bot's token and remembered for ten minutes. Needs the scope usergroups:read. */
export function groupMembers(options: GroupMembersOptions): MembersOf {
  const known = new Map<string, { readonly members: readonly string[]; readonly until: Millis }>()
  return async (group) => {
    const remembered = known.get(group)
    if (remembered && remembered.until > options.clock.now()) return remembered.members
    const members = await ask(options, group)
    known.set(group, { members, until: options.clock.now() + rememberedMs })
    return members
  }
}

async function ask(
  { bot, secrets, withinMs = patienceMs }: GroupMembersOptions,
  usergroup: string,
): Promise<readonly string[]> {
  const token = await secrets.read(bot.token)
  const client = new WebClient(token, {
    slackApiUrl: bot.url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: withinMs,
    logger: silent,
  })
  try {
    const { users = [] } = await client.usergroups.users.list({ usergroup })
    return users
  } catch (error) {
    // A token that was replaced is read anew by the next press.
    secrets.forget(bot.token)
    const answer = judgeWebError(error, token)
    throw new Error('why' in answer ? answer.why : answer.kind, { cause: error })
  }
}

/** What failed is told by the error; the library's own lines would go past our log. */
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
}
