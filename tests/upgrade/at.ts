import type { StoryWorld } from '../../sandbox/scenario/story-world.ts'
import type { Trouble } from '../wire/stories/tell.ts'
import type { Moment } from './moments.ts'

const TABLE = 'longshore-dev'

/** Acts on the world once, at a moment of the story, while nothing is in flight. */
export function at({ target, holds }: Moment, act: (world: StoryWorld, body: string) => Promise<void>): Trouble {
  return (world) => {
    const { clock, dynamodb } = world.sandbox
    let isDone = false
    let failure: unknown
    async function isOver(): Promise<boolean> {
      const items = await dynamodb.items(TABLE)
      const body = items.find(({ pk, sk }) => pk === `target#${target}` && sk === 'record')?.['body']
      if (typeof body !== 'string' || !holds(JSON.parse(body))) return false
      await act(world, body)
      isDone = true
      return true
    }
    clock.runUntil(isOver, { what: `the moment on ${target}` }).catch((error: unknown) => {
      failure = error
    })
    return () => {
      if (failure !== undefined) throw failure
      return isDone
    }
  }
}
