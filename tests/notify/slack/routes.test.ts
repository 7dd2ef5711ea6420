import { afterEach, describe, expect, it } from '@jest/globals'
import { renderDocument } from '../../../shared/notify/document.ts'
import { besides, calling, homeOf, mentionedAtHome } from '../../../shared/notify/slack/routes.ts'
import { aNotice, anOutcome, aPlace } from '../announcements.ts'
import { aLivingWorld, announcementMessage, aProgress, type LivingWorld, progressMessage } from './living-world.ts'

const production = '^.*-production$'
const routing = {
  channel: 'C0DEPLOYS',
  mentions: ['S0ALL'],
  routes: [
    { targets: ['^web-.*$'], channel: 'C0WEB' },
    {
      targets: [production],
      outcomes: ['rolled-back', 'stuck'],
      channel: 'C0INCIDENTS',
      mention: ['S0ONCALL', 'U0BOSS'],
    },
    { targets: [production], outcomes: ['succeeded'], channel: 'C0RELEASES' },
    { targets: [production], mention: ['S0API'] },
    { targets: ['^.*$'], channel: 'C0LATER' },
  ],
}
const document = (outcome: Parameters<typeof anOutcome>[0]) => renderDocument(anOutcome(outcome, 'Why.'), aPlace)

describe('routes', () => {
  it('give each target the first channel that is not for some outcomes only', () => {
    expect(['web-a', 'api-production', 'other'].map((target) => homeOf(target, routing))).toEqual([
      'C0WEB',
      'C0LATER',
      'C0LATER',
    ])
    expect(homeOf('api', { channel: 'C0DEPLOYS' })).toBe('C0DEPLOYS')
  })

  it('tell other channels of the outcomes they ask for, besides', () => {
    expect(besides(document('rolled-back'), routing)).toEqual([
      { channel: 'C0INCIDENTS', mention: ['S0ONCALL', 'U0BOSS'] },
    ])
    expect(besides(document('succeeded'), routing)).toEqual([{ channel: 'C0RELEASES', mention: ['S0ALL'] }])
    expect(besides(document('superseded'), routing)).toEqual([])
    expect(besides(renderDocument(aNotice('stuck', 'Broken.'), aPlace), routing)).toHaveLength(1)
  })

  it('never tell one channel twice', () => {
    const routes = [
      { targets: ['^api'], outcomes: ['failed'], channel: 'C0DEPLOYS' },
      { targets: ['^api'], outcomes: ['failed'], channel: 'C01' },
      { targets: ['^api'], outcomes: ['failed'], channel: 'C01' },
    ]
    expect(besides(document('failed'), { channel: 'C0DEPLOYS', routes })).toEqual([{ channel: 'C01', mention: [] }])
  })

  it('say who is mentioned at home', () => {
    expect(mentionedAtHome(document('failed'), routing)).toEqual(['S0API'])
    expect(mentionedAtHome(document('failed'), { channel: 'C0', mentions: ['S0ALL'] })).toEqual(['S0ALL'])
  })
})

describe('mentions', () => {
  const message = { text: 'Why.', blocks: [{ type: 'divider' as const }] }

  it.each(['rolled-back', 'rollback-failed', 'failed'] as const)('are made when it is %s', (outcome) => {
    expect(JSON.stringify(calling(message, document(outcome), ['S01', 'U01', 'W01']))).toContain(
      '<!subteam^S01> <@U01> <@W01>',
    )
  })

  it.each(['succeeded', 'superseded', 'cancelled', 'expired'] as const)('are not made when it is %s', (outcome) => {
    expect(calling(message, document(outcome), ['S01'])).toBe(message)
  })
})

describe('a world with routes', () => {
  let world: LivingWorld | undefined
  afterEach(() => world?.close())

  it('keeps the message in its home, and tells others once each', async () => {
    world = await aLivingWorld({ settings: routing, changes: { mentions: ['S0ALL'] } })
    const progress = aProgress(1)
    world.clock.time = progress.at
    await world.deliver(progressMessage(progress))
    world.clock.time += 5_000
    const broken = announcementMessage(anOutcome('rolled-back', 'It crashed.'))
    await world.deliver(broken)
    await world.deliver(broken)
    expect(world.seen().map(({ channel, reply, versions }) => [channel, reply, versions.length])).toEqual([
      ['C0LATER', false, 2],
      ['C0LATER', true, 1],
      ['C0INCIDENTS', false, 1],
      ['C0LATER', true, 1],
    ])
    const [, call, incident] = world.seen()
    expect(call?.versions[0]).toContain('subteam^S0API')
    expect(incident?.versions[0]).toContain('@U0BOSS')
  })
})
