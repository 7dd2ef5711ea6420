import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { KillRule } from '../../sandbox/kernel/kills.ts'
import {
  type Aftermath,
  type KillOptions,
  type KillWorld,
  type Story,
  startKillWorld,
  WORKERS,
  type Worker,
} from './kill-run.ts'

const heavy = process.env['LONGSHORE_HEAVY'] === '1'

/** What must be true of the world after one push, however it went. */
type Expectation = (aftermath: Aftermath, options: KillOptions) => void

/**
 * Lets a worker die at every AWS call that an undisturbed run makes, before the call reaches AWS and after it took effect
 * there, and holds the world to the same expectation each time; `workers` names those that this story is about. LONGSHORE_HEAVY=1 does it on first contact, too.
 */
export function describeKills(story: Story, expectation: Expectation, workers: readonly Worker[] = WORKERS): void {
  describe(`a ${story} whose workers die`, () => kills(story, { firstContact: false }, expectation, workers))
  const onFirstContact = heavy ? describe : describe.skip
  onFirstContact(`a ${story} on first contact whose workers die`, () =>
    kills(story, { firstContact: true }, expectation, workers),
  )
}

/**
 * Dying before a call leaves the world as dying after the call before it does. For reconcile, which makes most of the calls,
 * the quick suite therefore does not die again where it has died already; LONGSHORE_HEAVY=1 does.
 */
function deathsAt(worker: Worker, call: number): readonly KillRule['when'][] {
  const diedThere = worker === 'reconcile' && call > 1
  return diedThere && !heavy ? ['after'] : ['before', 'after']
}

function kills(story: Story, options: KillOptions, expectation: Expectation, workers: readonly Worker[]): void {
  let world: KillWorld

  beforeAll(async () => {
    world = await startKillWorld(story, options)
    await world.play('reconcile')
  })
  afterAll(() => world?.stop())

  it.each([...workers])(
    'ends the same at whichever call %s dies',
    async (worker) => {
      const undisturbed = await world.play(worker)
      expectation(undisturbed, options)
      expect(undisturbed).toMatchObject({ slackMessages: 1, deadEvents: [] })
      const calls = undisturbed.calls[worker] ?? 0
      expect(calls).toBeGreaterThan(0)
      for (let call = 1; call <= calls; call += 1) {
        for (const when of deathsAt(worker, call)) {
          const aftermath = await world.play(worker, { call, when })
          naming(`killed ${when} call ${call} of ${calls}`, () => {
            expect(aftermath.died).toBe(true)
            expectation(aftermath, options)
            expectTold(aftermath, worker)
          })
        }
      }
    },
    300_000,
  )
}

/** Slack hears once; twice only if the one who told it died before noting so. A tick that dies is not repeated: the next comes. */
function expectTold({ slackMessages, deadEvents }: Aftermath, worker: Worker): void {
  expect(slackMessages).toBeGreaterThanOrEqual(1)
  expect(slackMessages).toBeLessThanOrEqual(worker === 'notify-slack' ? 2 : 1)
  expect(deadEvents).toEqual(worker === 'tick' ? ['Scheduled Event'] : [])
}

function naming(what: string, check: () => void): void {
  try {
    check()
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
