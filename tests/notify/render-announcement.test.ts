import { describe, expect, it } from '@jest/globals'
import { renderAnnouncement } from '../../shared/notify/render-announcement.ts'
import { aNotice, anOutcome, aStack } from './announcements.ts'

describe('an announcement', () => {
  const announcement = anOutcome('succeeded', 'Well.')

  it('says where its target is, as the configuration knows it', () => {
    const { subject, text, document } = renderAnnouncement(announcement, aStack)
    expect(subject).toBe('[longshore-dev] api-production is on v1.2.3')
    expect(text).toContain('cluster production, service api, account 123456789012, us-east-1')
    expect(document).toMatchObject({
      cluster: 'production',
      service: 'api',
      consoleUrl: expect.stringContaining('/api/'),
    })
  })

  it('says that it cannot go on when it waits for trouble to pass, not for a start', () => {
    const { images: _none, ...trouble } = aNotice('waiting', 'Nothing goes on: throttled.')
    expect(renderAnnouncement(trouble, aStack).subject).toBe('[longshore-dev] api-production cannot go on for now')
  })

  it.each(['gone', 'constructor'])('of a target that the configuration does not hold (%s) still goes out', (target) => {
    const { document } = renderAnnouncement({ ...announcement, target }, aStack)
    expect(document).toMatchObject({ target, account: '123456789012' })
    expect(document).not.toHaveProperty('consoleUrl')
  })
})
