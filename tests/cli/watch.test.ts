import { describe, expect, it } from '@jest/globals'
import { FunctionFailed } from '../../shared/aws/function-failed.ts'
import { aFile, aLock, aTarget } from '../config/a-configuration.ts'
import { aCommandLine } from './a-command-line.ts'

const targets = { api: aTarget('api') }
const files = { 'longshore.yml': aFile(targets), 'longshore.lock.yml': aLock(targets) }
const digest = (n: number) => `sha256:${String(n).repeat(64)}`
const images = (n: number) => ({ app: { repository: 'team/api', digest: digest(n), tag: `v${n}` } })
const start = Date.parse('2026-11-16T09:00:00Z')
const at = new Date(start).toISOString()
const entry = (what: string, afterSeconds = 0) => ({ at, what, afterSeconds })

/** What a person types must be a whole id; elsewhere in a story short ones are read more easily. */
const typed = '01J00000000000000000000000'

type Part = Readonly<Record<string, unknown>>

/** What `status` answers of the target at one look. */
function standing(target: Part = {}, more: Part = {}) {
  const about = { target: 'api', phase: 'idle', release: null, since: null, holds: [], ledger: 1 }
  return { message: '', at, paused: false, targets: [{ ...about, ...target }], history: [], ...more }
}

const rolling = (id: string, n: number, ...entries: ReturnType<typeof entry>[]) =>
  standing(
    {
      phase: 'rolling',
      deployment: { id, trigger: 'push', startedAt: at, to: `v${n}`, images: images(n), timeWent: '' },
    },
    { timeline: entries },
  )
const waits = (id: string, n: number, waitsFor: string, more: Part = {}) =>
  standing({ phase: 'waiting', waitsFor, next: { deploymentId: id, trigger: 'push', images: images(n), ...more } })
const past = (id: string, outcome: string, n: number) => ({ id, outcome, at, reason: 'because', images: images(n) })
const ended = (id: string, outcome: string, n: number, ...entries: ReturnType<typeof entry>[]) => ({
  ...standing({}, { history: [past(id, outcome, n)] }),
  deployment: {
    ...{
      target: 'api',
      id,
      phase: 'ended',
      outcome,
      reason: 'because',
      trigger: 'push',
      images: images(n),
      failures: [],
    },
    timeline: entries,
  },
})
const explained = (why: string, because: string) => ({
  message: '',
  image: { repository: 'team/api', tag: 'v2', digest: digest(2) },
  targets: [{ target: 'api', container: 'app', takes: why === 'takes', why, because }],
})

/** A look that takes as long as anybody waits for it. */
const noAnswer = 'no answer'

interface Story {
  /** Looks at the target, one after the other; the last one stays. */
  readonly looks: readonly (object | Error | typeof noAnswer)[]
  readonly deployments?: Readonly<Record<string, object>>
  readonly explained?: object
  /** The ask of this number, from 1 on, gets no answer. */
  readonly dropped?: number
}

/** A stack that tells a story, and a clock that only waiting moves. */
function aStory({ looks, deployments = {}, explained: why = explained('takes', 'follows v*'), dropped }: Story) {
  const left = [...looks]
  let now = start
  let asks = 0
  const pressed = new AbortController()
  const line = aCommandLine(files, {
    invoke: async (name, _region, payload = {}, { ms = 125_000, interrupted } = {}) => {
      const { deployment } = Object(payload)
      asks += 1
      if (asks === dropped) throw new Error('socket hang up')
      if (name.endsWith('-explain')) return why
      if (deployment !== undefined) {
        const told = deployments[deployment]
        if (told) return told
        throw new FunctionFailed(`There is no deployment ${deployment} on api`, 'BadCommand')
      }
      const look = left.length > 1 ? left.shift() : left[0]
      if (look instanceof Error) throw look
      if (look === noAnswer) {
        if (!interrupted?.aborted) now += ms
        throw new Error('TimeoutError')
      }
      return look
    },
    time: {
      now: () => now,
      wait: async (ms) => {
        now += ms
      },
    },
    interruption: () => pressed.signal,
  })
  return { ...line, pressed, asks: () => asks, seconds: () => (now - start) / 1_000 }
}

describe('watch', () => {
  it.each([
    ['succeeded', 0],
    ['rolled-back', 3],
    ['rollback-failed', 4],
    ['failed', 5],
    ['superseded', 6],
    ['cancelled', 7],
    ['expired', 8],
    ['an outcome of tomorrow', 5],
  ])('ends %s with %i, and tells each entry once', async (outcome, code) => {
    const [begun, rolled] = [entry('started'), entry('rolled out', 90)]
    const done = ended('01J', outcome, 2, begun, rolled)
    const story = aStory({
      looks: [waits('01J', 2, 'other pushes'), rolling('01J', 2, begun), rolling('01J', 2, begun), done],
      deployments: { '01J': done },
    })
    expect(await story.run('watch', 'api')).toBe(code)
    expect(story.printed().split('\n')).toEqual([
      '2026-11-16 09:00:00    +0:00  started',
      '2026-11-16 09:00:00    +1:30  rolled out',
      `${outcome}: v2 (222222222222): because`,
    ])
    expect(story.complained()).toBe('01J waits for other pushes.')
  })

  it('follows what was under way first, not what comes after it', async () => {
    const done = ended('01A', 'superseded', 2)
    const after = { ...rolling('01B', 3, entry('started')), history: [past('01A', 'superseded', 2)] }
    const story = aStory({ looks: [rolling('01A', 2), after], deployments: { '01A': done } })
    expect(await story.run('watch', 'api')).toBe(6)
  })
})

describe('a watch without an outcome', () => {
  it('says that nothing is under way, once it had time to begin', async () => {
    const story = aStory({ looks: [standing({ last: 'succeeded 2026-11-15T09:00:00Z' })] })
    expect(await story.run('watch', 'api')).toBe(10)
    expect(story.complained()).toContain('Nothing is under way on api; its last deployment ended succeeded 2026-11-15')
    expect(story.seconds()).toBeGreaterThanOrEqual(15)
  })

  it('ends when the time is over, and says that the deployment goes on', async () => {
    const story = aStory({ looks: [rolling('01J', 2)] })
    expect(await story.run('watch', 'api', '--timeout', '1m')).toBe(9)
    expect(story.complained()).toContain('The time is over. What goes on at api goes on by itself')
    expect(story.seconds()).toBe(60)
  })

  it('ends with Ctrl-C', async () => {
    const story = aStory({ looks: [rolling('01J', 2)] })
    story.pressed.abort()
    expect(await story.run('watch', 'api')).toBe(130)
    expect(story.complained()).toContain('No longer watched.')
  })

  it.each([
    ['5s', 6],
    ['10s', 11],
    ['1m', 61],
  ])('waits for no answer longer than the %s it has', async (timeout, atMost) => {
    const story = aStory({ looks: [rolling('01J', 2), noAnswer] })
    expect(await story.run('watch', 'api', '--timeout', timeout)).toBe(9)
    expect(story.seconds()).toBeLessThanOrEqual(atMost)
  })

  it('asks again after 20 seconds without an answer', async () => {
    const done = ended('01J', 'succeeded', 2)
    const story = aStory({ looks: [rolling('01J', 2), noAnswer, done], deployments: { '01J': done } })
    expect(await story.run('watch', 'api')).toBe(0)
    expect(story.seconds()).toBeLessThan(30)
  })

  it('ends with Ctrl-C while no answer comes, be it the first', async () => {
    const story = aStory({ looks: [noAnswer] })
    story.pressed.abort()
    expect(await story.run('watch', 'api')).toBe(130)
    expect(story.seconds()).toBe(0)
    expect(story.complained()).toMatch(/^No longer watched\./)
  })

  it('goes on when the stack cannot be asked for a moment', async () => {
    const done = ended('01J', 'succeeded', 2)
    const story = aStory({
      looks: [rolling('01J', 2), new Error('socket hang up'), done],
      deployments: { '01J': done },
    })
    expect(await story.run('watch', 'api')).toBe(0)
    expect(story.complained()).toMatch(/broke off before it answered.*[^.]\. Trying again\.$/)
  })

  it('ends with 2 when the stack can never be asked', async () => {
    const story = aStory({ looks: [new Error('socket hang up')] })
    expect(await story.run('watch', 'api')).toBe(2)
    const later = aStory({ looks: [rolling('01J', 2), new Error('socket hang up')] })
    expect(await later.run('watch', 'api')).toBe(2)
  })

  it.each([['x'], ['0s'], ['-5m'], ['5']])('takes no %s for a time', async (timeout) => {
    expect(await aStory({ looks: [] }).run('watch', 'api', `--timeout=${timeout}`)).toBe(2)
  })
})

describe('watch --json', () => {
  it('tells machines one JSON object a line', async () => {
    const done = ended('01J', 'rolled-back', 2, entry('started'))
    const story = aStory({ looks: [waits('01J', 2, 'an approval'), done], deployments: { '01J': done } })
    expect(await story.run('watch', 'api', '--json')).toBe(3)
    expect(
      story
        .printed()
        .split('\n')
        .map((text) => JSON.parse(text)),
    ).toMatchObject([
      { kind: 'waits', deployment: '01J', words: '01J waits for an approval.' },
      { kind: 'entry', deployment: '01J', what: 'started' },
      { kind: 'ended', code: 3, id: '01J', outcome: 'rolled-back' },
    ])
    expect(story.complained()).toBe('')
  })

  it('closes with a line of its own also when the stack stays away', async () => {
    const story = aStory({ looks: [rolling('01J', 2), new Error('connect ECONNREFUSED 127.0.0.1:1')] })
    expect(await story.run('watch', 'api', '--json', '--timeout', '6m')).toBe(2)
    expect(JSON.parse(story.printed().split('\n').at(-1) ?? '')).toEqual({
      ...{ kind: 'not-answered', code: 2, words: expect.stringContaining('AWS cannot be reached') },
    })
    expect(story.complained()).toBe('')
    expect(story.seconds()).toBeGreaterThan(90)
    expect(story.seconds()).toBeLessThan(120)
  })

  it('tells machines which sort of happening an entry is, under a name of its own', async () => {
    const done = ended('01J', 'succeeded', 2, Object.assign(entry('the event arrived'), { kind: 'received' }))
    const story = aStory({ looks: [rolling('01J', 2), done], deployments: { '01J': done } })
    expect(await story.run('watch', 'api', '--json')).toBe(0)
    expect(JSON.parse(story.printed().split('\n')[0] ?? '')).toEqual({
      ...{ kind: 'entry', deployment: '01J', at, what: 'the event arrived', sort: 'received', afterSeconds: 0 },
    })
  })
})

describe('a watch of which one answer is dropped', () => {
  const over = ended('01A', 'rolled-back', 2)
  const overtaken = { ...rolling('01B', 2), history: [past('01A', 'superseded', 2)] }
  const second = ended('01B', 'succeeded', 2)
  const carriedOn: Story = {
    looks: [rolling('01A', 2), overtaken, overtaken, second],
    deployments: { '01A': ended('01A', 'superseded', 2), '01B': second },
  }

  it.each<[string, string[], Story, number]>([
    ['what is under way', [], { looks: [rolling('01A', 2), over], deployments: { '01A': over } }, 3],
    ['one that ended', ['--deployment', typed], { looks: [standing()], deployments: { [typed]: over } }, 3],
    ['an image that is carried on', ['--image', digest(2)], carriedOn, 0],
    [
      'an image that was taken back before',
      ['--image', digest(2)],
      { looks: [over], explained: explained('held', 'so'), deployments: { '01A': over } },
      3,
    ],
    [
      'an image that is left alone',
      ['--image', digest(2)],
      { looks: [standing()], explained: explained('older', 'v3 is newer') },
      10,
    ],
  ])('follows %s to the same end, whichever it is', async (_what, options, story, code) => {
    const undisturbed = aStory(story)
    expect(await undisturbed.run('watch', 'api', ...options)).toBe(code)
    const codes: number[] = []
    for (let dropped = 2; dropped <= undisturbed.asks(); dropped += 1)
      codes.push(await aStory({ ...story, dropped }).run('watch', 'api', ...options))
    expect(codes).toEqual(Array.from({ length: undisturbed.asks() - 1 }, () => code))
  })
})

describe('watch --deployment', () => {
  it('waits for one that is not known yet', async () => {
    const done = ended(typed, 'succeeded', 2)
    const looks = [standing(), standing(), rolling(typed, 2), standing(), done]
    const story = aStory({ looks, deployments: { '01X': done } })
    expect(await story.run('watch', 'api', '--deployment', typed, '--timeout', '30s')).toBe(9)
    expect(story.complained()).toContain(`Waiting for the deployment ${typed}, which is not known yet.`)
  })

  it('tells at once of one that ended long ago', async () => {
    const story = aStory({ looks: [standing()], deployments: { [typed]: ended(typed, 'failed', 2, entry('started')) } })
    expect(await story.run('watch', 'api', '--deployment', typed)).toBe(5)
    expect(story.printed()).toMatch(/started\nfailed: v2/)
  })

  it('waits no longer than it can: what is paused begins when somebody resumes it', async () => {
    const story = aStory({ looks: [waits(typed, 2, 'a resume', { why: 'stopped' })] })
    expect(await story.run('watch', 'api', '--deployment', typed)).toBe(10)
    expect(story.complained()).toBe(
      `${typed} does not begin now: it waits for a resume. It begins once somebody resumes it.`,
    )
  })

  it.each([
    ['that ends after the time is over', '2026-11-16T10:00:00.000Z', 10],
    ['that ends before', '2026-11-16T09:20:00.000Z', 0],
  ])('knows a freeze %s', async (_when, frozenUntil, code) => {
    const done = ended(typed, 'succeeded', 2)
    const frozen = waits(typed, 2, 'the end of a freeze', { why: 'freeze', frozenUntil })
    const story = aStory({ looks: [frozen, done], deployments: { [typed]: done } })
    expect(await story.run('watch', 'api', '--deployment', typed)).toBe(code)
  })

  const refused = (reason: string) => ({
    ...standing(),
    deployment: { ...ended(typed, '', 2).deployment, images: {}, phase: 'refused', outcome: undefined, reason },
  })

  it.each([
    ['before it was seen', [standing()], ['--deployment', typed], 0],
    ['while it waited', [waits(typed, 2, 'other pushes'), rolling('01B', 3)], ['--deployment', typed], 2],
    ['while its image was followed', [waits(typed, 2, 'other pushes'), standing()], ['--image', digest(2)], 2],
    ['while whatever there is was followed', [waits(typed, 2, 'other pushes'), rolling('01B', 3)], [], 2],
  ])('ends at once with the reason when it was refused %s', async (_when, looks, options, seconds) => {
    const story = aStory({
      looks,
      deployments: { [typed]: refused('not started: v3 was pushed before it could begin') },
    })
    expect(await story.run('watch', 'api', ...options)).toBe(10)
    expect(story.complained()).toContain(`${typed} was refused: not started: v3 was pushed before it could begin`)
    expect(story.seconds()).toBe(seconds)
  })

  it.each([
    ['never was', [standing()], 180],
    ['came out of sight', [waits(typed, 2, 'other pushes'), rolling('01B', 3)], 182],
    ['is seen again after a while', [standing(), standing(), waits(typed, 2, 'an approval'), standing()], 185],
  ])('does not wait for ever for one that %s', async (_why, looks, atLeast) => {
    const story = aStory({ looks })
    expect(await story.run('watch', 'api', '--deployment', typed)).toBe(10)
    expect(story.complained()).toContain(
      `Nothing has been known of ${typed} on api for 3 minutes: nobody took it up (see the log of reconcile), or it is no deployment of api (There is no deployment`,
    )
    expect(story.seconds()).toBeGreaterThanOrEqual(atLeast)
    expect(story.seconds()).toBeLessThan(atLeast + 10)
  })

  it.each(['garbage', '01J', typed.toLowerCase(), `${typed}0`, `${typed.slice(0, -1)}U`])(
    'asks nobody about %s, which is no id',
    async (id) => {
      const story = aStory({ looks: [] })
      expect(await story.run('watch', 'api', '--deployment', id)).toBe(2)
      expect(story.complained()).toContain('--deployment takes an id of 26 digits and capital letters')
      expect(story.asks()).toBe(0)
    },
  )
})

describe('watch --image', () => {
  const run = (story: ReturnType<typeof aStory>, image = digest(2)) => story.run('watch', 'api', '--image', image)

  it.each([
    ['a digest', digest(2)],
    ['a tag', 'v2'],
    ['a repository and digest', `team/api@${digest(2)}`],
  ])('follows the deployment of %s through what goes before it', async (_what, image) => {
    const done = {
      ...ended('01B', 'succeeded', 2),
      history: [past('01B', 'succeeded', 2), past('01A', 'succeeded', 1)],
    }
    const story = aStory({ looks: [rolling('01A', 1), rolling('01B', 2), done], deployments: { '01B': done } })
    expect(await run(story, image)).toBe(0)
    expect(story.printed()).toBe('succeeded: v2 (222222222222): because')
  })

  it('follows the image into the deployment that took over', async () => {
    const first = ended('01A', 'superseded', 2)
    const second = ended('01B', 'rolled-back', 2)
    const overtaken = { ...rolling('01B', 2), history: [past('01A', 'superseded', 2)] }
    const story = aStory({
      looks: [rolling('01A', 2), overtaken, overtaken, second],
      deployments: { '01A': first, '01B': second },
    })
    expect(await run(story)).toBe(3)
  })

  it('does not take an answer that was dropped for nothing that carries the image on', async () => {
    const second = ended('01B', 'succeeded', 2)
    const over = standing({}, { history: [past('01A', 'superseded', 2)] })
    const overtaken = { ...rolling('01B', 2), history: [past('01A', 'superseded', 2)] }
    const story = aStory({
      looks: [rolling('01A', 2), over, new Error('socket hang up'), overtaken, overtaken, second],
      deployments: { '01A': ended('01A', 'superseded', 2), '01B': second },
    })
    expect(await run(story)).toBe(0)
  })

  it('is superseded when nothing carries the image on', async () => {
    const first = ended('01A', 'superseded', 2)
    const overtaken = { ...rolling('01B', 3), history: [past('01A', 'superseded', 2)] }
    const story = aStory({ looks: [rolling('01A', 2), overtaken], deployments: { '01A': first } })
    expect(await run(story)).toBe(6)
  })
})

describe('watch --image of what is not deployed', () => {
  const run = (story: ReturnType<typeof aStory>, image = digest(2)) => story.run('watch', 'api', '--image', image)

  it.each([
    ['held', 'this image is on hold: it crashed'],
    ['older', 'v3 is newer'],
    ['paused', 'api is paused by bob'],
    ['frozen', 'frozen until Monday'],
    ['observed', 'the target is only observed (mode: observe)'],
    ['no-image', 'no tag that it follows names this image'],
  ])('ends with the reason when it is left alone: %s', async (why, because) => {
    const story = aStory({ looks: [standing()], explained: explained(why, because) })
    expect(await run(story)).toBe(10)
    expect(story.complained()).toContain(`api does not deploy this image: app: ${because}.`)
  })

  it('is done when the target runs it already', async () => {
    const story = aStory({ looks: [standing()], explained: explained('runs', 'it runs already') })
    expect(await run(story)).toBe(0)
    expect(story.complained()).toContain('api runs this image already.')
  })

  it.each([
    ['held', 'rolled-back', 3],
    ['takes', 'cancelled', 7],
  ])('tells how its deployment ended that was over before anybody watched (%s)', async (why, outcome, code) => {
    const over = ended('01A', outcome, 2)
    const story = aStory({ looks: [over], explained: explained(why, 'so'), deployments: { '01A': over } })
    expect(await run(story)).toBe(code)
  })

  it('does not call a success what was rolled back from since', async () => {
    const over = ended('01A', 'succeeded', 2)
    const why = explained('held', 'this image is on hold: rolled back by ann')
    const story = aStory({ looks: [over], explained: why, deployments: { '01A': over } })
    expect(await run(story)).toBe(10)
  })

  it('takes no deployment of an earlier time for an answer', async () => {
    const history = [past('01B', 'succeeded', 3), past('01A', 'succeeded', 2)]
    const done = { ...ended('01C', 'rolled-back', 2), history: [past('01C', 'rolled-back', 2), ...history] }
    const story = aStory({ looks: [standing({}, { history }), done], deployments: { '01C': done } })
    expect(await run(story)).toBe(3)
  })

  it('waits on while the push may still be heard of', async () => {
    const story = aStory({ looks: [standing()] })
    expect(await story.run('watch', 'api', '--image', digest(2), '--timeout', '5m')).toBe(9)
    expect(story.complained()).toContain('api will take this image (follows v*); nothing of it is seen yet.')
  })

  it.each([`other/repo@${digest(2)}`, `xsha256:${'2'.repeat(64)}`])('takes %s for no bare digest', async (image) => {
    const other = explained('other-repository', 'runs images of team/api')
    const story = aStory({ looks: [standing()], explained: other })
    expect(await run(story, image)).toBe(1)
    expect(story.complained()).toBe(
      `There is no image ${image} for api to deploy (app: runs images of team/api). Push it first, or name its digest.`,
    )
  })

  it('refuses an image that is not there, and two questions at once', async () => {
    const none = { ...explained('no-image', 'no tag names it'), image: { repository: 'r', tag: 'v9', digest: null } }
    const story = aStory({ looks: [standing()], explained: none })
    expect(await run(story, 'v9')).toBe(1)
    expect(story.complained()).toContain('There is no image v9 for api to deploy')
    expect(await story.run('watch', 'api', '--image', 'v2', '--deployment', '01J')).toBe(2)
  })
})
