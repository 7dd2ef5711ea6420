import type { LongshoreConfig, SlackActions } from '../config/normalised.ts'
import type { Press } from '../inbound/slack-action.ts'

/** Ids of who is in a user group. Rejects when Slack does not say. */
export type MembersOf = (group: string) => Promise<readonly string[]>

/** Why a press comes to nothing: in words for whoever pressed, and in words for the log. */
export interface NotPermitted {
  readonly say: string
  readonly why: string
}

/** What is known of who may press what. */
export interface Permitting {
  readonly actions: SlackActions
  readonly config: LongshoreConfig
  /** Absent: no groups are configured. */
  readonly membersOf?: MembersOf
}

/**
 * Whether this person may press this button, in the order: workspace, person, button, stack, target. Groups are asked about only for
 * whom the configuration does not name. @returns undefined if so
 */
export async function notPermitted(press: Press, permitting: Permitting): Promise<NotPermitted | undefined> {
  const { actions, config } = permitting
  const { action, about, teams } = press
  if (teams.length === 0 || teams.some((team) => team !== actions.team))
    return { say: 'Only people of one workspace may press this, and you are in another one.', why: 'another team' }
  const refusal = await notAllowed(press, permitting)
  if (refusal) return refusal
  if (!actions.allow.includes(action))
    return {
      say: `Longshore is not set up to ${words[action]} by a button. Use the command: longshore ${action}.`,
      why: 'the action is not allowed',
    }
  if (about.stack !== config.stack)
    return {
      say: `This message is of ${about.stack}, but the app's buttons lead to ${config.stack}. Use the command.`,
      why: 'a button of another stack',
    }
  if (Object.hasOwn(config.targets, about.target)) return undefined
  return { say: `${about.target} is not in longshore.yml any more.`, why: 'the target is not configured' }
}

const words: Readonly<Record<Press['action'], string>> = {
  approve: 'approve',
  reject: 'reject',
  cancel: 'cancel',
  rollback: 'roll back',
}

async function notAllowed(
  { user: { id } }: Press,
  { actions, membersOf }: Permitting,
): Promise<NotPermitted | undefined> {
  if (actions.users.includes(id)) return undefined
  const refusal = {
    say: 'You are not among the people who may press this. Whoever keeps longshore.yml can add you: slack.actions.',
    why: 'the person is not allowed',
  }
  if (!membersOf || actions.groups.length === 0) return refusal
  const groups = await Promise.allSettled(actions.groups.map(membersOf))
  if (groups.some((group) => group.status === 'fulfilled' && group.value.includes(id))) return undefined
  const unread = groups.flatMap((group, index) =>
    group.status === 'rejected' ? [`${actions.groups[index]}: ${textOf(group.reason)}`] : [],
  )
  if (unread.length === 0) return refusal
  return {
    say: 'Longshore cannot see at the moment who is in the user groups that may press this. Try again, or use the command.',
    why: `groups cannot be read: ${unread.join('; ')}`,
  }
}

function textOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason)
}
