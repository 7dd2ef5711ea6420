import { describe, expect, it } from '@jest/globals'
import { readPasts } from '../../shared/commands/read-pasts.ts'
import { stats } from '../../shared/commands/stats.ts'
import type { AnnouncedImage } from '../../shared/domain/announcement.ts'
import type { Digest } from '../../shared/domain/image.ts'
import type { PastReader } from '../../shared/figures-ports.ts'
import { aConfig } from '../commands/command-world.ts'
import { aPolicy } from '../domain/a-world.ts'
import { hour, pastOf, released, start } from './an-outcome.ts'

function aReader(more: Partial<Awaited<ReturnType<PastReader['since']>>> = {}) {
  const asked: { readonly target: string; readonly from: number; readonly limit: number }[] = []
  const past: PastReader = {
    async since(target, from, limit) {
      asked.push({ target, from, limit })
      return { ...pastOf([released(0)]), ...more, target }
    },
  }
  return { asked, past }
}

const clock = { now: () => start + 24 * hour }
const config = aConfig(aPolicy(), aPolicy({ target: 'web' }))
const day = 24 * hour

describe('stats', () => {
  it('tells of all targets over several windows and of each over the first', async () => {
    const { scopes, message } = await stats({ kind: 'stats' }, config, { clock, past: aReader().past })
    expect(scopes.map(({ scope, figures }) => [scope, figures.map(({ window }) => window.name)])).toEqual([
      ['all', ['last 30 days', 'last 7 days', 'last 90 days']],
      ['api', ['last 30 days']],
      ['web', ['last 30 days']],
    ])
    expect(message.split('\n')).toHaveLength(6)
  })

  it('reads a month more than it tells of, for what was broken before', async () => {
    const { asked, past } = aReader()
    await stats({ kind: 'stats', target: 'api', days: 7 }, config, { clock, past })
    expect(asked).toEqual([{ target: 'api', from: clock.now() - 37 * day, limit: 5_000 }])
  })

  it('refuses a month that has not begun', async () => {
    const told = stats({ kind: 'stats', month: '2027-01' }, config, { clock, past: aReader().past })
    await expect(told).rejects.toThrow('Cannot tell figures of 2027-01: it has not begun')
  })

  it('says of how many images it does not know when they were committed', async () => {
    const outcomes = Array.from({ length: 2_003 }, (_, index) => {
      const digest: Digest = `sha256:${String(index).padStart(64, '0')}`
      return released(-index, { to: { app: { repository: 'team/api', digest } } })
    })
    const asked: AnnouncedImage[] = []
    const dates = {
      async of(images: readonly AnnouncedImage[]) {
        asked.push(...images)
        return new Map()
      },
    }
    const { past } = aReader({ outcomes })
    const { message, undated } = await stats({ kind: 'stats', target: 'api' }, config, { clock, past, dates })
    expect([undated, asked.length]).toEqual([3, 2_000])
    expect(message).toContain(
      'Not looked up when 3 images were committed, those released first: ask for fewer days or one target.',
    )
    const few = await stats({ kind: 'stats', target: 'api' }, config, { clock, past: aReader().past, dates })
    expect([few.undated, few.message.includes('looked up')]).toEqual([0, false])
  })

  it('says what is not counted', async () => {
    const { past } = aReader({ isCut: true, unreadable: ['01X'] })
    const { message, cut, unreadable } = await stats({ kind: 'stats', target: 'api' }, config, { clock, past })
    expect([cut, unreadable]).toEqual([['api'], ['api 01X']])
    expect(message).toContain('Not everything was read of api: ask for one target or fewer days.')
    expect(message).toContain('Not counted, since they cannot be read: api 01X.')
  })
})

it('what is read of many targets together is bounded, and each gets its share', async () => {
  const outcomes = Array.from({ length: 1_500 }, (_, index) => released(index))
  const limits: number[] = []
  const reader: PastReader = {
    async since(target, _from, limit) {
      limits.push(limit)
      return { ...pastOf(outcomes.slice(0, limit)), target, isCut: limit < outcomes.length }
    },
  }
  const pasts = await readPasts(
    Array.from({ length: 30 }, (_, index) => `t${index}`),
    0,
    reader,
  )
  expect(pasts.reduce((sum, past) => sum + past.outcomes.length, 0)).toBeLessThanOrEqual(20_000)
  expect(limits.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 1_800))
  expect(Math.min(...limits)).toBeGreaterThanOrEqual(100)
  expect(pasts.filter(({ isCut }) => isCut)).toHaveLength(20)
})
