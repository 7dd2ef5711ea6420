import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { type SlackReceiver, startSlack } from '../../sandbox/receivers/slack.ts'
import { shippedFile } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { readServerlessFile } from '../../sandbox/stack/serverless-file.ts'
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts'
import { functionKeys, logicalName } from '../../shared/config/derive/function-key.ts'
import { grantedBy } from './granted.ts'

const root = join(import.meta.dirname, '../..')
const file = readServerlessFile({ file: join(root, 'serverless.yml') })
const minute = 60_000

let sandbox: Sandbox
let slack: SlackReceiver

beforeAll(async () => {
  sandbox = await startSandbox({ stack: file })
  slack = await startSlack(sandbox.clock)
  sandbox.ssm.put('/longshore/slack-webhook', slack.url, 'SecureString')
}, 60_000)

afterAll(async () => {
  await sandbox.stop()
  await slack.stop()
})

const pass = (ms: number) => sandbox.clock.runUntil(sandbox.clock.now() + ms)
const command = (key: string, payload: object) => sandbox.lambda.invoke(`longshore-dev-${key}`, payload)

/** One of everything: a good push, a bad one taken back, every command but `approve`, an hour of ticks. */
async function live(): Promise<void> {
  const { ecs, ecr } = sandbox
  const old = ecr.push({ repository: 'team/api', tag: '1.0.0', silent: true })
  ecs.createService({ cluster: 'production', name: 'api', desiredCount: 2, containers: { app: old.pinned } })
  for (const [cluster, name] of [
    ['staging', 'web'],
    ['production', 'worker'],
  ] as const) {
    const image = ecr.push({ repository: `team/${name}`, tag: 'main', silent: true })
    const proxy = ecr.push({ repository: 'team/proxy', tag: 'stable', silent: true })
    ecs.createService({ cluster, name, containers: { [name]: image.reference, proxy: proxy.pinned } })
  }
  await pass(20 * minute)
  ecr.push({ repository: 'team/api', tag: '1.1.0', index: { reportsChild: true } })
  await pass(15 * minute)
  const bad = ecr.push({ repository: 'team/api', tag: '1.2.0' })
  ecs.fate(bad.digest, 'crashes')
  await pass(20 * minute)
  const said = [
    await command('status', {}),
    await command('status', { target: 'api-production' }),
    await command('stats', {}),
    await command('doctor', { sendTest: true, by: 'alice' }),
    await command('explain', { image: 'team/api:1.1.0' }),
    await command('history', {}),
    await command('diff', { target: 'api-production', image: 'team/api:1.2.0' }),
    await command('freeze', { target: 'web-staging', until: '2h' }),
    await command('pause', { reason: 'lunch' }),
    await command('resume', {}),
    await command('pause', { target: 'web-staging' }),
    await command('resume', { target: 'web-staging' }),
    await command('rollback', { target: 'api-production' }),
  ]
  await pass(15 * minute)
  said.push(await command('redeploy', { target: 'api-production', image: 'team/api:1.1.0' }))
  await pass(15 * minute)
  expect(said.filter(({ ok }) => !ok)).toEqual([])
  // Nothing waits there, and what runs here is nothing of theirs: they look, and say so.
  for (const key of ['reject', 'cancel']) await command(key, { target: 'web-staging' })
  await command('promote', { from: 'api-production', to: 'web-staging' })
}

/** What IAM calls an operation. */
function actionOf(service: string, operation: string): string {
  return `${service}:${operation === 'SendMessageBatch' ? 'SendMessage' : operation}`
}

it('every call that a function makes is one that its role allows', async () => {
  await live()
  const { report } = await runScenario(shippedFile('native-pause-approved'))
  const calls = [...sandbox.calls.list(), ...(report?.calls ?? [])]
  const made = functionKeys.map((key) => {
    const own = calls.filter(({ caller }) => functionOf(caller) === key)
    return [key, new Set(own.map(({ service, operation }) => actionOf(service, operation)))] as const
  })
  const denied = made.flatMap(([key, actions]) => {
    const allowed = grantedBy(file.resources, `${logicalName(key)}Role`).flatMap(({ Action }) => Action)
    return [...actions].filter((action) => !allowed.includes(action)).map((action) => `${key} calls ${action}`)
  })
  expect(denied).toEqual([])
  expect(made.filter(([, actions]) => actions.size === 0)).toEqual([])
  expect(made.find(([key]) => key === 'reconcile')?.[1]).toContain('ecs:UpdateService')
  expect(slack.messages().length).toBeGreaterThan(0)
}, 120_000)
