import { describe, expect, it, jest } from '@jest/globals'
import type { StoryWorld } from '../../sandbox/scenario/story-world.ts'
import { recordVersion } from '../../shared/domain/record.ts'
import { tell } from '../wire/stories/tell.ts'
import { at } from './at.ts'
import { moments } from './moments.ts'
import { deploy, type Handlers, handlersOf, isKnownThere, olderCheckout, olderStack } from './older-checkout.ts'

jest.setTimeout(300_000)

const TABLE = 'longshore-dev'
const known = Object.entries(moments).filter(([, { scenario }]) => isKnownThere(scenario))

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

  each('%s: come back for three minutes, and go on or leave the record alone', async (_name, moment) => {
    if (!moment) return
    const older = await olderStack(moment.scenario)
    const downgraded = at(moment, async (world, body) => {
      const today = deploy(world, handlersOf(older, world))
      const { clock } = world.sandbox
      clock.after(180_000, "today's handlers are deployed again", async () => {
        const isFromTheFuture = JSON.parse(body).version === recordVersion
        if (isFromTheFuture) expect(await recordOf(world, moment.target)).toBe(body)
        deploy(world, today)
      })
    })
    const told = await tell(moment.scenario, downgraded)
    expect({ failures: told.failures, struck: told.struck }).toEqual({ failures: [], struck: true })
  })
})

async function recordOf({ sandbox }: StoryWorld, target: string): Promise<unknown> {
  const items = await sandbox.dynamodb.items(TABLE)
  return items.find(({ pk, sk }) => pk === `target#${target}` && sk === 'record')?.['body']
}
