import {
  buttonsIn,
  type ShownButton,
  type SignedPress,
  SLACK_SIGNING_SECRET,
  signedPress,
} from '../receivers/slack-press.ts'
import { milliseconds } from './duration.ts'
import type { Press } from './press-schema.ts'
import { slackText } from './slack-text.ts'
import type { StoryWorld } from './story-world.ts'

/** What came of a press: what whoever pressed was told; `mismatch`: how it differs from what the scenario says. */
export interface PressResult {
  readonly said: readonly string[]
  readonly mismatch?: string
}

/** Presses a button as Slack does: a signed request to the URL of the function, which answers the person by itself. */
export async function pressButton(world: StoryWorld, press: Press): Promise<PressResult> {
  const { clock, slack } = world.sandbox
  const url = world.sandbox.stack?.urls['slack-action']
  if (url === undefined) throw new Error('The stack answers no buttons. Give its configuration slack.actions.')
  const button = findButton(world, press)
  const users = Array.isArray(press.user) ? press.user : [press.user]
  const pressed = users.map((user) => {
    const responseUrl = slack.responseUrl()
    return { responseUrl, request: requestOf(press, { button, user, responseUrl, at: clock.now() }) }
  })
  const send = ({ request }: (typeof pressed)[number]) => fetch(url, { method: 'POST', ...request })
  const first = await clock.during(Promise.all(pressed.map(send)))
  const answers = press.wrong === 'again' ? await clock.during(Promise.all(pressed.map(send))) : first
  const addresses = new Set(pressed.map(({ responseUrl }) => responseUrl))
  const said = slack.pressAnswers().flatMap(({ to, text }) => (addresses.has(to) ? [text] : []))
  const mismatch = compare(press, { statuses: answers.map(({ status }) => status), said })
  return { said, ...(mismatch !== undefined && { mismatch }) }
}

/** In the newest message that shows it; `stale`: or did once. */
function findButton({ sandbox: { slack } }: StoryWorld, { press, on, stale }: Press): ShownButton {
  const posted = slack.messages().map(({ at, body }) => ({ at, bodies: [body] }))
  const byBot = slack.botMessages().flatMap(({ deleted, versions }) => {
    const bodies = versions.map(({ body }) => body)
    return deleted ? [] : [{ at: versions[0]?.at ?? 0, bodies: stale ? bodies : bodies.slice(-1) }]
  })
  const found = [...posted, ...byBot]
    .toSorted((a, b) => a.at - b.at)
    .filter(({ bodies }) => on === undefined || bodies.some((body) => slackText({ body }).includes(on)))
    .flatMap(({ bodies }) => bodies.flatMap(buttonsIn))
    .findLast(({ action_id: id }) => id.endsWith(press))
  if (found) return found
  throw new Error(`No message in Slack has a button to ${press}. Wait for one: when: { slack: TEXT }.`)
}

interface Given {
  readonly button: ShownButton
  readonly user: string
  readonly responseUrl: string
  readonly at: number
}

function requestOf({ name, team, wrong, off = '0s' }: Press, { at, ...given }: Given): SignedPress {
  const pressing = { ...given, at: at - milliseconds(off), ...(name && { name }), ...(team && { team }) }
  const { body, headers } = signedPress(pressing, wrong === 'secret' ? 'another-secret' : SLACK_SIGNING_SECRET)
  const { 'x-slack-signature': signature = '', 'x-slack-request-timestamp': time = '', ...others } = headers
  return {
    body: wrong === 'byte' ? body.replace('U', 'V') : body,
    headers: {
      ...others,
      ...(wrong !== 'no-signature' && { 'x-slack-signature': signature }),
      ...(wrong !== 'no-timestamp' && { 'x-slack-request-timestamp': time }),
    },
  }
}

function compare(
  { status = 200, answers }: Press,
  { statuses, said }: { readonly statuses: readonly number[]; readonly said: readonly string[] },
): string | undefined {
  const other = statuses.find((one) => one !== status)
  if (other !== undefined) return `expected status ${status}, was ${other}`
  if (answers === undefined) return undefined
  const wanted = Array.isArray(answers) ? answers : [answers]
  const missing = wanted.find((text) => !said.some((one) => one.includes(text)))
  if (missing !== undefined) return `expected to be told "${missing}", but was told: ${said.join(' | ') || 'nothing'}`
  return said.length === wanted.length ? undefined : `expected ${wanted.length} answers, there were ${said.length}`
}
