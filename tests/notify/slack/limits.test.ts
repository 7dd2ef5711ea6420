import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { slackLimitBroken } from '../../../sandbox/receivers/slack-limits.ts'
import type { DeploymentSummary, Progress } from '../../../shared/domain/announcement.ts'
import { renderDocument, renderProgress } from '../../../shared/notify/document.ts'
import { renderLiving } from '../../../shared/notify/slack/living-message.ts'
import { packed } from '../../../shared/notify/slack/pack-lines.ts'
import { renderDetails } from '../../../shared/notify/slack/thread-details.ts'
import type { SlackMessage } from '../../../shared/notify/slack-blocks.ts'
import { anImage, anOutcome, aPlace } from '../announcements.ts'
import { anyAnnouncement, anyPlace } from '../any-announcement.ts'
import { lineCount, textsOf } from '../rendered.ts'

/** As Slack would judge it. */
const broken = ({ text, blocks }: SlackMessage) =>
  slackLimitBroken({ text, blocks: JSON.parse(JSON.stringify(blocks)) })

/** What Slack would give a meaning: links, mentions, dates. */
const markup = (message: SlackMessage) =>
  textsOf(message)
    .join('\n')
    .match(/<[^>]*>/g) ?? []

function details(changes: Partial<DeploymentSummary>): SlackMessage {
  const document = renderDocument(anOutcome('rolled-back', 'Why.', changes), aPlace)
  if (document.kind !== 'outcome') throw new Error('no outcome')
  return renderDetails(document)
}

describe('lines in sections', () => {
  it('fill one to its last character, and then another', () => {
    expect(packed(['a'.repeat(1_449), 'b'.repeat(1_449)], 'first')).toHaveLength(1)
    expect(packed(['a'.repeat(1_449), 'b'.repeat(1_450)], 'first')).toHaveLength(2)
  })

  it('that are too many are left out at the end, or at the beginning, and counted', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(95)}`)
    const first = packed(lines, 'first')
    const last = packed(lines, 'last')
    expect([first.length, last.length]).toEqual([3, 3])
    expect(first[0]).toMatch(/^0 x/)
    expect(first[2]).toMatch(/\nand \d+ more$/)
    expect(last[0]).toMatch(/^and \d+ earlier ones\n/)
    expect(last[2]).toMatch(/\n99 x+$/)
    for (const text of [...first, ...last]) expect(text.length).toBeLessThanOrEqual(2_930)
  })

  it('that are none make one empty text', () => {
    expect(packed([], 'first')).toEqual([''])
  })
})

describe('the details of a deployment', () => {
  it('are within every limit of Slack however long and hostile what they tell is', () => {
    const evil = '<!channel> & `x` <https://evil.example|ok> '.repeat(50)
    const images = Array.from({ length: 30 }, (_, index) => [`c${index}`, anImage('v1', 'a', evil)] as const)
    const message = details({
      failures: Array.from({ length: 15 }, () => evil),
      differences: Array.from({ length: 30 }, () => evil),
      to: Object.fromEntries(images),
      timeline: Array.from({ length: 100 }, (_, at) => ({ at, what: evil })),
    })
    expect(broken(message)).toBeUndefined()
    expect(textsOf(message).join('').length).toBeLessThan(9_500)
    for (const title of ['Why it failed', 'What else differs', 'Images', 'Timeline'])
      expect(textsOf(message).join('\n')).toContain(title)
    expect(message.blocks.length).toBeLessThanOrEqual(13)
    expect(markup(message)).toEqual([])
  })

  it('stay within them whatever is told', () => {
    fc.assert(
      fc.property(anyAnnouncement, anyPlace, (announcement, place) => {
        const document = renderDocument(announcement, place)
        if (document.kind !== 'outcome') return
        expect(broken(renderDetails(document))).toBeUndefined()
        expect(markup(renderDetails(document))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})

const anyStanding = fc.record(
  {
    phase: fc.constantFrom<Progress['phase'][]>('preparing', 'rolling', 'proving', 'finishing', 'reverting'),
    running: fc.nat(),
    desired: fc.nat(),
    stage: fc.string({ maxLength: 3_000 }),
    bakesUntil: fc.nat({ max: 4_000_000_000_000 }),
    asks: fc.string({ maxLength: 3_000 }),
    doubts: fc.array(fc.string({ maxLength: 300 }), { maxLength: 20 }),
  },
  { requiredKeys: ['phase'] },
)

describe('a living message', () => {
  it('stays within every limit and a screen, whatever it shows', () => {
    fc.assert(
      fc.property(anyAnnouncement, anyPlace, anyStanding, (announcement, place, standing) => {
        if (announcement.kind !== 'outcome') return
        const { id, target, at, deployment } = announcement
        const message = renderLiving(renderProgress({ id, target, at, sequence: 1, deployment, ...standing }, place))
        expect(broken(message)).toBeUndefined()
        expect(lineCount(message)).toBeLessThanOrEqual(14)
        expect(
          markup(message).filter((one) => !/^<(?:!date\^\d+\^\{time\}\||https:\/\/[^<]*\|console>)/.test(one)),
        ).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('says for how long it has been going on, and when the bake ends in the zone of the reader', () => {
    const { deployment, id, target } = anOutcome('succeeded', '')
    const at = deployment.startedAt + 125_000
    const standing = { phase: 'proving' as const, bakesUntil: at + 60_000 }
    const message = renderLiving(renderProgress({ id, target, at, sequence: 1, deployment, ...standing }, aPlace))
    expect(textsOf(message).join('\n')).toContain('bakes until <!date^1794819785^{time}|09:03 UTC>')
    expect(textsOf(message).join('\n')).toContain('for 2 min 5 s')
    expect(message.text).toBe('api-production: v1.2.3: Proving')
  })
})

describe('the commits of a deployment', () => {
  const sha = (digit: string) => digit.repeat(40)
  const commits = {
    ...{ repository: 'acme/api', url: 'https://github.com/acme/api/compare/a...b', from: sha('a'), to: sha('b') },
    ...{ ahead: 22, behind: 1 },
    newest: [
      { sha: sha('b'), subject: 'Mend <!channel> the *pump* `now`', author: 'alice' },
      { sha: sha('c'), subject: 'Grow' },
    ],
  }
  const document = renderDocument(anOutcome('succeeded', ''), aPlace)

  function shownWith(changes: Partial<typeof commits>): string {
    if (document.kind !== 'outcome') throw new Error('no outcome')
    const message = renderDetails(document, [{ ...commits, ...changes }])
    expect(broken(message)).toBeUndefined()
    return textsOf(message).join('\n')
  }

  it('are listed, newest first, with what is left out and a link to all', () => {
    const text = shownWith({})
    expect(text).toContain(
      "*Commits of acme/api*\nlacks 1 of what ran before\n`bbbbbbb` `Mend &lt;!channel&gt; the *pump* 'now'` by `alice`",
    )
    expect(text).toContain('`ccccccc` `Grow`\nand 20 more\n<https://github.com/acme/api/compare/a...b|compare>')
  })

  it('that have no room are counted, and the link stays', () => {
    const newest = Array.from({ length: 20 }, () => ({ sha: sha('b'), subject: 'x'.repeat(100), author: 'alice' }))
    expect(shownWith({ newest })).toMatch(/(`bbbbbbb` .*\n){7}and 15 more\n<https.*compare>/)
  })

  it('have no link that leads elsewhere', () => {
    const text = shownWith({ url: 'https://evil.example|x> <!channel>' })
    expect(text.match(/<[^>]*>/g) ?? []).toEqual([])
  })
})
