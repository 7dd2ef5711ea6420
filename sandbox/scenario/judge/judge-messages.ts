import type { Expectations, ExpectedNotice, ExpectedTexts } from '../expectation-schema.ts'
import type { PublishedNotice } from '../published.ts'
import type { ScenarioReport } from '../scenario-report.ts'
import { type Failure, textsOf } from './failure.ts'

/** Exactly as many messages as entries, each with its texts, in any order. */
export function judgeSlack(expected: Expectations['slack'], { sent }: ScenarioReport): Failure[] {
  if (!expected) return []
  const texts = sent.flatMap(({ announcement }) => (announcement.channel === 'slack' ? [announcement.text] : []))
  const matches = (wanted: ExpectedTexts, text: string) => textsOf(wanted).every((part) => text.includes(part))
  return judgeEach('expect.slack', expected, texts, { matches, show: (text) => text })
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
