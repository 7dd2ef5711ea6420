import { describe, expect, it } from '@jest/globals'
import type { Fact } from '../../shared/domain/fact.ts'
import type { FreezeWindow } from '../../shared/domain/policy.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { approve, day, decided, policy, quiet, waiting } from './a-question.ts'
import { aRecord, calls, image, minute, type Situation, t0, told } from './a-world.ts'

const id = 'deployment-2'
const until = t0 + minute + day
const iso = new Date(until).toISOString()
const hour = 60 * minute

const redeploy: Fact = { kind: 'redeploy', id: 'c', at: t0, by: 'bob', deploymentId: id, image: image(2) }
const promote: Fact = {
  ...{ kind: 'promote', id: 'c', at: t0, by: 'bob', deploymentId: id },
  ...{ from: 'api-staging', images: { app: image(2) } },
}
const commands = [
  ['redeploy', redeploy],
  ['promotion', promote],
] as const

function asked(fact: Fact): TargetRecord {
  return quiet(decided(aRecord(), { facts: [fact] }).next)
}

interface Keeping {
  readonly begins?: Fact
  readonly ends?: Fact
  readonly during?: Situation
  readonly after?: Situation
  /** When it ends. */
  readonly at: number
  readonly phase: 'stopped' | 'freeze'
  readonly words: string
}

const end = t0 + 3 * hour
const by = { at: t0 + 2 * minute, by: 'carl' }
/** Of the Monday that `t0` is on, from a minute after the question. */
const window: FreezeWindow = { every: 'week', from: 9 * 60 + 2, to: 12 * 60, zone: 'UTC' }
const calendar = { ...policy, freeze: [window] }
const resumed: Fact = { kind: 'resume', id: 'r', at: end, by: 'carl' }

const keepings: readonly (readonly [string, Keeping])[] = [
  [
    'a pause of the target',
    {
      begins: { kind: 'stop', id: 's', ...by },
      ends: resumed,
      at: end,
      phase: 'stopped',
      words: 'api is paused by carl',
    },
  ],
  [
    'a pause of the stack',
    {
      during: { stackStop: { stopped: true, by: 'carl' } },
      ...{ at: end, phase: 'stopped', words: 'the whole stack is paused by carl' },
    },
  ],
  [
    'a freeze by hand',
    {
      begins: { kind: 'freeze', id: 'f', ...by, until: end },
      ...{ at: end, phase: 'freeze', words: 'frozen by carl until 2026-11-16 12:00 UTC' },
    },
  ],
  [
    'a calendar',
    {
      during: { policy: calendar },
      after: { policy: calendar },
      ...{ at: end, phase: 'freeze', words: 'frozen until 2026-11-16 12:00 UTC' },
    },
  ],
]

const rows = commands.flatMap(([what, fact]) =>
  keepings.map(([kept, keeping]) => [`a ${what} in ${kept}`, fact, keeping] as const),
)

function meets(record: TargetRecord, { begins, during }: Keeping, facts: readonly Fact[] = []) {
  return decided(record, { ...during, facts: [...(begins ? [begins] : []), ...facts], now: t0 + 3 * minute })
}

describe('what a person asked for and was asked about', () => {
  it.each(rows)(
    'is kept: %s, and begins at its end with the approval that was taken in with it',
    (_what, fact, keeping) => {
      const kept = meets(asked(fact), keeping, [approve(id)])
      expect([calls(kept), kept.next.state, kept.next.pending?.deploymentId]).toMatchObject([
        [],
        { name: 'waiting', why: keeping.phase },
        id,
      ])
      expect(told(kept)).toEqual([
        expect.stringMatching(
          new RegExp(`^not-deployed: asked for by bob and not begun: ${keeping.words}; begins (then|on resume)`),
        ),
      ])
      const facts = keeping.ends ? [keeping.ends] : []
      const begun = decided(quiet(kept.next), { ...keeping.after, facts, now: keeping.at })
      expect(calls(begun)).toMatchObject([{ kind: 'apply', release: { images: { app: image(2) } } }])
    },
  )

  it.each(rows)('can be approved while it is kept: %s', (_what, fact, keeping) => {
    const kept = meets(asked(fact), keeping)
    expect(kept.next.pending?.question).toBeDefined()
    const answer = { ...approve(id), at: t0 + 5 * minute }
    const said = decided(quiet(kept.next), { ...keeping.during, facts: [answer], now: t0 + 6 * minute })
    expect([calls(said), told(said)]).toEqual([[], []])
    const facts = keeping.ends ? [keeping.ends] : []
    expect(calls(decided(said.next, { ...keeping.after, facts, now: keeping.at }))).toHaveLength(1)
  })

  it.each(rows)('expires while it is kept: %s', (_what, fact, keeping) => {
    const kept = meets(asked(fact), keeping)
    const longer = { at: t0, until: until + hour, by: 'carl' }
    const more = keeping.phase === 'freeze' ? { frozen: longer } : {}
    const over = decided({ ...quiet(kept.next), ...more }, { ...keeping.during, now: until })
    expect([over.next.pending, told(over).at(-1)]).toEqual([
      undefined,
      'expired: nobody approved it within 24 h; redeploy it to be asked anew',
    ])
  })

  it('is told once that it is kept, and again each day', () => {
    const [, pause] = keepings[1] ?? []
    if (!pause) throw new Error('the pause of the stack is missing')
    const kept = meets(asked(redeploy), pause)
    expect(told(decided(quiet(kept.next), { ...pause.during, now: t0 + hour }))).toEqual([])
  })
})

describe('a start with a question is told what becomes of it in a freeze', () => {
  const freeze = (end: number): Fact => ({ kind: 'freeze', id: 'f', ...by, until: end })
  const words = (end: number, more: readonly Fact[] = []) =>
    told(decided(waiting(), { facts: [freeze(end), ...more], now: t0 + 3 * minute }))

  it.each([
    ['that outlasts it', until + minute, `; expires at ${iso}, unless the freeze is lifted before`],
    ['that ends with it', until, `; expires at ${iso}, unless the freeze is lifted before`],
    ['that ends before it', until - minute, `; begins then once it is approved, or expires at ${iso}`],
  ])('%s', (_what, end, then) => {
    expect(words(end)).toEqual([expect.stringContaining(`pushed and not deployed: frozen by carl`)])
    expect(words(end)).toEqual([expect.stringContaining(then)])
  })

  it('and approved, that it begins', () => {
    expect(words(until - minute, [approve()])).toEqual([expect.stringMatching(/; begins then$/)])
    expect(words(until + minute, [approve()])).toEqual([expect.stringContaining(`; expires at ${iso}`)])
  })
})
