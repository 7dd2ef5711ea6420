import type { Expectations, ExpectedMessage, ExpectedNotice, ExpectedTexts } from '../expectation-schema.ts'
import type { PublishedNotice } from '../published.ts'
import type { ScenarioReport } from '../scenario-report.ts'
import { type Failure, textsOf } from './failure.ts'
import { type SlackThread, slackMessages } from './slack-messages.ts'

/** Slack takes edits of one message at this distance. */
const EDIT_EVERY = 3_000

/** Exactly as many messages as entries, each with its texts, in any order. */
export function judgeSlack(expected: Expectations['slack'], report: ScenarioReport): Failure[] {
  if (!expected) return []
  const messages = slackMessages(report)
  const hasty = messages.flatMap(({ versions }) =>
    versions.slice(1).flatMap(({ at, text }, index) => {
      const since = at - (versions[index]?.at ?? 0)
      return since < EDIT_EVERY ? [{ path: 'expect.slack', message: `edited after ${since} ms: ${text}` }] : []
    }),
  )
  return [...judgeEach('expect.slack', expected, messages, { matches: isLike, show: showMessage }), ...hasty]
}

function isLike(wanted: ExpectedMessage, message: SlackThread): boolean {
  const { versions, replies } = message
  if (typeof wanted === 'string' || Array.isArray(wanted)) return holds(wanted, versions.at(-1)?.text)
  const { channel, versions: looks, thread, broadcasts } = wanted
  return (
    (channel === undefined || channel === message.channel) &&
    holds(looks[0] ?? [], versions[0]?.text) &&
    holds(looks.at(-1) ?? [], versions.at(-1)?.text) &&
    comeInOrder(
      looks,
      versions.map(({ text }) => text),
    ) &&
    (thread === undefined ||
      (thread.length === replies.length && thread.every((texts, index) => holds(texts, replies[index]?.text)))) &&
    (broadcasts === undefined || broadcasts === replies.filter(({ broadcast }) => broadcast).length)
  )
}

function holds(wanted: ExpectedTexts, text: string | undefined): boolean {
  return text !== undefined && textsOf(wanted).every((part) => text.includes(part))
}

function comeInOrder(wanted: readonly ExpectedTexts[], texts: readonly string[]): boolean {
  let from = 0
  return wanted.every((one) => {
    const found = texts.findIndex((text, index) => index >= from && holds(one, text))
    from = found + 1
    return found >= 0
  })
}

function showMessage({ channel = 'webhook', versions, replies }: SlackThread): string {
  const looks = versions.map(({ text }) => text)
  const thread = replies.map(({ text, broadcast }) => `${broadcast ? 'broadcast' : 'reply'}: ${text}`)
  return [`in ${channel}:`, looks.join('\nthen: '), ...thread].join('\n')
}

/** Exactly these notices, in any order. */
export function judgeNotices(expected: readonly ExpectedNotice[], { notices }: ScenarioReport): Failure[] {
  const matches = (wanted: ExpectedNotice, { target, notice, reason }: PublishedNotice) =>
    wanted.target === target &&
    wanted.notice === notice &&
    textsOf(wanted.reason).every((part) => reason.includes(part))
  const show = ({ target, notice, reason }: PublishedNotice) => `${target} ${notice}: ${reason}`
  return judgeEach('expect.notices', expected, notices, { matches, show })
}

interface Comparison<Wanted, Actual> {
  readonly matches: (wanted: Wanted, actual: Actual) => boolean
  readonly show: (actual: Actual) => string
}

/** One failure for each entry that nothing matches; if every entry is matched, one for each thing that is too much. */
export function judgeEach<Wanted, Actual>(
  path: string,
  expected: readonly Wanted[],
  actual: readonly Actual[],
  { matches, show }: Comparison<Wanted, Actual>,
): Failure[] {
  const left = [...actual]
  const missing = expected.flatMap((wanted, index): Failure[] => {
    const found = left.findIndex((one) => matches(wanted, one))
    if (found >= 0) {
      left.splice(found, 1)
      return []
    }
    const all = actual.map((one) => `\n    ${show(one).replaceAll('\n', '\n    ')}`).join('') || ' none'
    return [{ path: `${path}[${index}]`, message: `expected ${JSON.stringify(wanted)}; there were:${all}` }]
  })
  const unexpected = left.map((one) => ({
    path,
    message: `expected ${expected.length}, but there was also: ${show(one)}`,
  }))
  return missing.length > 0 ? missing : unexpected
}
