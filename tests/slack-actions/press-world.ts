import { createClock } from '../../sandbox/kernel/clock.ts'
import { type SlackReceiver, startSlack } from '../../sandbox/receivers/slack.ts'
import {
  type ShownButton,
  type SignedPress,
  SLACK_SIGNING_SECRET,
  SLACK_TEAM,
  signedPress,
} from '../../sandbox/receivers/slack-press.ts'
import type { LongshoreConfig, SlackActions } from '../../shared/config/normalised.ts'
import type { Policy } from '../../shared/domain/policy.ts'
import { type Acknowledgement, answerPress, type PressPorts } from '../../shared/slack-actions/answer-press.ts'
import { signedBySlack } from '../../shared/slack-actions/signed-by-slack.ts'
import { aConfig, commandWorld } from '../commands/command-world.ts'
import { memoryClaims } from '../fakes/memory-claims.ts'

export const deployment = '01JC00000000000000000000AA'
const actions: SlackActions = {
  signingSecret: { ssm: '/longshore/signing' },
  team: SLACK_TEAM,
  users: ['U0ALICE', 'U0BOB'],
  groups: [],
  allow: ['approve', 'reject', 'cancel', 'rollback'],
  replyTo: ['https://hooks.slack.com'],
}

export interface PressOptions {
  readonly actions?: Partial<SlackActions>
  readonly policies?: readonly Policy[]
  readonly ports?: Partial<PressPorts>
}

export interface PressGiven {
  readonly action?: string
  readonly about?: Readonly<Record<string, unknown>>
  readonly user?: string
  readonly name?: string
  readonly team?: string
  readonly secret?: string
  readonly replyTo?: string
}

/** Commands in memory behind the function, and a Slack on 127.0.0.1 that takes what is told to whoever pressed. */
export async function pressWorld(options: PressOptions = {}) {
  const commands = commandWorld()
  const slack: SlackReceiver = await startSlack({ ...createClock({ start: 0 }), now: () => commands.clock.now() })
  const log: { level: string; message: string; keys?: Readonly<Record<string, string>> }[] = []
  const write = (level: string) => (message: string, keys?: Readonly<Record<string, string>>) =>
    void log.push({ level, message, ...(keys && { keys }) })
  const secrets = { value: SLACK_SIGNING_SECRET, reads: 0 }
  const allowed = { ...actions, replyTo: [slack.url], ...options.actions }
  const config: LongshoreConfig = aConfig(...(options.policies ?? []))
  const claims = memoryClaims(commands.clock)
  let requests = 0
  const ports = (): PressPorts => ({
    ...commands,
    config,
    actions: allowed,
    claims,
    isSigned,
    requestId: `request-${requests}`,
    answerWithinMs: 30_000,
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    ...options.ports,
  })
  const isSigned = signedBySlack({
    name: allowed.signingSecret,
    clock: commands.clock,
    secrets: {
      read: async () => {
        secrets.reads += 1
        return secrets.value
      },
      forget: () => undefined,
    },
  })
  function request({ action = 'approve', about = {}, replyTo, secret, user = 'U0ALICE', ...rest }: PressGiven = {}) {
    const value = JSON.stringify({ stack: 'longshore-dev', target: 'api', deployment, ...about })
    const button: ShownButton = { action_id: `longshore_${action}`, value }
    const responseUrl = replyTo ?? slack.responseUrl()
    return signedPress({ button, user, responseUrl, at: commands.clock.now(), ...rest }, secret)
  }

  function send(signed: SignedPress, event: Readonly<Record<string, unknown>> = {}): Promise<Acknowledgement> {
    requests += 1
    const http = { method: 'POST' }
    return answerPress({ ...signed, isBase64Encoded: false, requestContext: { http }, ...event }, ports())
  }

  return {
    ...commands,
    slack,
    log,
    secrets,
    request,
    send,
    press: (given: PressGiven = {}) => send(request(given)),
    told: () => slack.pressAnswers().map(({ text }) => text),
    close: () => slack.stop(),
  }
}

export type PressWorld = Awaited<ReturnType<typeof pressWorld>>
