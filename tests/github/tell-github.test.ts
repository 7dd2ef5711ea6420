import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { aDesk, anOutcome, aProgress, aStory, type DeskWorld, type Image, ids, repository, sha } from './a-desk.ts'

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
  it('is made at the first progress and told phase by phase', async () => {
    expect(await world.deliver(aStory({ to: image }))).toEqual([])
    expect(world.states()).toEqual([['queued', 'in_progress', 'in_progress', 'in_progress', 'success']])
    expect(deployments()[0]).toMatchObject({
      repository: 'acme/api',
      sha: sha('b'),
      environment: 'production',
      production: true,
      payload: { longshore: { deployment: ids[0], target: 'api', stack: 'longshore-dev' } },
    })
    expect(deployments()[0]?.statuses[1]?.logUrl).toBe('https://console.aws.amazon.com/ecs')
    expect(descriptions()).toEqual([
      'api is to get 1.b',
      'The task before the rollout runs',
      'Rolling out 1.b',
      '1.b is rolled out and has to prove itself',
      '1.b is proven, after 2 min 0 s',
    ])
  })

  it('of which only the end is heard is told with its end', async () => {
    await world.deliver([anOutcome({ to: image })])
    expect(world.states()).toEqual([['success']])
  })

  it.each(['superseded', 'cancelled', 'expired'] as const)(
    'that was %s before anything began is not told',
    async (outcome) => {
      await world.deliver([anOutcome({ to: image }, outcome)])
      expect(deployments()).toEqual([])
    },
  )

  it.each([
    ['succeeded', ['success']],
    ['rolled-back', ['failure', 'inactive']],
    ['rollback-failed', ['failure']],
    ['failed', ['failure']],
    ['superseded', ['inactive']],
    ['cancelled', ['inactive']],
    ['expired', ['inactive']],
  ] as const)('that %s ends as %j', async (outcome, states) => {
    await world.deliver([
      aProgress({ to: image }, 1),
      anOutcome({ to: image }, outcome, { failures: ['app exited with 1'] }),
    ])
    expect(world.states()).toEqual([['queued', 'in_progress', ...states]])
  })

  it('of a target that nobody asked GitHub to be told of is not told', async () => {
    await world.deliver([aProgress({ to: image, target: 'worker' }, 1)])
    expect(deployments()).toEqual([])
    expect(world.aws.calls.list()).toEqual([])
  })

  it('says a failure in 140 characters', async () => {
    const failures = ['x'.repeat(120), 'y'.repeat(120)]
    await world.deliver([anOutcome({ to: image }, 'failed', { failures })])
    expect(descriptions()[0]).toHaveLength(140)
  })
})

describe('images of a deployment', () => {
  it('of several repositories are told to each; of one, once', async () => {
    const to = { app: image, sidecar: world.image('c'), proxy: world.image('d', 'acme/proxy', 'team/proxy') }
    await world.deliver(aStory({ to }))
    expect(deployments().map(({ repository: name, sha: commit }) => [name, commit])).toEqual([
      ['acme/api', sha('b')],
      ['acme/proxy', sha('d')],
    ])
  })

  it('are told by the full commit when their tag names a short one', async () => {
    const pushed = world.aws.ecr.push({ repository: 'team/api', tag: 'main-c0ffee1' })
    world.aws.github.repository('acme/api', [{ sha: `c0ffee1${'0'.repeat(33)}`, message: 'Coffee', at: 0 }])
    const to: Image = { repository, digest: `sha256:${pushed.digest.slice(7)}`, tag: 'main-c0ffee1' }
    const sources = { ...world.desk.sources, repositories: { [repository]: { owner: 'acme', name: 'api' } } }
    await world.deliver([aProgress({ to }, 1)], { sources })
    expect(deployments()[0]?.ref).toBe(`c0ffee1${'0'.repeat(33)}`)
  })
})

describe('what was active', () => {
  const newer = () => world.image('c')

  it('gives way to the next release that is proven', async () => {
    await world.deliver(aStory({ to: image }))
    await world.deliver(aStory({ to: newer(), from: image, id: ids[1] }))
    expect(world.states().map((states) => states.at(-1))).toEqual(['inactive', 'success'])
    expect(descriptions()).toContain('Replaced by 1.c')
  })

  it('stays active when the next one is rolled back', async () => {
    await world.deliver(aStory({ to: image }))
    await world.deliver(aStory({ to: newer(), from: image, id: ids[1] }, 'rolled-back'))
    expect(world.states().map((states) => states.at(-1))).toEqual(['success', 'inactive'])
  })

  it('is the newest, however late an older end is heard of', async () => {
    await world.deliver([aProgress({ to: image }, 1)])
    await world.deliver(aStory({ to: newer(), id: ids[1] }))
    await world.deliver([anOutcome({ to: image })])
    expect(world.states().map((states) => states.at(-1))).toEqual(['inactive', 'success'])
    await world.deliver([anOutcome({ to: image })])
    expect(world.states()[0]).toEqual(['queued', 'in_progress', 'success', 'inactive'])
  })

  it('of another target in the same environment is left alone', async () => {
    const environments = {
      api: { name: 'staging', isProduction: false },
      worker: { name: 'staging', isProduction: false },
    }
    await world.deliver(aStory({ to: image }), { environments })
    await world.deliver(aStory({ to: newer(), id: ids[1], target: 'worker' }), { environments })
    expect(world.states().map((states) => states.at(-1))).toEqual(['success', 'success'])
  })
})

describe('commits', () => {
  it('between what ran and what is to run are kept, newest first', async () => {
    await world.deliver([aProgress({ to: world.image('d'), from: image }, 1)])
    expect(await world.desk.commits.of(ids[0])).toEqual([
      {
        repository: 'acme/api',
        url: `https://github.com/acme/api/compare/${'b'.repeat(12)}...${'d'.repeat(12)}`,
        ...{ from: sha('b'), to: sha('d'), ahead: 2, behind: 0 },
        newest: [
          { sha: sha('d'), subject: 'Change d', author: 'alice', at: Date.parse('2026-11-15T03:00:00Z') },
          { sha: sha('c'), subject: 'Change c', author: 'alice', at: Date.parse('2026-11-15T02:00:00Z') },
        ],
      },
    ])
  })

  it('of a way back are counted', async () => {
    await world.deliver([aProgress({ to: image, from: world.image('e') }, 1)])
    expect(await world.desk.commits.of(ids[0])).toMatchObject([{ ahead: 0, behind: 3, newest: [] }])
  })

  it('are the newest twenty, their messages clean and short', async () => {
    const many = Array.from({ length: 230 }, (_, index) => ({
      sha: index.toString(16).padStart(40, '0'),
      message: `\u202eFix ${index} ${'long '.repeat(100)}\nsecond line`,
      at: index * 1_000,
    }))
    world.aws.github.repository('acme/api', [
      { ...many[0], sha: sha('a'), message: 'First', at: 0 },
      ...many,
      { sha: sha('b'), message: 'Last <b>', at: 1 },
    ])
    await world.deliver([aProgress({ to: image, from: world.image('a') }, 1)])
    const [{ ahead, newest } = { ahead: 0, newest: [] }] = await world.desk.commits.of(ids[0])
    expect(ahead).toBe(231)
    expect(newest).toHaveLength(20)
    expect(newest[0]?.subject).toBe('Last <b>')
    expect(newest[1]?.subject).toMatch(/^Fix 229 long/)
    for (const { subject } of newest) expect(subject.length).toBeLessThanOrEqual(100)
  })

  it('carry the time that the lead time begins at', async () => {
    await world.deliver([aProgress({ to: image }, 1)])
    expect(await world.desk.origins.of(image.repository, image.digest)).toMatchObject({
      committedAt: Date.parse('2026-11-15T01:00:00Z'),
    })
  })

  it('that GitHub does not tell keep nothing else from being told', async () => {
    const documents = aStory({ to: world.image('d'), from: image })
    await world.deliver(documents, { api: { ...world.desk.api, compare: () => notFound(world) } })
    expect(world.states()[0]?.at(-1)).toBe('success')
    expect(await world.desk.commits.of(ids[0])).toEqual([])
    expect(world.log.map(({ message }) => message)).toContain('github does not tell the commits')
  })
})

/** What asking for something that is not there comes to. */
async function notFound({ desk }: DeskWorld): Promise<never> {
  await desk.api.resolve({ owner: 'nobody', name: 'nothing' }, 'abcdefa')
  throw new Error('GitHub took it.')
}

describe('an image that names no commit', () => {
  const bare = (name = 'team/api'): Image => {
    const pushed = world.aws.ecr.push({ repository: name, tag: 'latest' })
    return {
      repository: repository.replace('team/api', name),
      digest: `sha256:${pushed.digest.slice(7)}`,
      tag: 'latest',
    }
  }

  it('is told to people once for its repository', async () => {
    await world.deliver(aStory({ to: bare() }))
    await world.deliver(aStory({ to: bare(), id: ids[1] }))
    expect(deployments()).toEqual([])
    expect(world.announced).toMatchObject([
      { kind: 'notice', notice: 'no-commit', id: `no-commit:${repository}`, target: 'api' },
    ])
    expect(world.announced[0]?.reason).toContain('--label org.opencontainers.image.revision=COMMIT')
  })

  it('because its labels cannot be read is told as that, once a week while it lasts', async () => {
    const week = 7 * 24 * 3_600_000
    world.aws.faults.onCall({ service: 'ecr', operation: 'BatchGetImage' }, 'access-denied')
    for (const [id, later] of [
      [ids[0], 0],
      [ids[1], week - 1_000],
      [ids[0], 2_000],
    ] as const) {
      await world.aws.run(later)
      await world.deliver([anOutcome({ to: image, id })])
    }
    expect(deployments()).toEqual([])
    expect(world.announced).toHaveLength(2)
    expect(world.announced[0]?.reason).toContain('ecr:BatchGetImage is missing')
    expect(world.announced[0]?.reason).not.toContain('No label')
    expect(world.announced[0]?.reason).not.toContain('Build it')
    world.aws.faults.clear()
    await world.deliver([anOutcome({ to: image })])
    expect(world.states()).toEqual([['success']])
  })

  it('does not keep another of the same deployment from being told', async () => {
    await world.deliver(aStory({ to: { app: image, proxy: bare('team/proxy') } }))
    expect(world.states()).toHaveLength(1)
    expect(world.announced).toHaveLength(1)
  })

  it('with hostile labels is told of with what is wrong, and GitHub is asked for nothing', async () => {
    const labels = {
      'org.opencontainers.image.revision': `${sha('b')}\n<!channel>`,
      'org.opencontainers.image.source': `https://github.com/acme/api/../../${'x'.repeat(10_000)}`,
    }
    const pushed = world.aws.ecr.push({ repository: 'team/api', tag: 'latest', config: { labels } })
    const to: Image = { repository, digest: `sha256:${pushed.digest.slice(7)}`, tag: 'latest' }
    await world.deliver(aStory({ to }))
    expect(world.aws.github.requests()).toEqual([])
    const [told] = world.announced
    expect(told?.reason).toContain('is no id of a commit')
    expect(told?.reason).not.toContain('\n')
    expect(told?.reason.length).toBeLessThan(1_000)
  })
})

it('a message that is no document goes where people find it', async () => {
  await world.deliver([{ ...anOutcome({ to: image }), outcome: 'finished' as never }])
  expect(world.dead).toMatchObject([{ reason: expect.stringContaining('longshore.announcement') }])
})
