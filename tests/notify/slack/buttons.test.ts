import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ActionsBlock, Button } from '@slack/types'
import fc from 'fast-check'
import { slackLimitBroken } from '../../../sandbox/receivers/slack-limits.ts'
import { signedPress } from '../../../sandbox/receivers/slack-press.ts'
import type { SlackAction } from '../../../shared/config/normalised.ts'
import type { Outcome, Progress } from '../../../shared/domain/announcement.ts'
import { parsePress } from '../../../shared/inbound/slack-action.ts'
import type { QueuedMessage } from '../../../shared/notify/deliver-to-slack.ts'
import { renderDocument, renderProgress } from '../../../shared/notify/document.ts'
import type { FollowedDocument } from '../../../shared/notify/parse-document.ts'
import { withButtons } from '../../../shared/notify/slack/buttons.ts'
import { renderLiving } from '../../../shared/notify/slack/living-message.ts'
import type { BotDelivery } from '../../../shared/notify/slack/tell-steps.ts'
import { renderSlack, type SlackMessage } from '../../../shared/notify/slack-blocks.ts'
import { aNotice, anImage, anOutcome, aPlace } from '../announcements.ts'
import { anyAnnouncement, anyPlace } from '../any-announcement.ts'
import { aDeliveryWorld, aMessage } from '../delivery-world.ts'
import { shown } from '../rendered.ts'
import { type SlackServer, startSlackServer } from '../slack-server.ts'
import { aLivingWorld, announcementMessage, aProgress, type LivingWorld, progressMessage } from './living-world.ts'

const every: readonly SlackAction[] = ['approve', 'reject', 'cancel', 'rollback']
const id = '01JCS7T8V0000000000000000A'
const question = aNotice('waiting', 'may it begin?', { asks: 'start', deploymentId: id })

const living = (changes: Partial<Progress>) => renderProgress(aProgress(1, changes), aPlace)

function buttonsOf(document: FollowedDocument, allowed = every): readonly Button[] {
  const plain = 'sequence' in document ? renderLiving(document) : renderSlack(document)
  const message = withButtons(plain, document, allowed)
  expect(message.blocks.slice(0, plain.blocks.length)).toEqual(plain.blocks)
  return message.blocks
    .filter((block): block is ActionsBlock => block.type === 'actions')
    .flatMap(({ elements }) => elements.filter((element): element is Button => element.type === 'button'))
}

const namesOf = (document: FollowedDocument, allowed = every) =>
  buttonsOf(document, allowed).map(({ action_id: name }) => name?.replace('longshore_', ''))

describe('the buttons of a message', () => {
  it.each<[string, FollowedDocument, readonly string[]]>([
    ['a start that waits for a person', living({ phase: 'waiting', asks: 'start' }), ['approve', 'reject']],
    ['a stage that waits for a person', living({ asks: 'TEST_TRAFFIC_SHIFT' }), ['approve', 'reject']],
    ['a task before the rollout', living({ phase: 'preparing' }), ['cancel']],
    ['a rollout', living({}), ['cancel']],
    ['a proof', living({ phase: 'proving' }), ['cancel']],
    ['a task after the proof', living({ phase: 'finishing' }), []],
    ['the way back', living({ phase: 'reverting' }), []],
    ['a start that was approved, and is kept by something else', living({ phase: 'waiting' }), ['cancel']],
    ['a success', renderDocument(anOutcome('succeeded', ''), aPlace), ['rollback']],
    ['a question', renderDocument(question, aPlace), ['approve', 'reject']],
    ['trouble that has not passed', renderDocument(aNotice('waiting', 'throttled', { deploymentId: id }), aPlace), []],
    ['what was not deployed', renderDocument(aNotice('not-deployed', 'held'), aPlace), []],
  ])('of %s', (_, document, names) => {
    expect(namesOf(document)).toEqual(names)
  })

  it.each<Outcome>(['rolled-back', 'rollback-failed', 'failed', 'superseded', 'cancelled', 'expired'])(
    'that tells %s are none',
    (outcome) => {
      expect(namesOf(renderDocument(anOutcome(outcome, ''), aPlace))).toEqual([])
    },
  )

  it('of a first release are none: there is nothing to go back to', () => {
    const { from: _, ...deployment } = anOutcome('succeeded', '').deployment
    expect(namesOf(renderDocument({ ...anOutcome('succeeded', ''), deployment }, aPlace))).toEqual([])
  })

  it('are those that are allowed', () => {
    const asked = living({ phase: 'waiting', asks: 'start' })
    expect(namesOf(asked, ['approve'])).toEqual(['approve'])
    expect(namesOf(asked, ['cancel', 'rollback'])).toEqual([])
    expect(withButtons(renderLiving(asked), asked)).toEqual(renderLiving(asked))
  })

  it('stop and undo only after a second question, which says what will happen', () => {
    const [cancel] = buttonsOf(living({}))
    const [rollback] = buttonsOf(renderDocument(anOutcome('succeeded', ''), aPlace))
    const [approve] = buttonsOf(living({ phase: 'waiting', asks: 'start' }))
    expect([cancel?.style, rollback?.style, approve?.style]).toEqual(['danger', 'danger', 'primary'])
    expect([cancel?.confirm?.text?.text, rollback?.confirm?.text?.text, approve?.confirm]).toEqual([
      'v1.2.3 does not stay: api-production keeps, or goes back to, what was proven last.',
      'api-production goes back from v1.2.3 to the newest proven release before it.',
      undefined,
    ])
  })

  it('carry what is read back from a press of them', () => {
    const [button] = buttonsOf(living({ phase: 'waiting', asks: 'start' }))
    const pressed = { action_id: button?.action_id ?? '', value: button?.value ?? '' }
    const { body } = signedPress({ button: pressed, user: 'U0ALICE', responseUrl: 'https://hooks.slack.com/x', at: 0 })
    expect(parsePress(body)).toMatchObject({
      action: 'approve',
      about: { stack: 'longshore-dev', target: 'api-production', deployment: id, stage: 'start' },
    })
  })
})

/** As Slack would judge it. */
const broken = ({ text, blocks }: SlackMessage) =>
  slackLimitBroken({ text, blocks: JSON.parse(JSON.stringify(blocks)) })

describe('no message with buttons breaks a limit of Slack', () => {
  it('whatever it tells', () => {
    fc.assert(
      fc.property(anyAnnouncement, anyPlace, (announcement, place) => {
        const document = renderDocument(announcement, place)
        expect(broken(withButtons(renderSlack(document), document, every))).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  it('with the longest names there can be', () => {
    const evil = '"\\<!channel>`'.repeat(100)
    const to = { app: anImage(evil, 'b'), proxy: anImage(evil.slice(1), 'c') }
    const deployment = { ...aProgress(1).deployment, to, changed: ['app', 'proxy'] }
    for (const phase of ['waiting', 'rolling'] as const) {
      const progress = aProgress(1, { phase, asks: evil, target: 'a'.repeat(64), deployment })
      const document = renderProgress(progress, { ...aPlace, stack: 's'.repeat(128) })
      const message = withButtons(renderLiving(document), document, every)
      expect(broken(message)).toBeUndefined()
      const values = buttonsOf(document).map(({ value = '' }) => value.length)
      expect(Math.max(...values)).toBeLessThanOrEqual(2_000)
    }
    const document = renderDocument(anOutcome('succeeded', '', { to, changed: ['app'] }), aPlace)
    expect(broken(withButtons(renderSlack(document), document, every))).toBeUndefined()
  })
})

let world: LivingWorld

beforeEach(async () => {
  world = await aLivingWorld({ changes: { buttons: every } })
})
afterEach(() => world.close())

async function renew(changes: Partial<BotDelivery>): Promise<void> {
  await world.close()
  world = await aLivingWorld({ changes: { buttons: every, ...changes } })
}

async function tell(message: QueuedMessage): Promise<void> {
  world.clock.time += 10_000
  expect(await world.deliver(message)).toEqual([])
}

describe('a living message', () => {
  it('begins with the question and goes on as the deployment, with the buttons that make sense then', async () => {
    const until = world.clock.time + 86_400_000
    await tell(progressMessage(aProgress(1, { phase: 'waiting', asks: 'start', expiresAt: until })))
    await tell(progressMessage(aProgress(2, { phase: 'rolling' })))
    await tell(progressMessage(aProgress(3, { phase: 'reverting' })))
    await tell(announcementMessage(anOutcome('rolled-back', 'crashed')))
    const [message] = world.seen()
    expect(message?.versions).toEqual([
      expect.stringMatching(/may get v1\.2\.3[\s\S]*May it begin\? Until [\s\S]*\[Approve\] \[Reject\]$/),
      expect.stringMatching(/is getting v1\.2\.3[\s\S]*\[Cancel\]$/),
      expect.not.stringContaining('['),
      expect.not.stringContaining('['),
    ])
  })

  it('says when it was approved and something else keeps it', async () => {
    await tell(progressMessage(aProgress(1, { phase: 'waiting', asks: 'start' })))
    await tell(progressMessage(aProgress(2, { phase: 'waiting', expiresAt: world.clock.time })))
    expect(world.seen()[0]?.versions.at(-1)).toMatch(/Approved: it begins when[\s\S]*\[Cancel\]$/)
  })

  it('is there before the question calls people into its thread, whichever comes first', async () => {
    const at = world.clock.time
    const asked = announcementMessage({ ...question, at }, 'q')
    expect(await world.deliver(asked)).toEqual(['q'])
    expect(world.pauses.get('handle-q')).toBe(3)
    await tell(progressMessage(aProgress(1, { phase: 'waiting', asks: 'start' })))
    await tell(asked)
    expect(world.seen().map(({ reply, broadcast }) => [reply, broadcast])).toEqual([
      [false, false],
      [true, true],
    ])
  })

  it('that does not come keeps no question back', async () => {
    world.clock.time += 30_000
    await tell(announcementMessage({ ...question, at: world.clock.time - 30_000 }))
    expect(world.seen()).toMatchObject([{ reply: false }])
  })

  it('asks even in quiet hours, and when the question comes late', async () => {
    await renew({ quietHours: { zone: 'UTC', from: 0, to: 1_439, days: [], dates: [] } })
    world.clock.time += 20 * 60_000
    await tell(progressMessage(aProgress(1, { phase: 'waiting', asks: 'start' })))
    expect(world.seen()[0]?.versions.at(-1)).toContain('[Approve]')
  })
})

describe('a message of a webhook', () => {
  let server: SlackServer
  beforeEach(async () => {
    server = await startSlackServer()
  })
  afterEach(() => server.close())

  it('has the buttons of what it tells', async () => {
    const world = aDeliveryWorld(server.url, { buttons: every })
    await world.deliver(aMessage(question))
    await world.deliver(aMessage(anOutcome('succeeded', '')))
    const texts = server.posts.map(({ body }) => JSON.stringify(body))
    expect(texts).toEqual([expect.stringContaining('longshore_approve'), expect.stringContaining('longshore_rollback')])
  })

  it('has none unless they are asked for', async () => {
    const world = aDeliveryWorld(server.url)
    await world.deliver(aMessage(question))
    expect(JSON.stringify(server.posts)).not.toContain('actions')
  })
})

it('a preview shows the words on the buttons', () => {
  const document = renderDocument(question, aPlace)
  expect(shown(withButtons(renderSlack(document), document, every))).toMatch(/\n\[Approve\] \[Reject\]$/)
})
