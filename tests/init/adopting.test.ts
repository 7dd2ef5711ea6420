import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { readServerlessFile } from '../../sandbox/stack/serverless-file.ts'
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts'
import { invokeByName } from '../../shared/aws/invoke-by-name.ts'
import { readAccount } from '../../shared/aws/read-account.ts'
import { aCommandLine } from '../cli/a-command-line.ts'
import { packageStack } from '../template/package-stack.ts'

jest.setTimeout(180_000)

const MINUTE = 60_000
const before = { ...process.env }

/** What runs before anybody heard of Longshore. */
function setUp({ ecr, ecs, functions }: Sandbox): void {
  const image = (repository: string, tag: string) => ecr.push({ repository, tag, silent: true }).reference
  const breaker = 'rollback'
  for (const name of ['team/api', 'team/thumbnails']) ecr.configure(name, { mutability: 'IMMUTABLE' })
  const api = { app: image('team/api', 'v1.0.0'), proxy: image('aws-for-fluent-bit', '2.32.0') }
  ecs.createService({ cluster: 'production', name: 'api', desiredCount: 2, breaker, containers: api })
  ecs.createService({ cluster: 'staging', name: 'web', breaker, containers: { app: image('team/web', 'main') } })
  const thumbnails = image('team/thumbnails', 'main-3f2a9c1')
  functions.createFunction({ name: 'thumbnails', versions: [thumbnails], aliases: { live: '1' } })
}

it('takes five commands, as the guide says', () => {
  const guide = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8')
  const [, block = ''] = /In five commands[^`]*```sh\n([^`]*)```/.exec(guide) ?? []
  const said = block
    .trim()
    .split('\n')
    .map((command) => command.replace(/^npx /, '').replace(/ (-|#).*$/, ''))
  expect(said.map((command) => command.trim())).toEqual([
    'npm ci',
    'longshore init',
    'serverless package',
    'serverless deploy',
    'longshore doctor',
  ])
})

describe('adopting Longshore', () => {
  let account: Sandbox
  const line = aCommandLine({}, { readAccount })
  const config = join(line.folder, 'longshore.yml')

  beforeAll(async () => {
    account = await startSandbox()
    setUp(account)
    const { endpoint: AWS_ENDPOINT_URL } = account
    const who = { AWS_ACCESS_KEY_ID: 'person-1', AWS_SECRET_ACCESS_KEY: 'sandbox' }
    Object.assign(process.env, { AWS_ENDPOINT_URL, AWS_REGION: 'us-east-1', ...who })
  })
  afterAll(async () => {
    process.env = before
    await account.stop()
  })

  it('begins with a configuration of what runs', async () => {
    expect(await line.run('init')).toBe(0)
    expect(line.complained()).toBe('')
  })

  it('which packages as it is', () => {
    const { exitCode, output } = packageStack({ config })
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 })
  })

  it('and, deployed, knows what runs, is found healthy, tells what it would deploy, and touches nothing', async () => {
    const file = join(import.meta.dirname, '../../serverless.yml')
    const stack = readServerlessFile({ file, environment: { LONGSHORE_CONFIG: config } })
    const world = await startSandbox({ stack })
    try {
      setUp(world)
      const { clock, ecr, sns, calls } = world
      await clock.runUntil(clock.now() + 16 * MINUTE)
      const status = await clock.during(world.lambda.invoke('status', {}))
      const { targets } = JSON.parse(status.ok ? status.payload : '{}')
      expect(targets).toMatchObject([
        { target: 'api', phase: 'idle', ledger: 1 },
        { target: 'web', phase: 'idle', ledger: 1 },
        { target: 'thumbnails', phase: 'idle', ledger: 1 },
      ])
      process.env['AWS_ENDPOINT_URL'] = world.endpoint
      const files = {
        'longshore.yml': line.read('longshore.yml'),
        'longshore.lock.yml': line.read('longshore.lock.yml'),
      }
      const asked = aCommandLine(files, { invoke: invokeByName })
      expect(await clock.during(asked.run('doctor'))).toBe(0)
      expect(asked.told()).toBe('Nothing is wrong with the stack and its 3 targets.')
      const pushed = { 'team/api': 'v1.1.0', 'team/web': 'main', 'team/thumbnails': 'main-99e0b2d' }
      for (const [repository, tag] of Object.entries(pushed)) ecr.push({ repository, tag })
      await clock.runUntil(clock.now() + 5 * MINUTE)
      const told = sns.published().map(({ messages }) => JSON.parse(messages['sqs'] ?? '{}'))
      const notices = told.map(({ target, notice }) => `${target} ${notice}`)
      expect(notices.sort()).toEqual(['api', 'thumbnails', 'web'].map((name) => `${name} would-deploy`))
      const changes = /^(Update|Register|Create|Publish|Put|Delete|Stop|Run)/
      const changed = calls
        .list()
        .filter(({ service, operation }) => ['ecs', 'lambda', 'ecr'].includes(service) && changes.test(operation))
      expect(changed).toEqual([])
    } finally {
      await world.stop()
    }
  })
})
