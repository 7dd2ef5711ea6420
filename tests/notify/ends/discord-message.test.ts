import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { renderDocument } from '../../../shared/notify/document.ts'
import { renderDiscord } from '../../../shared/notify/ends/discord-message.ts'
import { fitted } from '../../../shared/notify/ends/fitted.ts'
import { aNotice, anImage, anOutcome, aPlace } from '../announcements.ts'
import { anyAnnouncement, anyPlace } from '../any-announcement.ts'
import { markupIn, shownDiscord } from './rendered-ends.ts'

const discord = (announcement: Parameters<typeof renderDocument>[0], place = aPlace) =>
  renderDiscord(renderDocument(announcement, place))

function expectWithinLimits({ embeds: [embed] }: ReturnType<typeof discord>): void {
  const { title, description = ' ', fields, footer } = embed
  const texts = [title, description, footer.text, ...fields.flatMap(({ name, value }) => [name, value])]
  for (const text of texts) expect(text.length).toBeGreaterThan(0)
  expect(title.length).toBeLessThanOrEqual(256)
  expect(description.length).toBeLessThanOrEqual(4_096)
  expect(footer.text.length).toBeLessThanOrEqual(2_048)
  expect(fields.length).toBeLessThanOrEqual(25)
  for (const { name, value } of fields) {
    expect(name.length).toBeLessThanOrEqual(256)
    expect(value.length).toBeLessThanOrEqual(1_024)
  }
  expect(texts.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(6_000)
}

describe('a message to Discord', () => {
  it('is one embed that mentions nobody', () => {
    expect(discord(anOutcome('succeeded', 'rolled out and proven'))).toMatchObject({
      allowed_mentions: { parse: [] },
      embeds: [
        {
          title: '✅ api-production is on v1.2.3',
          description: '`v1.2.2 (aaaaaaaaaaaa)` → `v1.2.3 (bbbbbbbbbbbb)`\nRolled out and proven',
          url: aPlace.consoleUrl,
          fields: [
            { name: 'Started', value: 'pushed' },
            { name: 'Took', value: '3 min 12 s' },
            { name: 'Where', value: 'production/api' },
            { name: 'Account', value: '123456789012 us-east-1' },
          ],
          footer: { text: 'longshore-dev · 01JCS7T8V0000000000000000A:succeeded' },
          timestamp: '2026-11-16T09:03:12.000Z',
        },
      ],
    })
  })

  it('shows markup, mentions and links that strangers wrote as plain characters', () => {
    const hostile =
      '@everyone <@&123> **bold** `code` [click](https://evil.example) https://evil.example :siren: ||spoiler||'
    const message = discord(
      anOutcome('failed', '', { failures: [hostile], trigger: { kind: 'redeploy', by: hostile, at: 0 } }),
    )
    const [{ description = '', fields }] = message.embeds
    expect(description).toContain(`**Why:** \`${hostile.replaceAll('`', "'")}\``)
    expect(fields[0]?.value).toContain('redeploy by \\@everyone \\<\\@&123\\> \\*\\*bold\\*\\*')
    expect(fields[0]?.value).toContain('https\\://')
    expect(shownDiscord(message)).toContain('redeploy by @everyone <@&123> **bold**')
  })

  it('makes no list of a text that begins like one', () => {
    const by = (text: string) => discord(aNotice('waiting', text)).embeds[0].description
    expect(by('1. one')).toContain('`1. one`')
    const remark = (text: string) => discord(anOutcome('succeeded', text)).embeds[0].description?.split('\n')[1]
    expect(remark('1. one')).toBe('1\\. one')
    expect(remark('- one')).toBe('\\- one')
    expect(remark('# one')).toBe('\\# one')
  })

  it('of a target with a name of markup is one line of it', () => {
    const { title } = discord({ ...anOutcome('succeeded', 'x'), target: '__init__' }).embeds[0]
    expect(title).toBe('✅ \\_\\_init\\_\\_ is on v1.2.3')
  })

  it('stays within every limit at its longest', () => {
    const long = '*`@'.repeat(4_000)
    const images = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((digit) => [`${digit}${'_'.repeat(200)}`, anImage('*'.repeat(128), digit)]),
    )
    const place = { ...aPlace, resource: long, consoleUrl: `https://example.com/${'x'.repeat(3_000)}` }
    const message = discord(
      {
        ...anOutcome('rolled-back', long, {
          ...{ from: images, to: images, changed: Object.keys(images), restored: images },
          ...{ failures: [long, long], differences: [long], trigger: { kind: long, by: long, at: 0 } },
        }),
        ...{ id: long, target: '*'.repeat(200) },
      },
      place,
    )
    expectWithinLimits(message)
    expect(message.embeds[0].url).toBeUndefined()
  })

  it('stays within every limit and has no markup but its own, whatever it tells', () => {
    fc.assert(
      fc.property(anyAnnouncement, anyPlace, (announcement, place) => {
        const message = discord(announcement, place)
        expectWithinLimits(message)
        const [{ title, description = '', fields }] = message.embeds
        expect(markupIn(title)).toEqual([])
        for (const { value } of fields) expect(markupIn(value)).toEqual([])
        expect(markupIn(description.replaceAll('**Why:**', ''))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

describe('a text that is fitted', () => {
  const doubled = (text: string) => text.replaceAll('*', '\\*')

  it.each([
    ['a'.repeat(256), 256],
    ['a'.repeat(257), 256],
    ['*'.repeat(128), 256],
    ['*'.repeat(129), 255],
  ])('has what there is room for after escaping', (text, length) => {
    const shown = fitted(text, 256, doubled)
    expect(shown.length).toBe(length)
    expect(shown.endsWith('…')).toBe(text.length > 256 || (text.startsWith('*') && text.length > 128))
  })

  it('is never cut inside of an escape or of a character', () => {
    for (let limit = 3; limit < 40; limit += 1) {
      const shown = fitted('*😀'.repeat(20), limit, doubled)
      expect(shown.length).toBeLessThanOrEqual(limit)
      expect(shown.isWellFormed()).toBe(true)
      expect(shown.replace(/…$/, '')).not.toMatch(/\\$/)
    }
  })
})
