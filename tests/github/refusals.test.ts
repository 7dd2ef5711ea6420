import { generateKeyPairSync, verify } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { GithubMood } from '../../sandbox/receivers/github/state.ts'
import { secretValues } from '../../shared/aws/secret-values.ts'
import { githubRefusal } from '../../shared/github/github-refusal.ts'
import { octokitApi } from '../../shared/github/octokit-api.ts'
import { aDesk, anOutcome, aProgress, aStory, type DeskWorld, type Image, ids, repository, secret } from './a-desk.ts'

let world: DeskWorld
let image: Image

async function start(...given: Parameters<typeof aDesk>): Promise<void> {
  world = await aDesk(...given)
  image = world.image('b')
}

afterEach(async () => {
  expect(JSON.stringify([world.log, world.dead, world.announced])).not.toContain(secret)
  await world.aws.stop()
})

const requests = () => world.aws.github.requests()

/** A desk to which the configuration says where the code is. */
const configured = () => ({
  sources: { ...world.desk.sources, repositories: { [repository]: { owner: 'acme', name: 'api' } } },
})

describe('what does not pass by itself', () => {
  beforeEach(() => start())

  it.each([
    ['not-found', 'GitHub answered 404', 'install the App there or give the token access to it'],
    ['forbidden', 'GitHub answered 403: Resource not accessible', 'Deployments: read and write'],
  ] as const)('(%s) drops progress and puts the end where people find it, with the mend', async (kind, why, mend) => {
    world.aws.github.behave({ kind })
    expect(await world.deliver(aStory({ to: image }), configured())).toEqual([])
    expect(world.dead).toHaveLength(1)
    expect(world.dead[0]?.reason).toContain(why)
    expect(world.dead[0]?.reason).toContain(mend)
    expect(JSON.parse(world.dead[0]?.body ?? '')).toMatchObject({ kind: 'outcome' })
    // The first progress, and the outcome once more.
    expect(requests()).toHaveLength(2)
  })

  it('is told after all when it was mended and the message moved back', async () => {
    world.aws.github.behave({ kind: 'not-found' })
    await world.deliver(aStory({ to: image }), configured())
    expect(world.dead).toHaveLength(1)
    world.aws.github.behave({ kind: 'ok' })
    expect(await world.deliver([anOutcome({ to: image })])).toEqual([])
    expect(world.states()).toEqual([['success']])
  })

  it('calls nobody for a deployment that gave way before GitHub took it', async () => {
    world.aws.github.behave({ kind: 'not-found' })
    await world.deliver(aStory({ to: image }, 'superseded'), configured())
    expect(world.dead).toEqual([])
    expect(requests()).toHaveLength(1)
  })

  it('of a commit that is not there is refused once, and by its end again', async () => {
    const to = world.image('f')
    expect(await world.deliver(aStory({ to }), configured())).toEqual([])
    expect(world.dead[0]?.reason).toContain('No ref found')
    expect(world.dead[0]?.reason).toContain('still belongs to a branch or tag')
  })

  it('of an earlier deployment that is gone keeps the new one from nothing', async () => {
    await world.deliver(aStory({ to: image }))
    const told = await world.desk.memory.told(ids[0], { owner: 'acme', name: 'api' })
    if (told) await world.desk.memory.keep(ids[0], { ...told, githubId: 999_999 })
    expect(await world.deliver(aStory({ to: world.image('c'), id: ids[1] }))).toEqual([])
    expect(world.states()[1]?.at(-1)).toBe('success')
    expect(world.dead).toEqual([])
  })
})

describe('a repository that nothing but a label names', () => {
  beforeEach(() => start())

  it('and that takes nothing is told to people once, as what it most likely is', async () => {
    const to = world.image('b', 'grafana/grafana')
    for (const id of ids) expect(await world.deliver(aStory({ to, id }))).toEqual([])
    expect(world.dead).toEqual([])
    expect(world.announced).toMatchObject([{ kind: 'notice', notice: 'no-commit', target: 'api' }])
    expect(world.announced[0]?.reason).toContain('in grafana/grafana: GitHub answered 404')
    expect(world.announced[0]?.reason).toContain('from the image it is built on')
    expect(world.log.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('and that took something is ours: people are to mend it', async () => {
    await world.deliver(aStory({ to: image }))
    world.aws.github.behave({ kind: 'forbidden' })
    expect(await world.deliver(aStory({ to: world.image('c'), id: ids[1] }))).toEqual([])
    expect(world.dead).toHaveLength(1)
    expect(world.announced).toEqual([])
  })
})

describe('a token that GitHub refuses', () => {
  const story = () => aStory({ to: image })

  beforeEach(async () => {
    await start()
    world.aws.github.behave({ kind: 'bad-credentials' })
  })

  it('is refused a second time before anybody is troubled', async () => {
    expect(await world.deliver(story())).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'])
    expect(world.pauses.get('handle-m1')).toBe(15)
    await world.aws.run(15_000)
    expect(await world.deliver(story())).toEqual([])
    expect(world.dead).toMatchObject([{ reason: expect.stringContaining('GitHub answered 401') }])
    expect(world.dead[0]?.reason).toContain('Store a token that is valid')
  })

  it('is no second one while GitHub may not know the first yet', async () => {
    await world.deliver([anOutcome({ to: image })])
    await world.aws.run(2_000)
    expect(await world.deliver([anOutcome({ to: image })])).toEqual(['m1'])
    expect(world.dead).toEqual([])
  })

  it('is forgotten as a doubt when it was long ago', async () => {
    await world.deliver([anOutcome({ to: image })])
    await world.aws.run(3_601_000)
    expect(await world.deliver([anOutcome({ to: image })])).toEqual(['m1'])
  })

  it('spoils nothing of a deployment that is told once the token is mended', async () => {
    await world.deliver(story())
    await world.aws.run(15_000)
    await world.deliver(story().slice(0, 1))
    world.aws.github.behave({ kind: 'ok' })
    await world.deliver(story().slice(1))
    expect(world.states()).toEqual([['queued', 'in_progress', 'in_progress', 'success']])
  })

  it('is read again from where it is stored', async () => {
    let stored = 'old'
    const ssm = { getParameter: async () => ({ Parameter: { Value: stored }, $metadata: {} }) }
    const secrets = secretValues({
      clock: world.aws.clock,
      ssm: async () => ssm,
      secrets: () => Promise.reject(new Error('nobody asks for it')),
    })
    const auth = { by: 'token', token: { ssm: '/github' } } as const
    const api = octokitApi({ auth, url: world.aws.github.url, secrets, clock: world.aws.clock })
    await world.deliver([anOutcome({ to: image })], { api })
    stored = 'new'
    world.aws.github.behave({ kind: 'ok' })
    expect(await world.deliver([anOutcome({ to: image })], { api })).toEqual([])
    expect(new Set(requests().map(({ authorization }) => authorization))).toEqual(new Set(['token old', 'token new']))
  })
})

describe('what passes by itself', () => {
  beforeEach(() => start())

  it.each<[GithubMood['kind'], GithubMood, number]>([
    ['secondary-limit', { kind: 'secondary-limit', retryAfterSeconds: 90 }, 90],
    ['server-error', { kind: 'server-error' }, 15],
    ['nonsense', { kind: 'nonsense' }, 15],
    ['hang', { kind: 'hang' }, 15],
  ])(
    '(%s) gives back the whole batch after a pause, and nothing is lost',
    async (_kind, mood, pause) => {
      const story = aStory({ to: image })
      world.aws.github.behave(mood, { times: 1 })
      expect(await world.deliver(story)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'])
      expect([...world.pauses.values()]).toEqual([pause, pause, pause, pause, pause])
      expect(requests()).toHaveLength(1)
      expect(await world.deliver(story)).toEqual([])
      expect(world.states()).toEqual([['queued', 'in_progress', 'in_progress', 'in_progress', 'success']])
    },
    20_000,
  )

  it('asks for no more once the outcome was told late', async () => {
    world.aws.github.behave({ kind: 'server-error' }, { times: 1 })
    await world.deliver([aProgress({ to: image }, 1)])
    await world.deliver([anOutcome({ to: image })])
    await world.deliver([aProgress({ to: image }, 1)])
    expect(world.states()).toEqual([['success']])
  })
})

describe('limits without a header', () => {
  const trying = { what: 'set a status', repository: { owner: 'acme', name: 'api' }, now: 1_000_000 }
  const failure = (status: number, message: string, headers: object = {}) =>
    Object.assign(new Error(message), { status, response: { headers, data: {} } })

  it.each([
    [
      'the hourly limit',
      failure(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1120' }),
      120,
    ],
    ['a secondary limit', failure(403, 'You have exceeded a secondary rate limit'), 60],
    ['too many requests', failure(429, 'Too many requests', { 'retry-after': 7 }), 7],
  ])('%s is waited for', (_what, error, seconds) => {
    expect(githubRefusal(error, trying)).toMatchObject({ kind: 'limited', afterSeconds: seconds })
  })

  it('an App without a right is told which to grant', () => {
    const error = failure(422, 'The permissions requested are not granted to this installation.')
    const { message, kind } = githubRefusal(error, { ...trying, what: 'speak as the App' })
    expect(kind).toBe('refused')
    expect(message).toContain('Deployments: read and write')
  })

  it.each([[undefined], ['text'], [{ status: 'x' }], [new Error('socket hang up')]])(
    '%p is taken for GitHub being away',
    (error) => {
      expect(githubRefusal(error, trying).kind).toBe('unavailable')
    },
  )

  beforeEach(() => start())
})

describe('a GitHub App', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const auth = { by: 'app', id: 4711, key: { ssm: '/github-app' } } as const
  const pem = (type: 'pkcs1' | 'pkcs8') => privateKey.export({ type, format: 'pem' }).toString()

  it.each(['pkcs1', 'pkcs8'] as const)('speaks by a token of its installation, made once (%s)', async (type) => {
    await start(auth, pem(type))
    await world.deliver(aStory({ to: image }))
    expect(world.states()[0]?.at(-1)).toBe('success')
    const asApp = requests().filter(({ authorization }) => /^bearer /i.test(authorization))
    expect(asApp.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /repos/acme/api/installation',
      'POST /app/installations/7001/access_tokens',
    ])
    const others = requests().filter((request) => !asApp.includes(request))
    expect(new Set(others.map(({ authorization }) => authorization))).toEqual(
      new Set(['token ghs_rehearsal0000000000000000000000000000']),
    )
    expect(asApp[1]?.body).toEqual({
      repositories: ['api'],
      permissions: { deployments: 'write', contents: 'read', metadata: 'read' },
    })
    const [head = '', body = '', signature = ''] = asApp[0]?.authorization.slice('bearer '.length).split('.') ?? []
    expect(verify('sha256', Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(true)
    expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toMatchObject({ iss: 4711 })
  })

  it('with a given installation asks for no other', async () => {
    await start({ ...auth, installation: 42 }, pem('pkcs1'))
    await world.deliver([aProgress({ to: image }, 1)])
    expect(requests()[0]).toMatchObject({ method: 'POST', path: '/app/installations/42/access_tokens' })
  })

  it('whose token was refused asks for a new one', async () => {
    await start({ ...auth, installation: 42 }, pem('pkcs8'))
    await world.deliver([aProgress({ to: image }, 1)])
    world.aws.github.behave({ kind: 'bad-credentials' }, { times: 1 })
    expect(await world.deliver([aProgress({ to: image }, 2, 'proving')])).toEqual(['m1'])
    expect(world.pauses.get('handle-m1')).toBe(15)
    await world.deliver([aProgress({ to: image }, 2, 'proving')])
    await world.deliver([anOutcome({ to: image })])
    expect(world.states()).toEqual([['queued', 'in_progress', 'in_progress', 'success']])
    expect(requests().filter(({ path }) => path.endsWith('/access_tokens'))).toHaveLength(2)
  })

  it.each([
    ['before its token ends', 0],
    ['after it', 3_700_000],
  ])('that was installed anew finds its new installation, %s', async (_when, later) => {
    await start(auth, pem('pkcs1'))
    await world.deliver([aProgress({ to: image }, 1)])
    world.aws.github.reinstall()
    const to = world.image('d', 'acme/proxy', 'team/proxy')
    await world.aws.run(later)
    expect(await world.deliver([anOutcome({ to, id: ids[1] })])).toEqual([])
    expect(world.dead).toEqual([])
    expect(world.states()).toEqual([['queued', 'in_progress'], ['success']])
    expect(requests().filter(({ path }) => path.endsWith('/installation'))).toHaveLength(2)
  })

  it('that is installed nowhere says how to mend that', async () => {
    await start(auth, pem('pkcs1'))
    world.aws.github.behave({ kind: 'not-found' })
    await world.deliver([anOutcome({ to: image })], configured())
    expect(world.dead[0]?.reason).toContain('Cannot speak as the App in acme/api')
    expect(world.dead[0]?.reason).toContain('install the App there')
  })

  it('whose key is no key gives the message back and says so, without the key', async () => {
    await start(auth, 'oops-not-a-key')
    expect(await world.deliver([anOutcome({ to: image })])).toEqual(['m1'])
    expect(JSON.stringify(world.log)).toContain('Store the whole .pem file')
    expect(JSON.stringify(world.log)).not.toContain('oops-not-a-key')
  })
})
