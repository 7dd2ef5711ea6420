import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { renderDocument } from '../../../shared/notify/document.ts'
import { renderTeams } from '../../../shared/notify/ends/teams-card.ts'
import { anImage, anOutcome, aPlace } from '../announcements.ts'
import { anyAnnouncement, anyPlace } from '../any-announcement.ts'
import { shownTeams, teamsTexts } from './rendered-ends.ts'

const teams = (announcement: Parameters<typeof renderDocument>[0], place = aPlace) =>
  renderTeams(renderDocument(announcement, place))
const bytes = (message: unknown) => Buffer.byteLength(JSON.stringify(message))

/** What Teams takes of a message. */
const mostBytes = 28_000

describe('a message to Teams', () => {
  it('is an Adaptive Card in the envelope that a workflow takes', () => {
    expect(teams(anOutcome('succeeded', 'rolled out and proven'))).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            type: 'AdaptiveCard',
            version: '1.2',
            fallbackText: '✅ api-production is on v1.2.3',
            body: [{ type: 'Container', style: 'good' }, {}, {}, {}],
            actions: [{ type: 'Action.OpenUrl', title: 'Console', url: aPlace.consoleUrl }],
          },
        },
      ],
    })
  })

  it('of a rollback says why and what it went back to', () => {
    const shown = shownTeams(
      teams(
        anOutcome('rolled-back', '', {
          failures: ['container app exited with code 137 (out of memory)'],
          restored: { app: anImage('v1.2.2', 'a') },
        }),
      ),
    )
    expect(shown).toContain('v1.2.2 (aaaaaaaaaaaa) → v1.2.3 (bbbbbbbbbbbb)')
    expect(shown).toContain('Why: container app exited with code 137 (out of memory)')
    expect(shown).toContain('Went back to v1.2.2 (sha256 aaaaaaaaaaaa)')
  })

  it('has what strangers wrote in text runs alone, which know no Markdown', () => {
    const failures = ['**bold** [click](https://evil.example) <at>everyone</at> {{DATE(2026-01-01T00:00:00Z)}}']
    const message = teams(anOutcome('failed', '', { failures }))
    expect(JSON.stringify(message)).not.toMatch(/"type":"(TextBlock|FactSet)"/)
    expect(shownTeams(message)).toContain('Why: **bold** [click](https://evil.example) <at>everyone</at> { {DATE(')
  })

  it('stays under what Teams takes, at its longest', () => {
    const long = '漢"'.repeat(6_000)
    const images = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((digit) => [`${digit}${'漢'.repeat(200)}`, anImage('漢'.repeat(128), digit)]),
    )
    const message = teams(
      anOutcome('rolled-back', long, {
        ...{ from: images, to: images, changed: Object.keys(images), restored: images },
        ...{ failures: [long, long], differences: [long], trigger: { kind: 'redeploy', by: long, at: 0 } },
      }),
    )
    expect(bytes(message)).toBeLessThanOrEqual(mostBytes)
    expect(shownTeams(message)).toContain('and 2 more')
  })

  it('stays under it whatever it tells, in one line a text, without what a card works out', () => {
    fc.assert(
      fc.property(anyAnnouncement, anyPlace, (announcement, place) => {
        const message = teams(announcement, place)
        expect(bytes(message)).toBeLessThanOrEqual(mostBytes)
        for (const text of teamsTexts(message)) {
          expect(text).not.toMatch(/\{\{|[\r\n\u202e\0]/)
          expect(text).not.toBe('')
        }
      }),
      { numRuns: 300 },
    )
  })
})
