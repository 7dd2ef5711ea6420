import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Digest } from '../../shared/domain/image.ts'
import { endedOf } from '../../shared/figures/ended.ts'
import { figuresOf, storyOf } from '../../shared/figures/figures.ts'
import { timeInWords } from '../../shared/figures/in-words.ts'
import { type ImageTimes, imagesToDate, leadTimeOf } from '../../shared/figures/lead-time.ts'
import { median, p90 } from '../../shared/figures/quantile.ts'
import { dayIn, isZone, lastDays, lastMonths, monthWindow } from '../../shared/figures/window.ts'
import { digest, ended, hour, imagesOf, minute, pastOf, released, start, wentBack } from './an-outcome.ts'

const day = 24 * hour
const incidents = (...given: Parameters<typeof pastOf>) =>
  storyOf(pastOf(...given), day).incidents.map(({ from, to }) => [
    (from - start) / minute,
    ...(to === undefined ? [] : [(to - start) / minute]),
  ])

describe('what a deployment came to', () => {
  it.each([
    ['a push', released(0), 'released'],
    ['a redeploy of what runs', released(0, { trigger: { kind: 'redeploy', at: start }, changed: [] }), 'restarted'],
    ['a redeploy of another image', released(0, { trigger: { kind: 'redeploy', at: start } }), 'released'],
    ['a stale write taken back', released(0, { trigger: { kind: 'repair', at: start } }), 'restarted'],
    ['a rollback', wentBack(0), 'went-back'],
    ['nothing ran', ended('succeeded', 'nothing ran: the desired count is 0', 0), 'nothing'],
    ['went back', ended('rolled-back', 'x', 0), 'taken-back'],
    ['no way back', ended('rollback-failed', 'x', 0), 'broken'],
    ['rollback is off', ended('failed', 'rollback is off: the broken release is still on the target', 0), 'broken'],
    ['refused', ended('failed', 'nothing was changed: denied', 0), 'nothing'],
    ['the task before failed', ended('failed', 'nothing was changed on the target: exit 1', 0), 'nothing'],
    ['superseded', ended('superseded', 'a newer push arrived', 0), 'nothing'],
    ['cancelled', ended('cancelled', 'not configured any more', 0), 'nothing'],
    ['expired', ended('expired', 'nobody approved', 0), 'nothing'],
  ])('%s', (_what, outcome, came) => {
    expect(endedOf(outcome).came).toBe(came)
  })
})

describe('incidents', () => {
  it('begin when the failure was seen and end when the way back was proven', () => {
    expect(incidents([ended('rolled-back', 'x', 0, { failedAt: start + 4 * minute })])).toEqual([[4, 10]])
  })
  it('are as old as the end where nobody noted when the failure was seen', () => {
    expect(incidents([ended('rolled-back', 'x', 0)])).toEqual([[10, 10]])
  })
  it('go on through what fails meanwhile, until something proven runs', () => {
    const failing = [
      ended('rollback-failed', 'x', 0, { failedAt: start + 4 * minute }),
      ended('rollback-failed', 'y', 20),
    ]
    expect(incidents([...failing, released(40)])).toEqual([[4, 50]])
    expect(incidents([...failing, ended('rolled-back', 'z', 40)])).toEqual([[4, 50]])
    expect(incidents([...failing, wentBack(40)])).toEqual([[4, 45]])
    expect(incidents(failing)).toEqual([[4]])
  })
  it('are not ended by what changed nothing or ran nowhere', () => {
    const failed = ended('rollback-failed', 'x', 0)
    expect(incidents([failed, ended('succeeded', 'nothing ran: the desired count is 0', 20)])).toEqual([[10]])
    expect(incidents([failed, ended('failed', 'nothing was changed: denied', 20)])).toEqual([[10]])
  })
  it('end when the target is well again by itself, and that ends nothing else', () => {
    const failed = ended('rollback-failed', 'x', 0)
    const healed = { deploymentId: failed.deployment.id, at: start + 30 * minute }
    expect(incidents([failed, released(60)], [healed])).toEqual([[10, 30]])
    expect(incidents([released(60)], [healed])).toEqual([])
  })
  it('begin when a person asks to go back, and only if that takes a release back', () => {
    expect(incidents([released(0), wentBack(60)])).toEqual([[60, 65]])
    expect(incidents([released(0), wentBack(2 * 24 * 60)])).toEqual([])
  })
  it('begin when a person asks to go back that fails, and end when something else is proven', () => {
    const failing = (outcome: 'rolled-back' | 'rollback-failed' | 'failed' | 'superseded') =>
      wentBack(60, released(0), imagesOf('9'), outcome)
    for (const outcome of ['rollback-failed', 'failed', 'superseded'] as const) {
      expect(incidents([released(0), failing(outcome)])).toEqual([[60]])
      expect(incidents([released(0), failing(outcome), released(90)])).toEqual([[60, 100]])
    }
    expect(incidents([released(0), failing('rolled-back')])).toEqual([[60, 65]])
  })
  it('go on when a rollback that failed leads to the very release that a person wanted away', () => {
    const { deployment, ...rest } = wentBack(60, released(0), imagesOf('9'), 'rolled-back')
    const back = { ...rest, deployment: { ...deployment, restored: released(0).deployment.to } }
    expect(incidents([released(0), back])).toEqual([[60]])
    expect(incidents([released(0), back, released(90)])).toEqual([[60, 100]])
  })
  it('follow one another where the target healed while a rollback was under way', () => {
    const failed = ended('rollback-failed', 'x', 20)
    const healed = { deploymentId: failed.deployment.id, at: start + 62 * minute }
    expect(incidents([released(0), failed, wentBack(60)], [healed])).toEqual([
      [30, 62],
      [62, 65],
    ])
  })
  it('are none where a rollback was of a target that runs nothing', () => {
    const back = { ...wentBack(60), reason: 'nothing ran: the desired count is 0' }
    expect(incidents([released(0), back])).toEqual([])
  })
})

describe('what persons took back', () => {
  const undone = (...outcomes: Parameters<typeof pastOf>[0]) =>
    storyOf(pastOf(outcomes), day).undone.map(({ change }) => (change.deployment.trigger.at - start) / minute)
  const [one, two] = [released(0, { to: imagesOf('1') }), released(30, { to: imagesOf('2') })]
  const ended3 = { endedAt: start + 63 * minute }
  const cancelledFor = (back: { readonly deployment: { readonly id: string } }, more = {}) =>
    ended('cancelled', 'a rollback was asked for', 60, { successor: back.deployment.id, ...ended3, ...more })

  it('is the newest release before, then the one before that', () => {
    const back = wentBack(60, two, imagesOf('1'))
    expect(undone(one, two, back)).toEqual([30])
    expect(undone(one, two, back, wentBack(90, one))).toEqual([30, 0])
  })
  it('is not what was proven longer ago than is asked about, or later', () => {
    expect(undone(released(0), wentBack(24 * 60 + 10))).toEqual([0])
    expect(undone(released(0), wentBack(24 * 60 + 11))).toEqual([])
    expect(undone(wentBack(60), released(61))).toEqual([])
  })
  it('is what was proven while the rollback waited', () => {
    const back = wentBack(60, two, imagesOf('1'))
    const { trigger } = back.deployment
    const early = { ...back, deployment: { ...back.deployment, trigger: { ...trigger, at: start + 29 * minute } } }
    expect(undone(one, two, early)).toEqual([30])
  })
  it('is the change that was cancelled for it rather than an earlier release', () => {
    const back = wentBack(63)
    expect(undone(released(0), cancelledFor(back), back)).toEqual([60])
  })
  it.each(['rolled-back', 'rollback-failed', 'failed', 'superseded'] as const)(
    'is taken back though the rollback ends %s',
    (outcome) => {
      const back = wentBack(63, released(0), imagesOf('9'), outcome)
      expect(undone(released(0), back)).toEqual([0])
      expect(undone(released(0), cancelledFor(back), back)).toEqual([60])
    },
  )
  it('is nothing where the rollback itself was withdrawn', () => {
    expect(undone(released(0), wentBack(63, released(0), imagesOf('9'), 'cancelled'))).toEqual([])
  })
  it('is no change that had not touched the target when it was cancelled', () => {
    const back = wentBack(63, two)
    const asked = {
      at: start + 61 * minute,
      what: 'asked the platform to run ["migrate"] before the rollout',
      kind: 'acted' as const,
    }
    expect(undone(cancelledFor(back, { timeline: [asked] }), back)).toEqual([])
    const called = { at: start + 62 * minute, what: 'asked the platform to roll out', kind: 'acted' as const }
    expect(undone(cancelledFor(back, { timeline: [asked, called] }), back)).toEqual([60])
  })
  it('is nothing when a person goes forward again', () => {
    const back = wentBack(60, two, imagesOf('1'))
    expect(undone(one, two, back, wentBack(90, one, imagesOf('2')))).toEqual([30])
  })
  it('is what ran before the rollback and does not run after it', () => {
    expect(undone(one, wentBack(60, two))).toEqual([])
    expect(undone(one, wentBack(60, one, imagesOf('1')))).toEqual([])
    const { deployment, ...rest } = wentBack(60, one)
    expect(undone(one, { ...rest, deployment: { ...deployment, changed: [] } })).toEqual([])
  })
})

describe('lead times', () => {
  const lead = (times: ImageTimes | undefined, more: Parameters<typeof released>[1] = {}) =>
    leadTimeOf(endedOf(released(0, more)), () => times)

  it('count from the commit, else the image, else the push', () => {
    expect(lead({ committedAt: start - hour, createdAt: start - minute })).toEqual({ ms: 70 * minute, from: 'commit' })
    expect(lead({ createdAt: start - minute })).toEqual({ ms: 11 * minute, from: 'image' })
    expect(lead(undefined)).toEqual({ ms: 10 * minute, from: 'push' })
  })
  it('believe no time after the push or long before it', () => {
    expect(lead({ committedAt: start + 1, createdAt: start - minute })).toMatchObject({ from: 'image' })
    expect(lead({ createdAt: 0 })).toEqual({ ms: 10 * minute, from: 'push' })
    expect(lead({ committedAt: start - 400 * day })).toMatchObject({ from: 'commit' })
    expect(lead({ committedAt: start - 400 * day - 1 })).toMatchObject({ from: 'push' })
  })
  it('are those of the image that waited longest', () => {
    const to = {
      app: { repository: 'a', digest: digest('a') },
      proxy: { repository: 'b', digest: digest('b') },
      side: { repository: 'c', digest: digest('c') },
    }
    const outcome = released(0, { to, changed: ['app', 'proxy'] })
    const known = new Map([
      [digest('a'), { committedAt: start - minute }],
      [digest('b'), { createdAt: start - 5 * minute }],
      [digest('c'), { committedAt: start - day }],
    ])
    expect(leadTimeOf(endedOf(outcome), (image) => known.get(image))).toEqual({ ms: 15 * minute, from: 'image' })
  })
  it('are not made for what a person asked for', () => {
    for (const kind of ['redeploy', 'resume', 'rollback']) {
      expect(lead({ committedAt: start - hour }, { trigger: { kind, at: start } })).toBeUndefined()
    }
    expect(lead({}, { trigger: { kind: 'sweep', at: start } })).toMatchObject({ from: 'push' })
  })
})

it('images are dated of the releases that ended last, of whatever target, and it is said how many are not', () => {
  const of = (target: string, count: number, first: number) =>
    Array.from({ length: count }, (_, index) => {
      const name: Digest = `sha256:${`${target}${index}`.padStart(64, '0')}`
      return endedOf(released(first + index, { to: { app: { repository: target, digest: name } } }))
    })
  const [newer, older] = [of('a', 1_500, 0), of('b', 1_500, -90 * 24 * 60)]
  const { images, undated } = imagesToDate([...newer, ...older, ...newer])
  expect([images.length, undated]).toEqual([2_000, 1_000])
  expect(images.filter(({ repository }) => repository === 'a')).toHaveLength(1_500)
  expect(images[0]).toEqual(newer.at(-1)?.deployment.to['app'])
  expect(images.at(-1)).toEqual(older[1_000]?.deployment.to['app'])
  expect(imagesToDate(newer)).toMatchObject({ undated: 0 })
})

describe('windows', () => {
  it('hold what ended at their beginning and not what ended at their end', () => {
    const outcome = released(0)
    const end = outcome.deployment.endedAt
    const releases = (from: number, to: number) =>
      figuresOf([storyOf(pastOf([outcome]), day)], { from, to, zone: 'UTC', name: 'x' }, to, () => undefined).frequency
        .releases
    expect([releases(end, end + 1), releases(end - 1, end)]).toEqual([1, 0])
  })
  it('count only the days that have passed', () => {
    const window = { from: start, to: start + 30 * day, zone: 'UTC', name: 'x' }
    const { frequency } = figuresOf(
      [storyOf(pastOf([released(0), released(60)]), day)],
      window,
      start + 4 * day,
      () => undefined,
    )
    expect(frequency).toEqual({ releases: 2, perDay: 0.5, days: 1 })
  })
  it('have no rate and no times where nothing happened', () => {
    const { changes, leadTime, restore } = figuresOf([], lastDays(7, start, 'UTC'), start, () => undefined)
    expect(changes).toEqual({ total: 0, failed: 0 })
    expect(leadTime).toEqual({ from: { commit: 0, image: 0, push: 0 } })
    expect(restore).toEqual({ restored: 0, open: [] })
  })
  it.each([
    ['2026-03', 'Europe/Berlin', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
    ['2026-10', 'Europe/Berlin', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
    ['2026-12', 'Asia/Seoul', '2026-11-30T15:00:00.000Z', '2026-12-31T15:00:00.000Z'],
    ['2026-11', 'America/New_York', '2026-11-01T04:00:00.000Z', '2026-12-01T05:00:00.000Z'],
    ['2024-02', 'UTC', '2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['2023-10', 'America/Asuncion', '2023-10-01T04:00:00.000Z', '2023-11-01T03:00:00.000Z'],
    ['2023-09', 'America/Asuncion', '2023-09-01T04:00:00.000Z', '2023-10-01T04:00:00.000Z'],
    ['2026-01', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z', '2026-01-31T18:15:00.000Z'],
  ])('%s in %s', (month, zone, from, to) => {
    expect(monthWindow(month, zone)).toMatchObject({ from: Date.parse(from), to: Date.parse(to) })
  })
  it('are months one after the other, without gap, in any zone', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/St_Johns',
      'America/Asuncion',
      'Pacific/Apia',
      'Australia/Lord_Howe',
    )
    const times = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) })
    fc.assert(
      fc.property(times, zones, (now, zone) => {
        const months = lastMonths(14, now, zone)
        expect(months).toHaveLength(14)
        for (const [index, month] of months.entries()) {
          if (index > 0) expect(month.from).toBe(months[index - 1]?.to)
          expect(dayIn(month.from, zone)).toBe(`${month.name}-01`)
          expect(dayIn(month.from - 1, zone).slice(0, 7)).not.toBe(month.name)
        }
        expect(months.at(-1)).toMatchObject({ name: dayIn(now, zone).slice(0, 7) })
      }),
      { numRuns: 60 },
    )
  })
  it('are not made of what is no month or no zone', () => {
    for (const month of ['2026-13', '2026-1', 'May', '2026-00', '']) expect(monthWindow(month, 'UTC')).toBeUndefined()
    expect([isZone('Europe/Berlin'), isZone('Mars/Olympus'), isZone('')]).toEqual([true, false, false])
  })
})

it('whatever happens, incidents follow one another and no more changes fail than there are', () => {
  const kinds = ['succeeded', 'rolled-back', 'rollback-failed', 'failed', 'superseded', 'cancelled'] as const
  const step = fc.record({
    kind: fc.constantFrom(...kinds, 'rollback' as const),
    wait: fc.integer({ min: 1, max: 600 }),
    failed: fc.integer({ min: 0, max: 10 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.array(fc.nat(5_000), { maxLength: 3 }), (steps, healings) => {
      let at = 0
      const outcomes = steps.map(({ kind, wait, failed }) => {
        at += wait + 10
        if (kind === 'rollback') return wentBack(at, released(0), imagesOf('9'), kinds[failed % kinds.length])
        return ended(kind, 'x', at, { failedAt: start + (at + failed) * minute })
      })
      const healed = healings.map((minutes) => ({ deploymentId: 'd', at: start + minutes * minute }))
      const story = storyOf(pastOf(outcomes, healed), day)
      for (const [index, { from, to }] of story.incidents.entries()) {
        const next = story.incidents[index + 1]
        if (next) expect(to).toBeLessThanOrEqual(next.from)
        expect(to ?? from).toBeGreaterThanOrEqual(from)
      }
      const window = { from: start, to: start + 60 * day, zone: 'UTC', name: 'x' }
      const { changes, frequency, restore } = figuresOf([story], window, window.to, () => undefined)
      expect(changes.failed).toBeLessThanOrEqual(changes.total)
      expect(frequency.releases).toBeLessThanOrEqual(changes.total)
      expect(restore.restored + restore.open.length).toBe(story.incidents.length)
      expect(restore.open.length).toBeLessThanOrEqual(1)
    }),
  )
})

it('the time of releases went into parts that make up the whole, on average', () => {
  const timeline = (decided: number) => [
    { at: start, what: 'image pushed', kind: 'pushed' as const },
    { at: start + decided * minute, what: 'started', kind: 'decided' as const },
    { at: start + decided * minute, what: 'asked the platform to roll out', kind: 'acted' as const },
    { at: start + 8 * minute, what: 'rolled out', kind: 'seen' as const },
  ]
  const outcomes = [released(0, { timeline: timeline(2) }), released(0, { timeline: timeline(4) })]
  const window = { ...lastDays(1, start + hour, 'UTC'), to: start + hour }
  const { timeWent } = figuresOf([storyOf(pastOf(outcomes), day)], window, start + hour, () => undefined)
  expect(timeWent).toEqual([
    { on: 'waiting', ms: 3 * minute },
    { on: 'rolling-out', ms: 5 * minute },
    { on: 'proving', ms: 2 * minute },
  ])
})

it('quantiles are values that occur, but for the mean of the two in the middle', () => {
  expect([median([]), p90([])]).toEqual([undefined, undefined])
  expect([median([7]), p90([7])]).toEqual([7, 7])
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(p90([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toBe(9)
  expect(p90(Array.from({ length: 11 }, (_, index) => index + 1))).toBe(10)
})

it.each([
  [400, '0 s'],
  [59_600, '1 min'],
  [125_000, '2 min 5 s'],
  [3_600_000, '1 h'],
  [8_040_000, '2 h 14 min'],
  [90_000_000, '1 d 1 h'],
])('%i ms are %s', (ms, words) => {
  expect(timeInWords(ms)).toBe(words)
})
