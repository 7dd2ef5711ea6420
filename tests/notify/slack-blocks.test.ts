import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { renderDocument } from '../../shared/notify/document.ts'
import { renderSlack } from '../../shared/notify/slack-blocks.ts'
import { anImage, anOutcome, aPlace, examples } from './announcements.ts'
import { anyAnnouncement, anyPlace } from './any-announcement.ts'
import { lineCount, shown, textsOf } from './rendered.ts'

const slack = (announcement: Parameters<typeof renderDocument>[0], place = aPlace) =>
  renderSlack(renderDocument(announcement, place))

describe('a message to Slack', () => {
  it.each(Object.entries(examples))('about %s reads as in the golden copy', (_, announcement) => {
    expect({ notification: slack(announcement).text, shown: `\n${shown(slack(announcement))}\n` }).toMatchSnapshot()
  })

  it('of a rollback says why, what it went back to, and links to the console', () => {
    const texts = textsOf(
      slack(
        anOutcome('rolled-back', '', {
          failures: ['container app exited with code 137 (out of memory)'],
          restored: { app: anImage('v1.2.2', 'a') },
        }),
      ),
    ).join('\n')
    expect(texts).toContain('`v1.2.2 (aaaaaaaaaaaa)` → `v1.2.3 (bbbbbbbbbbbb)`')
    expect(texts).toContain('exited with code 137')
    expect(texts).toContain('Went back to v1.2.2 (sha256 aaaaaaaaaaaa)')
    expect(texts).toContain(
      '<https://us-east-1.console.aws.amazon.com/ecs/v2/clusters/production/services/api/deployments?region=us-east-1|console>',
    )
  })

  it.each(['superseded', 'cancelled'] as const)('about a deployment that was %s is small as a whole', (outcome) => {
    expect(slack(anOutcome(outcome, 'over')).blocks.map(({ type }) => type)).toEqual(['context', 'context'])
  })

  it('shows markup, mentions and line breaks in a reason as plain characters', () => {
    const { text, blocks } = slack(
      anOutcome('failed', '', { failures: ['<!channel> *bold*\n`code` & <https://evil.example|click>'] }),
    )
    const body = JSON.stringify(blocks[0])
    expect(body).toContain("`&lt;!channel&gt; *bold* 'code' &amp; &lt;https://evil.example|click&gt;`")
    expect(text).toContain("&lt;!channel&gt; ∗bold∗ 'code' &amp;")
    expect(text).not.toMatch(/[<>\n]/)
  })

  it('is cut, not refused, when a reason has 10 kB', () => {
    const message = slack(anOutcome('failed', 'x', { failures: ['&'.repeat(10_000), 'b'.repeat(10_000)] }))
    expect(lineCount(message)).toBeLessThanOrEqual(12)
    for (const text of textsOf(message)) expect(text.length).toBeLessThanOrEqual(3_000)
  })

  it('stays within twelve lines and the limits of its blocks, whatever it tells', () => {
    fc.assert(
      fc.property(anyAnnouncement, anyPlace, (announcement, place) => {
        const message = slack(announcement, place)
        expect(lineCount(message)).toBeLessThanOrEqual(12)
        for (const text of textsOf(message)) {
          expect(text.length).toBeLessThanOrEqual(3_000)
          expect(text.length).toBeGreaterThan(0)
        }
        expect(message.text.length).toBeGreaterThan(0)
        expect(message.text.length).toBeLessThanOrEqual(4_000)
        expect(message.text).not.toMatch(/[<>\n\r]/)
      }),
      { numRuns: 300 },
    )
  })

  it('has no markup but its own, whatever it tells', () => {
    fc.assert(
      fc.property(anyAnnouncement, anyPlace, (announcement, place) => {
        for (const text of textsOf(slack(announcement, place))) {
          const outsideCode = text.replace(/`[^`]*`/g, '')
          expect(outsideCode).not.toContain('`')
          expect(outsideCode.replace(/<https:[^|<>]*\|console>/, '')).not.toMatch(/[<>]/)
          expect(outsideCode.match(/\*/g)?.length ?? 0).toBeLessThanOrEqual(2)
        }
      }),
      { numRuns: 300 },
    )
  })
})
