import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Desk } from '../../shared/github/desk.ts'
import { aDesk, anOutcome, aProgress, aStory, type DeskWorld, type Image, ids } from './a-desk.ts'

let world: DeskWorld
let image: Image

beforeEach(async () => {
  world = await aDesk()
  image = world.image('b')
})

afterEach(async () => {
  await world.aws.stop()
})

const deployments = () => world.aws.github.deployments()
const descriptions = () => deployments().flatMap(({ statuses }) => statuses.map(({ description }) => description))

describe('a deployment', () => {
  it('never goes back to what it waited for, however late that is heard', async () => {
    const waits = { ...aProgress({ to: image }, 2), asks: 'canary' }
    await world.deliver([aProgress({ to: image }, 1), aProgress({ to: image }, 3), waits])
    expect(world.states()).toEqual([['queued', 'in_progress']])
    expect(descriptions()).not.toContain('Waits for a person to approve canary')
  })

  it('that gave way before GitHub could make it is not made for its end', async () => {
    world.aws.github.behave({ kind: 'server-error' }, { times: 1 })
    await world.deliver([aProgress({ to: image }, 1)], { details: true })
    expect(await world.desk.memory.told(ids[0], { owner: 'acme', name: 'api' })).toMatchObject({ statuses: [] })
    expect(await world.deliver([anOutcome({ to: image }, 'superseded')])).toEqual([])
    expect(deployments()).toEqual([])
  })

  it('that gave way while GitHub made it, unknown to us, is ended', async () => {
    world.aws.github.behave({ kind: 'lost-reply' }, { times: 1 })
    await world.deliver([aProgress({ to: image }, 1)], { details: true })
    await world.deliver([anOutcome({ to: image }, 'superseded')])
    expect(world.states()).toEqual([['inactive']])
  })
})

describe('a GitHub that takes four seconds for each answer', () => {
  /** Time passes while GitHub is asked, and only then. */
  function slowly(): Partial<Desk> {
    let time = 0
    const api = new Proxy(world.desk.api, {
      get: (target, name: keyof Desk['api']) =>
        async function asked(...given: never[]) {
          time += 4_000
          return await (target[name] as (...args: never[]) => Promise<unknown>)(...given)
        },
    })
    return { api, clock: { now: () => time } }
  }

  it('gets no more of a batch after some time, nothing that is merely nice to know, and all of it in the end', async () => {
    const story = aStory({ to: world.image('d'), from: image })
    const slow = slowly()
    expect(await world.deliver(story, slow)).toEqual(['m2', 'm3', 'm4', 'm5'])
    expect([...world.pauses.values()]).toEqual([1, 1, 1, 1])
    expect(await world.desk.commits.of(ids[0])).toEqual([])
    expect(await world.deliver(story, slow)).toEqual(['m3', 'm4', 'm5'])
    expect(await world.deliver(story, slow)).toEqual([])
    expect(world.states()).toEqual([['queued', 'in_progress', 'in_progress', 'in_progress', 'success']])
    expect(await world.desk.commits.of(ids[0])).toHaveLength(1)
  })

  it('is told of one repository after the other', async () => {
    const to = { app: image, proxy: world.image('d', 'acme/proxy', 'team/proxy') }
    const slow = slowly()
    expect(await world.deliver([aProgress({ to }, 1)], slow)).toEqual(['m1'])
    expect(world.states()).toEqual([['queued', 'in_progress']])
    expect(await world.deliver([aProgress({ to }, 1)], slow)).toEqual([])
    expect(world.states()).toEqual([
      ['queued', 'in_progress'],
      ['queued', 'in_progress'],
    ])
  })
})
