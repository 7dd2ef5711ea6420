import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { renderDocument } from '../../shared/notify/document.ts'
import { AnnouncementDocument } from '../../shared/notify/document-schema.ts'
import { parseDocument } from '../../shared/notify/parse-document.ts'
import { renderSlack } from '../../shared/notify/slack-blocks.ts'
import { renderSubject } from '../../shared/notify/subject.ts'
import { renderText } from '../../shared/notify/text.ts'
import { outcomeReasonOf } from '../../shared/notify/words.ts'
import { aNotice, anImage, anOutcome, aPlace, examples } from './announcements.ts'
import { anyAnnouncement, anyPlace } from './any-announcement.ts'

describe('the published document', () => {
  it('holds everything a machine wants to know of an outcome', () => {
    const announcement = anOutcome('rolled-back', 'Two tasks failed.', {
      trigger: { kind: 'redeploy', by: 'alice', at: Date.parse('2026-11-16T08:59:58Z') },
      failures: ['container app exited with code 1'],
      restored: { app: anImage('v1.2.2', 'a') },
      differences: ['cpu 256 → 512'],
    })
    expect(renderDocument(announcement, aPlace)).toEqual({
      schema: 'longshore.announcement',
      version: 1,
      kind: 'outcome',
      id: '01JCS7T8V0000000000000000A:rolled-back',
      target: 'api-production',
      account: '123456789012',
      region: 'us-east-1',
      stack: 'longshore-dev',
      resource: 'production/api',
      cluster: 'production',
      service: 'api',
      at: '2026-11-16T09:03:12.000Z',
      outcome: 'rolled-back',
      reason: 'Two tasks failed.',
      done: 'Went back to v1.2.2 (sha256 aaaaaaaaaaaa). v1.2.3 is held here until another image is pushed or somebody resumes.',
      consoleUrl:
        'https://us-east-1.console.aws.amazon.com/ecs/v2/clusters/production/services/api/deployments?region=us-east-1',
      deployment: {
        id: '01JCS7T8V0000000000000000A',
        trigger: { kind: 'redeploy', by: 'alice', at: '2026-11-16T08:59:58.000Z' },
        startedAt: '2026-11-16T09:00:00.000Z',
        endedAt: '2026-11-16T09:03:12.000Z',
        durationSeconds: 192,
        from: { app: anImage('v1.2.2', 'a') },
        to: { app: anImage('v1.2.3', 'b') },
        restored: { app: anImage('v1.2.2', 'a') },
        changed: ['app'],
        failures: ['container app exited with code 1'],
        differences: ['cpu 256 → 512'],
        carrier: 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:43',
        timeline: [
          { at: '2026-11-16T09:00:00.000Z', what: 'v1.2.3 was pushed', kind: 'pushed' },
          { at: '2026-11-16T09:00:02.000Z', what: 'rollout ecs-svc/1234567890123456789 began', kind: 'seen' },
          { at: '2026-11-16T09:03:12.000Z', what: 'the deployment ended', kind: 'told' },
        ],
      },
    })
  })
})

describe('a reason that is also what failed', () => {
  it('is told once, however long it is', () => {
    const reason = `the alarm api-5xx fires: ${'12.5 of 12.5 requests failed, '.repeat(14)}`.slice(0, 450)
    for (const length of [390, 450]) {
      const why = reason.slice(0, length).trim()
      const document = renderDocument(anOutcome('failed', why, { failures: [why] }), aPlace)
      const started = why.slice(0, 60)
      expect(renderText(document).split(started)).toHaveLength(2)
      expect(JSON.stringify(renderSlack(document).blocks).split(started)).toHaveLength(2)
      expect(outcomeReasonOf(document)).toBeUndefined()
    }
  })
})

describe('any published document', () => {
  it('of a target that left the configuration has no place in the console', () => {
    const { account, region, stack } = aPlace
    const document = renderDocument(aNotice('healed', 'Well again.'), { account, region, stack })
    expect(document).not.toHaveProperty('consoleUrl')
    expect(document).not.toHaveProperty('service')
  })

  it('always fits its schema, with no field that the schema does not name', () => {
    fc.assert(
      fc.property(anyAnnouncement, anyPlace, (announcement, place) => {
        const document = renderDocument(announcement, place)
        expect(AnnouncementDocument.parse(document)).toEqual(document)
        const body = JSON.stringify(document)
        expect(parseDocument(body)).toEqual({ ok: true, document: JSON.parse(body) })
      }),
      { numRuns: 300 },
    )
  })

  it('fits as often as it must into what SNS takes, with its text, however long its parts are', () => {
    const huge = '😀'.repeat(10_000)
    const document = renderDocument(
      anOutcome('failed', huge, {
        failures: Array.from({ length: 50 }, () => huge),
        differences: Array.from({ length: 50 }, () => huge),
        timeline: Array.from({ length: 500 }, (_, at) => ({ at, what: huge })),
      }),
      aPlace,
    )
    const body = JSON.stringify(document)
    const text = renderText(document)
    const message = JSON.stringify({ default: text, email: text, sqs: body, lambda: body, http: body, https: body })
    expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
    expect(document).toMatchObject({
      deployment: { timeline: expect.arrayContaining([expect.objectContaining({ at: '1970-01-01T00:00:00.499Z' })]) },
    })
  })
})

describe('reading a document', () => {
  const document = renderDocument(anOutcome('succeeded', 'Well.'), aPlace)
  const body = JSON.stringify(document)

  it('takes the envelope that SNS puts around it', () => {
    expect(parseDocument(JSON.stringify({ Type: 'Notification', MessageId: 'm', Message: body }))).toEqual({
      ok: true,
      document,
    })
  })

  it('takes fields that a later version adds', () => {
    expect(parseDocument(JSON.stringify({ ...document, weather: 'fair' }))).toEqual({ ok: true, document })
  })

  it.each([
    ['no JSON', 'hello', 'no longshore.announcement'],
    ['another version', JSON.stringify({ ...document, version: 2 }), 'version is missing or wrong'],
    ['an outcome nobody knows', JSON.stringify({ ...document, outcome: 'stable' }), 'outcome is missing or wrong'],
    ['an envelope around something else', JSON.stringify({ Type: 'Notification', Message: 'hello' }), 'no longshore'],
  ])('refuses %s', (_, text, why) => {
    expect(parseDocument(text)).toEqual({ ok: false, why: expect.stringContaining(why) })
  })
})

describe('the e-mail', () => {
  it.each(Object.entries(examples))('about %s reads as in the golden copy', (_, announcement) => {
    const document = renderDocument(announcement, aPlace)
    expect(`\n${renderSubject(document)}\n\n${renderText(document)}\n`).toMatchSnapshot()
  })

  it('has a subject that SNS takes, whatever it tells', () => {
    fc.assert(
      fc.property(anyAnnouncement, anyPlace, (announcement, place) => {
        expect(renderSubject(renderDocument(announcement, place))).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/)
      }),
      { numRuns: 300 },
    )
  })

  it('has no control characters but its own line breaks, whatever it tells', () => {
    fc.assert(
      fc.property(anyAnnouncement, anyPlace, (announcement, place) => {
        expect(renderText(renderDocument(announcement, place)).replaceAll('\n', '')).not.toMatch(
          /\p{Cc}|[\u202a-\u202e]/u,
        )
      }),
    )
  })
})
