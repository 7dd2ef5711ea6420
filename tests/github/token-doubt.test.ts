import { describe, expect, it } from '@jest/globals'
import { tokenDoubts } from '../../shared/github/token-doubt.ts'
import { pauseFor } from '../../shared/notify/back-off.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'

const [a, b, elsewhere] = [
  { owner: 'acme', name: 'a' },
  { owner: 'acme', name: 'b' },
  { owner: 'umbrella', name: 'c' },
]

function aWorld(by: 'app' | 'token') {
  const clock = virtualClock()
  return { clock, doubts: tokenDoubts(clock, by) }
}

describe('a token that is refused for good', () => {
  it.each([1, 5, 6, 7, 20, 101, 500])(
    'is believed to be at the second refusal, though the first was met at receive %i',
    (first) => {
      const { clock, doubts } = aWorld('token')
      expect(doubts.mayPass(a)).toBe(true)
      clock.advance(1_000 * pauseFor(15, first))
      expect(doubts.mayPass(a)).toBe(false)
    },
  )

  it.each(['app', 'token'] as const)('in one repository is, though another one takes it meanwhile (%s)', (by) => {
    const { clock, doubts } = aWorld(by)
    expect(doubts.mayPass(b)).toBe(true)
    clock.advance(7_000)
    doubts.accepted(a)
    clock.advance(8_000)
    expect(doubts.mayPass({ owner: 'Acme', name: 'B' })).toBe(false)
  })
})

describe('a token that is refused for the first time', () => {
  it('is another one for another owner of an App, and the same one if it is stored', () => {
    const ofApp = aWorld('app')
    const stored = aWorld('token')
    for (const { clock, doubts } of [ofApp, stored]) {
      doubts.mayPass(a)
      clock.advance(12_000)
    }
    expect(ofApp.doubts.mayPass(elsewhere)).toBe(true)
    expect(stored.doubts.mayPass(elsewhere)).toBe(false)
  })

  it.each(['app', 'token'] as const)('after it was taken is doubted anew (%s)', (by) => {
    const { clock, doubts } = aWorld(by)
    doubts.mayPass(a)
    doubts.accepted(a)
    clock.advance(12_000)
    expect(doubts.mayPass(a)).toBe(true)
  })
})
