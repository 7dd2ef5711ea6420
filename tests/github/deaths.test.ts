import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DeploymentDocument, Desk } from '../../shared/github/desk.ts'
import type { GithubMemory } from '../../shared/github/told.ts'
import { aDesk, aStory, type DeskWorld, type Image, ids } from './a-desk.ts'

let world: DeskWorld
let image: Image

beforeEach(async () => {
  world = await aDesk()
  image = world.image('b')
})

afterEach(async () => {
  await world.aws.stop()
})

const whole = ['queued', 'in_progress', 'in_progress', 'in_progress', 'success']

/** Every place to die at in CI; otherwise those that differ most. */
const isThorough = process.env['LONGSHORE_THOROUGH'] === '1' || process.env['LONGSHORE_HEAVY'] === '1'
const some = (count: number, few: number[]) =>
  isThorough ? Array.from({ length: count }, (_, index) => index + 1) : few

/** A worker that dies at its n-th write, before or after it; the table keeps what was written. */
function dying(memory: GithubMemory, nth: number, when: 'before' | 'after'): GithubMemory {
  let writes = 0
  return {
    ...memory,
    async keep(...given) {
      writes += 1
      if (writes === nth && when === 'before') throw new Error('died')
      await memory.keep(...given)
      if (writes === nth) throw new Error('died')
    },
  }
}

/** One message after the other; one that comes back is delivered again, by a worker that lives. */
async function deliverOneByOne(documents: readonly DeploymentDocument[], changes: Partial<Desk> = {}): Promise<number> {
  let deaths = 0
  for (const document of documents) {
    const back = await world.deliver([document], changes)
    if (back.length === 0) continue
    deaths += 1
    expect(await world.deliver([document])).toEqual([])
  }
  return deaths
}

describe('a worker that dies', () => {
  const writes = some(14, [1, 2, 4, 8, 14])

  it.each(writes)('before or after its write %i leaves nothing untold and nothing told twice', async (nth) => {
    for (const [when, id] of [
      ['before', ids[0]],
      ['after', ids[1]],
    ] as const) {
      const changes = { memory: dying(world.desk.memory, nth, when) }
      await deliverOneByOne(aStory({ to: image, id }), changes)
    }
    expect(world.states()).toEqual([[...whole, 'inactive'], whole])
    expect(world.dead).toEqual([])
  })

  it('really dies at the last of these writes', async () => {
    expect(await deliverOneByOne(aStory({ to: image }), { memory: dying(world.desk.memory, 14, 'after') })).toBe(1)
  })

  it.each(some(9, [1, 2, 3, 4]))(
    'without hearing the answer to its request %i neither makes nor posts anything twice',
    async (nth) => {
      let requests = 0
      const api = new Proxy(world.desk.api, {
        get: (target, name: keyof Desk['api']) =>
          async function asked(...given: never[]) {
            requests += 1
            if (requests === nth) world.aws.github.behave({ kind: 'lost-reply' }, { times: 1 })
            return await (target[name] as (...args: never[]) => Promise<unknown>)(...given)
          },
      })
      await deliverOneByOne(aStory({ to: image }), { api })
      expect(world.states()).toEqual([whole])
    },
  )
})

describe('whatever comes late, doubled or in another order', () => {
  it('is told in the right order, and never after the end', async () => {
    const to = image
    await fc.assert(
      fc.asyncProperty(
        fc.ulid(),
        fc.shuffledSubarray([0, 0, 1, 1, 2, 2, 3, 3, 4, 4], { minLength: 6 }),
        async (id, order) => {
          const story = aStory({ to, id })
          const documents = [...order.flatMap((index) => story[index] ?? []), ...story.slice(-1)]
          expect(await world.deliver(documents)).toEqual([])
          const made = world.aws.github.deployments().filter(({ payload }) => JSON.stringify(payload).includes(id))
          expect(made).toHaveLength(1)
          const told =
            made[0]?.statuses.map(({ description }) => description).filter((text) => !text.startsWith('Replaced')) ?? []
          expect(told).toEqual(allWords.filter((words) => told.includes(words)))
          expect(told.at(-1)).toBe(allWords.at(-1))
        },
      ),
      {
        numRuns: isThorough ? 40 : 5,
        ...(process.env['LONGSHORE_SEED'] ? { seed: Number(process.env['LONGSHORE_SEED']) } : {}),
      },
    )
  }, 60_000)

  const allWords = [
    'api is to get 1.b',
    'The task before the rollout runs',
    'Rolling out 1.b',
    '1.b is rolled out and has to prove itself',
    '1.b is proven, after 2 min 0 s',
  ]
})

it('two workers with the same target do not work side by side', async () => {
  const story = aStory({ to: image })
  expect(await world.desk.claims.claim('api', 'github', 60_000)).toBe('claimed')
  expect(await world.deliver(story.slice(0, 1))).toEqual(['m1'])
  expect(world.pauses.get('handle-m1')).toBe(5)
  await world.desk.claims.release('api', 'github')
  expect(await world.deliver(story)).toEqual([])
  expect(world.states()).toEqual([whole])
})
