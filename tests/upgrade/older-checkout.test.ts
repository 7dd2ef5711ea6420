import { describe, expect, it, jest } from '@jest/globals'
import type { StoryWorld } from '../../sandbox/scenario/story-world.ts'
import { recordVersion } from '../../shared/domain/record.ts'
import { tell } from '../wire/stories/tell.ts'
import { at } from './at.ts'
import { type Moment, moments } from './moments.ts'
import {
  deploy,
  type Handlers,
  handlersOf,
  isKnownThere,
  olderCheckout,
  olderRecordVersion,
  olderStack,
} from './older-checkout.ts'

jest.setTimeout(300_000)

const TABLE = 'longshore-dev'
const known = Object.entries(moments).filter(([, { scenario }]) => isKnownThere(scenario))

const older = await olderRecordVersion()
const waiting: Moment = { scenario: 'approval-approved', target: 'api', holds: ({ state }) => state.why === 'approval' }

if (olderCheckout === undefined)
  console.log(
    'LONGSHORE_OLDER_CHECKOUT names no checkout of an older Longshore: its handlers are not swapped for these.',
  )
const each = known.length > 0 ? it.each(known) : it.skip.each([['no checkout', undefined]])

describe('the handlers of an older checkout', () => {
  each(
    '%s: are replaced by those of today in the middle of the story, which ends as it would have',
    async (_name, moment) => {
      if (!moment) return
      const older = await olderStack(moment.scenario)
      let today: Handlers = {}
      const upgraded = at(moment, async (world) => void deploy(world, today))
      const told = await tell(moment.scenario, (world, pushedAt) => {
        today = deploy(world, handlersOf(older, world))
        return upgraded(world, pushedAt)
      })
      expect({ failures: told.failures, struck: told.struck }).toEqual({ failures: [], struck: true })
    },
  )

  each('%s: come back for three minutes, and go on', async (_name, moment) => {
    if (!moment) return
    const older = await olderStack(moment.scenario)
    const downgraded = at(moment, async (world) => {
      const today = deploy(world, handlersOf(older, world))
      const { clock } = world.sandbox
      clock.after(180_000, "today's handlers are deployed again", () => void deploy(world, today))
    })
    const told = await tell(moment.scenario, downgraded)
    expect({ failures: told.failures, struck: told.struck }).toEqual({ failures: [], struck: true })
  })

  const knowsNoApprovals = older < recordVersion
  const refuses = knowsNoApprovals ? it : it.skip
  refuses('refuse by name what only today knows, and leave it as it is until today comes back', async () => {
    const { scenario, target } = waiting
    // The same target in the same place, without the approval: the older one's packaging refuses to know that option.
    const withoutApproval = await olderStack('crash-loop-breaker-off')
    let left: unknown
    let said: string[] = []
    const downgraded = at(waiting, async (world, body) => {
      const today = deploy(world, handlersOf(withoutApproval, world))
      world.sandbox.clock.after(10 * 60_000, "today's handlers are deployed again", async () => {
        left = { isAsItWas: (await recordOf(world, target)) === body }
        said = world.sandbox.workers.logs('reconcile').map(({ text }) => text)
        deploy(world, today)
      })
    })
    const told = await tell(scenario, downgraded)
    // Nudges that nobody could work on are where the alarm rings; what they would have said the next tick says.
    const failures = told.failures.filter(({ path }) => path !== 'expect.deadLetters')
    expect({ failures, struck: told.struck, left }).toEqual({ failures: [], struck: true, left: { isAsItWas: true } })
    expect(said.filter((line) => line.includes('A newer Longshore wrote it')).length).toBeGreaterThan(0)
  })
})

async function recordOf({ sandbox }: StoryWorld, target: string): Promise<unknown> {
  const items = await sandbox.dynamodb.items(TABLE)
  return items.find(({ pk, sk }) => pk === `target#${target}` && sk === 'record')?.['body']
}
