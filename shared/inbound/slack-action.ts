import * as z from 'zod/mini'
import { actionPrefix, ButtonValue } from '../notify/slack/button-value.ts'
import { tidy } from '../notify/tidy.ts'
import { type Ignored, ignore } from './unwanted.ts'

/** Somebody pressed a button of a message. */
export interface Press {
  readonly kind: 'press'
  readonly action: z.infer<typeof Action>
  readonly about: ButtonValue
  readonly user: { readonly id: string; readonly name: string }
  /** Of the workspace that it was pressed in, and of the one that the person is of. */
  readonly teams: readonly string[]
  /** Where Slack takes an answer to this press. */
  readonly replyTo?: string
}

const Action = z.enum(['approve', 'reject', 'cancel', 'rollback'])
const Id = z.string().check(z.regex(/^[A-Z0-9]{2,30}$/))

const Payload = z.object({
  type: z.literal('block_actions'),
  user: z.object({
    id: Id,
    username: z.optional(z.string()),
    name: z.optional(z.string()),
    team_id: z.optional(z.nullable(Id)),
  }),
  team: z.optional(z.nullable(z.object({ id: Id }))),
  response_url: z.optional(z.string()),
  actions: z.array(z.object({ action_id: z.string(), value: z.optional(z.string()) })),
})

const longestName = 80

/**
 * Reads a press out of the body of a request that Slack signed. What it is none of ours for is ignored.
 *
 * @example payload={"type":"block_actions","user":{"id":"U0123","username":"alice","team_id":"T0123"},"team":{"id":"T0123"},
 *   "response_url":"https://hooks.slack.com/actions/…","actions":[{"action_id":"longshore_approve",
 *   "value":"{\"stack\":\"longshore-dev\",\"target\":\"api\",\"deployment\":\"01J…\",\"stage\":\"start\"}"}]}
 */
export function parsePress(body: string): Press | Ignored {
  const parsed = z.safeParse(Payload, jsonOf(new URLSearchParams(body).get('payload')))
  if (!parsed.success) return ignore('not a press of a button')
  const { user, team, response_url: replyTo, actions } = parsed.data
  const pressed = actions.find(({ action_id: id }) => id.startsWith(actionPrefix))
  const action = z.safeParse(Action, pressed?.action_id.slice(actionPrefix.length))
  const about = z.safeParse(ButtonValue, jsonOf(pressed?.value))
  if (!action.success || !about.success) return ignore('not a button of ours')
  return {
    kind: 'press',
    action: action.data,
    about: about.data,
    user: { id: user.id, name: tidy(user.username ?? user.name ?? '', longestName) },
    teams: [team?.id, user.team_id].filter((id) => typeof id === 'string'),
    ...(replyTo !== undefined && { replyTo }),
  }
}

function jsonOf(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    // Nothing that was signed by Slack and means a button comes so: whoever reads on finds nothing in it.
    return undefined
  }
}
