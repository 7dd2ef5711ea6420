import { describe, expect, it } from '@jest/globals'
import { createClock } from '../../../sandbox/kernel/clock.ts'
import { readSharedTime } from '../../../sandbox/kernel/shared-time.ts'

const start = Date.parse('2026-11-16T09:00:00Z')
const DAY_MS = 24 * 60 * 60 * 1000

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

async function turns(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await turn()
}

describe('a jumping clock', () => {
  it('runs timers in order of time and, at the same instant, in order of scheduling', async () => {
    const clock = createClock({ start })
    const seen: string[] = []
    const note = (name: string) => () => void seen.push(`${name}@${clock.now() - start}`)
    clock.after(2000, 'late', note('late'))
    for (const name of ['a', 'b', 'c', 'd', 'e']) clock.after(1000, name, note(name))
    clock.after(500, 'early', note('early'))
    await clock.runUntil(start + 2000)
    expect(seen).toEqual(['early@500', 'a@1000', 'b@1000', 'c@1000', 'd@1000', 'e@1000', 'late@2000'])
  })

  it('keeps the order of many timers', async () => {
    const clock = createClock({ start })
    const seen: number[] = []
    const delays = Array.from({ length: 500 }, (_, index) => (index * 7919) % 251)
    for (const delay of delays) clock.after(delay, 'n', () => void seen.push(delay))
    await clock.runUntil(start + 1000)
    expect(seen).toEqual(delays.toSorted((a, b) => a - b))
  })

  it('passes months without waiting for them', async () => {
    const clock = createClock({ start })
    await clock.runUntil(start + 90 * DAY_MS)
    expect(clock.now()).toBe(start + 90 * DAY_MS)
  })

  it('does not run a cancelled timer, not even when cancelled at its own instant', async () => {
    const clock = createClock({ start })
    const seen: string[] = []
    clock.after(10, 'canceller', () => clock.cancel(victim))
    const victim = clock.after(10, 'victim', () => void seen.push('victim'))
    await clock.runUntil(start + 20)
    expect(seen).toEqual([])
    expect(clock.timers()).toEqual([])
  })
})

describe('a jumping clock and what is in flight', () => {
  it('stands still while something is in flight', async () => {
    const clock = createClock({ start })
    let fired = false
    clock.after(1000, 'next', () => {
      fired = true
    })
    const end = clock.hold('a request')
    const done = clock.runUntil(start + 1000)
    await turns(50)
    expect({ now: clock.now(), fired }).toEqual({ now: start, fired: false })
    expect(clock.holding()).toEqual(['a request'])
    end()
    await done
    expect({ now: clock.now(), fired }).toEqual({ now: start + 1000, fired: true })
  })

  it('runs a timer that is due at once while something is in flight', async () => {
    const clock = createClock({ start })
    const work = clock.busy(
      new Promise<string>((resolve) => {
        clock.after(0, 'at once', () => resolve('done'))
      }),
    )
    await clock.runUntil(start)
    await expect(work).resolves.toBe('done')
  })

  it('jumps for work that is parked on the clock itself', async () => {
    const clock = createClock({ start })
    const work = clock.occupy('a poll', () => clock.parked(clock.sleep(20_000, 'long poll')))
    await clock.during(work)
    expect(clock.now()).toBe(start + 20_000)
  })

  it('does not jump for something parked while something else is in flight', async () => {
    const clock = createClock({ start })
    const end = clock.hold('a request')
    const work = clock.occupy('a poll', () => Promise.all([1, 2, 3].map((ms) => clock.parked(clock.sleep(ms, 'poll')))))
    const done = clock.during(work)
    await turns(50)
    expect(clock.now()).toBe(start)
    end()
    await done
    expect(clock.now()).toBe(start + 3)
  })

  it('takes its hold up again when what was parked returns', async () => {
    const clock = createClock({ start })
    const seen: number[] = []
    clock.after(0, 'work', async () => {
      await clock.parked(clock.sleep(10, 'pause'))
      await turns(20)
      seen.push(clock.now() - start)
    })
    await clock.runUntil(start + 1000)
    expect(seen).toEqual([10])
  })

  it('does not grow older for work from outside that is not parked', async () => {
    const clock = createClock({ start })
    clock.after(1000, 'tick', () => undefined)
    await clock.during(turns(30))
    expect(clock.now()).toBe(start)
  })
})

describe('running a jumping clock until something holds', () => {
  it('stops at the instant a predicate holds', async () => {
    const clock = createClock({ start })
    let count = 0
    function tick(): void {
      count += 1
      clock.after(60_000, 'tick', tick)
    }
    tick()
    await clock.runUntil(() => count === 5)
    expect(clock.now()).toBe(start + 4 * 60_000)
  })

  it('waits for what an asynchronous timer does before it jumps', async () => {
    const clock = createClock({ start })
    const seen: number[] = []
    clock.after(10, 'slow', async () => {
      await turns(20)
      seen.push(clock.now() - start)
    })
    clock.after(20, 'next', () => void seen.push(clock.now() - start))
    await clock.runUntil(start + 20)
    expect(seen).toEqual([10, 20])
  })

  it('says what was waited for when nothing is left to happen', async () => {
    const clock = createClock({ start })
    clock.after(5, 'only', () => undefined)
    await expect(clock.runUntil(() => false, { what: 'the deployment to end' })).rejects.toThrow(
      'Nothing is left to happen at 2026-11-16T09:00:00.005Z, still waiting for: the deployment to end; no timer is pending.',
    )
  })

  it('gives up at the limit and lists the pending timers', async () => {
    const clock = createClock({ start })
    function tick(): void {
      clock.after(1000, 'tick', tick)
    }
    tick()
    await expect(clock.runUntil(() => false, { limit: 5500, what: 'never' })).rejects.toThrow(
      'The limit passed at 2026-11-16T09:00:05.500Z, still waiting for: never; pending: 2026-11-16T09:00:06.000Z tick.',
    )
  })
})

describe('failures and time of a jumping clock', () => {
  it('hands the failure of a timer to whoever runs the clock', async () => {
    const clock = createClock({ start })
    clock.after(5, 'broken', () => {
      throw new Error('broken timer')
    })
    await expect(clock.runUntil(start + 10)).rejects.toThrow('broken timer')
  })

  it('keeps a failure that nobody waited for until stop', async () => {
    const clock = createClock({ start })
    clock.start()
    clock.after(5, 'broken', async () => {
      await turn()
      throw new Error('broken timer')
    })
    await turns(50)
    expect(() => clock.stop()).toThrow('broken timer')
  })

  it('passes through recurring timers between start and stop, and stands still afterwards', async () => {
    const clock = createClock({ start })
    let ticks = 0
    function tick(): void {
      ticks += 1
      clock.after(1000, 'tick', tick)
    }
    tick()
    clock.start()
    await turns(100)
    clock.stop()
    await turns(10)
    const stoppedAt = clock.now()
    await turns(50)
    expect(ticks).toBeGreaterThan(3)
    expect(clock.now()).toBe(stoppedAt)
  })

  it('shows its time to other threads', async () => {
    const clock = createClock({ start })
    await clock.runUntil(start + 1234)
    expect(readSharedTime(new Float64Array(clock.shared), Date.now())).toBe(start + 1234)
  })
})

function spinTenMilliseconds(): void {
  const end = performance.now() + 10
  while (performance.now() < end);
}

describe('a scaled clock', () => {
  it('runs what real time leapt over on a busy machine before it says that the goal is reached', async () => {
    const clock = createClock({ mode: 'scaled', speed: 20_000, start })
    const seen: string[] = []
    clock.after(60_000, 'a', () => void seen.push('a'))
    setImmediate(spinTenMilliseconds)
    await clock.runUntil(start + 120_000)
    expect(seen).toEqual(['a'])
  })

  it('runs many times faster than real time and reaches its goal', async () => {
    const clock = createClock({ mode: 'scaled', speed: 100_000, start })
    const seen: string[] = []
    clock.after(60_000, 'b', () => void seen.push('b'))
    clock.after(30_000, 'a', () => void seen.push('a'))
    await clock.runUntil(start + 120_000)
    expect(seen).toEqual(['a', 'b'])
    expect(clock.now()).toBeGreaterThanOrEqual(start + 120_000)
  })

  it('stands still when it does not run', async () => {
    const clock = createClock({ mode: 'scaled', speed: 1_000_000, start })
    await clock.runUntil(start + 1000)
    await turns(5)
    const before = clock.now()
    await turns(20)
    expect(clock.now()).toBe(before)
  })

  it('rejects a predicate that nothing can make true', async () => {
    const clock = createClock({ mode: 'scaled', speed: 1000, start })
    await expect(clock.runUntil(() => false, { what: 'never' })).rejects.toThrow('still waiting for: never')
  })
})
