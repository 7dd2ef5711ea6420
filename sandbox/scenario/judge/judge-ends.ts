import type { ExpectedEnds } from '../end-schema.ts'
import type { ScenarioReport } from '../scenario-report.ts'
import { type Failure, textsOf } from './failure.ts'
import { judgeEach } from './judge-messages.ts'

/** Exactly as many messages at each named end as entries, each with its texts, in any order. */
export function judgeEnds(expected: ExpectedEnds | undefined, { sent }: ScenarioReport): Failure[] {
  return Object.entries(expected ?? {}).flatMap(([end, messages]) => {
    const texts = sent.flatMap(({ announcement }) =>
      announcement.channel === 'end' && announcement.end === end ? [announcement.text] : [],
    )
    return judgeEach(`expect.ends.${end}`, messages, texts, {
      matches: (wanted, text) => textsOf(wanted).every((part) => text.includes(part)),
      show: (text) => text.slice(0, 400),
    })
  })
}
