import { milliseconds } from './duration.ts'
import type { Failure } from './judge/failure.ts'
import { statusOf } from './status-of.ts'
import { goOnTo, type StoryWorld } from './story-world.ts'

const LOOK_EVERY = 15_000
/** Quiet must last: a late event or the next tick may still have something to say. */
const QUIET_FOR = 90_000
const LONGEST_WAIT = milliseconds('1d')

/** Lets the story come to its end. */
export async function playUntil(world: StoryWorld, until: string): Promise<Failure[]> {
  const { clock } = world.sandbox
  if (until !== 'quiet') {
    await goOnTo(world, world.start + milliseconds(until))
    return []
  }
  const limit = clock.now() + LONGEST_WAIT
  let noise = 'nothing was looked at'
  for (let quietSince = clock.now(); clock.now() < limit; ) {
    await goOnTo(world, clock.now() + LOOK_EVERY)
    const heard = await whatGoesOn(world)
    if (heard !== undefined) {
      noise = heard
      quietSince = clock.now()
    } else if (clock.now() - quietSince >= QUIET_FOR) return []
  }
  return [{ path: 'until', message: `It did not get quiet within a day: ${noise}` }]
}

/** What is in progress or waits to be told; undefined when nothing does. */
async function whatGoesOn(world: StoryWorld): Promise<string | undefined> {
  const { sqs, clock, lambda } = world.sandbox
  const waiting = sqs.names().find((name) => !isDeadLetterQueue(name) && sqs.messages(name).length > 0)
  if (waiting) return `${waiting} holds ${sqs.messages(waiting).length} messages`
  const running = lambda.invocations().find(({ result }) => result === undefined)
  if (running) return `${running.key} runs`
  const busy = (await clock.during(statusOf(world))).find(
    ({ phase, pending }) => !['idle', 'not seen yet'].includes(phase) || pending !== undefined,
  )
  return busy && `${busy.target} is ${busy.phase}${busy.pending === undefined ? '' : `, ${busy.pending} waits`}`
}

export function isDeadLetterQueue(name: string): boolean {
  return /-dlq(\.fifo)?$/.test(name)
}
