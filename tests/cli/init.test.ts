import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts'
import { readAccount } from '../../shared/aws/read-account.ts'
import { readServiceFacts } from '../../shared/aws/read-service-facts.ts'
import { aCommandLine } from './a-command-line.ts'

let sandbox: Sandbox
const before = { ...process.env }

beforeEach(async () => {
  sandbox = await startSandbox()
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'person-1',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
  })
})
afterEach(() => sandbox.stop())
afterAll(() => {
  process.env = before
})

const push = (repository: string, tag: string) => sandbox.ecr.push({ repository, tag, silent: true })

function aService(name: string, image: string, cluster = 'production'): void {
  sandbox.ecs.createService({ cluster, name, containers: { app: image } })
}

/** A folder to run commands in, that asks the simulated account. */
const aFolder = (files: Readonly<Record<string, string>> = {}) => aCommandLine(files, { readAccount, readServiceFacts })

describe('init writes', () => {
  it('what the account runs, which checks and resolves without a change', async () => {
    aService('api', push('team/api', 'v1.0.0').reference)
    aService('api', push('team/api', 'main').reference, 'staging')
    aService('pinned', push('team/pinned', 'v2.1.0').pinned)
    const image = push('team/thumbnails', 'main-42').reference
    sandbox.functions.createFunction({ name: 'thumbnails', image, versions: [image], aliases: { live: '1' } })
    sandbox.functions.createFunction({ name: 'zipped', packageType: 'Zip' })
    const line = aFolder()
    expect(await line.run('init')).toBe(0)
    expect(line.told()).toContain('4 targets, all observing')
    const { targets } = parse(line.read('longshore.yml'))
    expect(targets).toMatchObject({
      'api-production': { ecs: { containers: { app: { tags: { semver: '^1.0.0' } } } } },
      'api-staging': { ecs: { containers: { app: { tags: { exact: 'main' } } } } },
      pinned: { ecs: { containers: { app: { repository: 'team/pinned', tags: { semver: '^2.0.0' } } } } },
      thumbnails: { lambda: { alias: 'live', tags: { regex: String.raw`main-\d+` } } },
    })
    expect(await line.run('check')).toBe(0)
    const lock = parse(line.read('longshore.lock.yml'))
    expect(await line.run('resolve')).toBe(0)
    expect(parse(line.read('longshore.lock.yml'))).toEqual(lock)
  })

  it('where editors find the schema by which the file is right', async () => {
    aService('api', push('team/api', 'v1.0.0').reference)
    const line = aFolder()
    expect(await line.run('init')).toBe(0)
    const text = line.read('longshore.yml')
    const [, path = ''] = /^# yaml-language-server: \$schema=(.+)\n/.exec(text) ?? []
    const schema = JSON.parse(readFileSync(join(line.folder, path), 'utf8'))
    const validate = new Ajv2020({ strict: false, logger: false }).compile(schema)
    expect({ isValid: validate(parse(text)), errors: validate.errors }).toEqual({ isValid: true, errors: null })
    expect(validate({ ...parse(text), targets: {} })).toBe(false)
  })

  it('a target for each alias', async () => {
    const image = push('team/thumbnails', 'v1.0.0').reference
    const aliases = { live: '1', staging: '1' }
    sandbox.functions.createFunction({ name: 'thumbnails', versions: [image], aliases })
    const line = aFolder()
    expect(await line.run('init')).toBe(0)
    expect(Object.keys(parse(line.read('longshore.yml')).targets)).toEqual(['thumbnails-live', 'thumbnails-staging'])
  })

  it('what is called strangely, so that it checks', async () => {
    const names = ['null', 'true', '0123', '1e3', 'A_b', 'a-b', '_', 'x'.repeat(255)]
    const image = push('team/api', 'v1.0.0').reference
    for (const name of names) {
      aService(name, image)
      aService(name, image, 'no')
    }
    const line = aFolder()
    expect(await line.run('init')).toBe(0)
    const { targets } = parse(line.read('longshore.yml'))
    const found = Object.values<{ ecs: { cluster: string; service: string } }>(targets).map(({ ecs }) => ecs)
    expect(found.map(({ cluster, service }) => `${cluster}/${service}`).sort()).toEqual(
      names.flatMap((name) => [`no/${name}`, `production/${name}`]).sort(),
    )
    expect(await line.run('check')).toBe(0)
  })

  it('what it leaves out, and says so', async () => {
    aService('api', push('team/api', 'v1.0.0').reference)
    const containers = { app: push('team/web', 'v1.0.0').reference }
    sandbox.ecs.createService({ cluster: 'production', name: 'web', containers, controller: 'CODE_DEPLOY' })
    const line = aFolder()
    expect(await line.run('init')).toBe(0)
    expect(line.complained()).toMatch(/^Left out: service web in cluster production: CodeDeploy deploys to it/)
    expect(await line.run('check')).toBe(0)
  })
})

describe('init asks', () => {
  it('for sixty services and thirty functions in pages', async () => {
    const service = push('team/api', 'v1.0.0').reference
    for (let n = 0; n < 60; n += 1) aService(`service-${n}`, service, `cluster-${n % 3}`)
    for (let n = 0; n < 30; n += 1) sandbox.functions.createFunction({ name: `function-${n}`, image: service })
    for (let n = 0; n < 40; n += 1) sandbox.functions.createFunction({ name: `zipped-${n}`, packageType: 'Zip' })
    sandbox.calls.clear()
    const line = aFolder()
    expect(await line.run('init')).toBe(0)
    expect(Object.keys(parse(line.read('longshore.yml')).targets)).toHaveLength(90)
    expect(await line.run('check')).toBe(0)
    expect(sandbox.calls.counts()).toEqual({
      'ecs:ListClusters': 1,
      'ecs:ListServices': 3,
      'ecs:DescribeServices': 6,
      'ecs:DescribeTaskDefinition': 60,
      'ecr:DescribeRepositories': 1,
      'lambda:ListFunctions': 2,
      'lambda:ListAliases': 30,
      'lambda:GetFunction': 30,
    })
  })

  it('for no more than it is told, and says so', async () => {
    const image = push('team/api', 'v1.0.0').reference
    for (let n = 0; n < 12; n += 1) aService(`service-${n}`, image)
    sandbox.functions.createFunction({ name: 'thumbnails', image })
    sandbox.calls.clear()
    const line = aFolder()
    expect(await line.run('init', '--most', '10', '--json')).toBe(0)
    expect(JSON.parse(line.printed()).targets).toHaveLength(10)
    expect(line.complained()).toContain('There is more in the account')
    expect(line.read('longshore.yml')).toContain('# There is more in the account')
    expect(sandbox.calls.counts()['ecs:DescribeTaskDefinition']).toBe(10)
  })

  it('for the clusters that are named alone', async () => {
    const image = push('team/api', 'v1.0.0').reference
    for (const cluster of ['production', 'staging', 'development']) aService('api', image, cluster)
    sandbox.functions.createFunction({ name: 'thumbnails', image })
    const line = aFolder()
    expect(await line.run('init', '--cluster', 'production', 'staging')).toBe(0)
    expect(Object.keys(parse(line.read('longshore.yml')).targets)).toEqual(['api-production', 'api-staging'])
    const nowhere = aFolder()
    expect(await nowhere.run('init', '--cluster', 'nowhere')).toBe(1)
    expect(nowhere.complained()).toContain('Not each of these clusters exists: nowhere.')
  })
})

describe('init writes nothing', () => {
  it('over a file that is there, unless it is told to', async () => {
    aService('api', push('team/api', 'v1.0.0').reference)
    const line = aFolder({ 'longshore.yml': 'mine' })
    expect(await line.run('init')).toBe(1)
    expect(line.complained()).toContain('longshore.yml would be lost')
    expect(await line.run('init', '--dry-run')).toBe(0)
    expect(line.printed()).toContain('targets:\n  api:\n')
    expect(line.read('longshore.yml')).toBe('mine')
    expect(existsSync(join(line.folder, 'longshore.lock.yml'))).toBe(false)
    expect(await line.run('init', '--force')).toBe(0)
    expect(await line.run('check')).toBe(0)
  })

  it('when the account holds nothing to look after', async () => {
    sandbox.ecs.createCluster('production')
    const line = aFolder()
    expect(await line.run('init')).toBe(1)
    expect(line.complained()).toMatch(/^Nothing to look after: 0 services and 0 image functions were found/)
    expect(existsSync(join(line.folder, 'longshore.yml'))).toBe(false)
  })

  it('when a right is missing, and says which it takes', async () => {
    sandbox.faults.onCall({ service: 'lambda', operation: 'ListFunctions' }, 'access-denied')
    const line = aFolder()
    expect(await line.run('init')).toBe(2)
    expect(line.complained()).toMatch(/AccessDeniedException.*lambda:ListFunctions/)
  })

  it.each<[string, Record<string, string>, RegExp]>([
    ['no credentials', { AWS_REGION: 'us-east-1' }, /there are no credentials\. Set AWS_PROFILE/],
    ['no region', { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }, /Set AWS_REGION, or say --region/],
  ])('with %s, and says what to set', (_what, environment, words) => {
    const { folder } = aFolder()
    const longshore = join(import.meta.dirname, '../../shared/cli/longshore.mjs')
    const { status, stderr } = spawnSync(process.execPath, [longshore, 'init'], {
      cwd: folder,
      encoding: 'utf8',
      env: { HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', AWS_ENDPOINT_URL: sandbox.endpoint, ...environment },
    })
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(words) })
    expect(existsSync(join(folder, 'longshore.yml'))).toBe(false)
  })
})
