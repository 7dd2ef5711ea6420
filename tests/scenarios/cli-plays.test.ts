import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ECRClient, PutImageCommand } from '@aws-sdk/client-ecr'
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, describe, expect, it, jest } from '@jest/globals'
import { shippedFile, shippedNames } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { ended, printed, runCli, startCli } from './run-cli.ts'

// Processes are started: on a busy machine that takes its time.
jest.setTimeout(180_000)

const folder = mkdtempSync(join(tmpdir(), 'longshore-cli-'))

afterAll(() => rmSync(folder, { recursive: true }))

const linesOf = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
const IMAGES = { app: expect.objectContaining({ digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }) }

describe('npm run rehearse', () => {
  it('plays the tour and ends with 0; with --json every line has the documented shape', async () => {
    const { code, out, err } = await runCli('--json')
    expect(err).toBe('')
    expect(code).toBe(0)
    const lines = linesOf(out)
    const ofType = (type: string) => lines.filter((line) => line['type'] === type)
    expect(ofType('deployment')).toHaveLength(6)
    for (const line of ofType('deployment')) {
      expect(line).toEqual({
        type: 'deployment',
        target: 'api-production',
        id: expect.stringMatching(/^[0-9A-Z]{26}$/),
        trigger: expect.objectContaining({ kind: expect.any(String), at: ISO }),
        from: IMAGES,
        to: IMAGES,
        outcome: expect.any(String),
        reason: expect.any(String),
        startedAt: ISO,
        endedAt: ISO,
      })
    }
    for (const line of ofType('announcement')) {
      const shape =
        line['channel'] === 'slack'
          ? { body: expect.objectContaining({ blocks: expect.any(Array) }) }
          : { channel: 'sns', subject: expect.any(String), document: expect.any(Object) }
      expect(line).toMatchObject({ at: ISO, text: expect.any(String), ...shape })
    }
    expect(ofType('announcement')).toHaveLength(12)
    expect(ofType('calls').map((line) => line['scenario'])).toEqual(shippedNames().slice(0, 4))
    expect(ofType('calls')[0]?.['counts']).toMatchObject({ 'ecs:UpdateService': 1 })
    expect(ofType('scenario').map((line) => line['passed'])).toEqual([true, true, true, true])
    const types = ['deployment', 'announcement', 'calls', 'scenario']
    expect(types.flatMap(ofType)).toHaveLength(lines.length)
  })

  it('plays a file from anywhere, and ends with 1 naming expectation, seed and the command that plays it again', async () => {
    const text = readFileSync(shippedFile('first-install'), 'utf8')
    const wrong = text.replace(
      'running:\n    production/api: { app: v1.2.2 }',
      'running:\n    production/api: { app: v9 }',
    )
    const file = join(folder, 'mine.yml')
    writeFileSync(file, wrong)
    const { code, out } = await runCli('--scenario', file, '--seed', '7')
    expect(out).toContain('expect.running.production/api.app: expected "v9", was "v1.2.2"')
    expect(out).toContain('(seed 7)')
    expect(out).toContain(`--scenario ${file} --seed 7`)
    expect(code).toBe(1)
  })
})

describe('npm run rehearse -- --serve', () => {
  it('answers real SDK clients with the printed credentials, deploys what they push, and ends on SIGINT', async () => {
    const child = startCli('--serve', '--speed', '600')
    const end = ended(child)
    const banner = await printed(child, 'put-image --repository-name team/api --image-tag v1.3.1')
    const settings = Object.fromEntries(
      [...banner.matchAll(/(AWS_[A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value ?? '']),
    )
    const options = {
      endpoint: settings['AWS_ENDPOINT_URL'] ?? '',
      region: settings['AWS_REGION'] ?? '',
      credentials: {
        accessKeyId: settings['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: settings['AWS_SECRET_ACCESS_KEY'] ?? '',
      },
    }
    expect(options.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const lambda = new LambdaClient(options)
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'longshore-dev-status' }))
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toMatchObject({
      targets: [{ target: 'api-production' }, { target: 'web-staging' }, { target: 'worker' }],
    })
    const ecs = new ECSClient(options)
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster: 'production', services: ['api'] }))
    expect(services).toMatchObject([{ serviceName: 'api', runningCount: 2 }])
    const { Payload: opened } = await lambda.send(new InvokeCommand({ FunctionName: 'longshore-dev-open' }))
    const { url } = JSON.parse(Buffer.from(opened ?? []).toString())
    expect(banner).toContain(new URL('/open', url).href)
    const told = printed(child, 'rolled-back')
    const imageManifest = '{"schemaVersion":2,"annotations":{"sandbox.fate":"crashes"}}'
    await new ECRClient(options).send(
      new PutImageCommand({ repositoryName: 'team/api', imageTag: 'v1.3.1', imageManifest }),
    )
    await told
    child.kill('SIGINT')
    const { code, err } = await end
    expect(err).toBe('')
    expect(code).toBe(0)
  })
})
