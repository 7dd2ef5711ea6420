import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts'
import { readServiceFacts } from '../../shared/aws/read-service-facts.ts'
import { aFile, aTarget } from '../config/a-configuration.ts'
import { aCommandLine } from './a-command-line.ts'

let sandbox: Sandbox
const before = { ...process.env }

beforeAll(async () => {
  sandbox = await startSandbox()
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'person-1',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
  })
})

afterAll(async () => {
  process.env = before
  await sandbox.stop()
})

/** Runs `longshore resolve` on a configuration with the given targets. */
async function resolve(targets: Record<string, unknown>) {
  const line = aCommandLine({ 'longshore.yml': aFile(targets) }, { readServiceFacts })
  const exitCode = await line.run('resolve')
  return { exitCode, told: line.told(), lock: () => parse(line.read('longshore.lock.yml')) }
}

it('finds families and roles of many services, ten a call', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `service-${index}`)
  for (const name of names) {
    const role = (kind: string) => `arn:aws:iam::123456789012:role/${name}-${kind}`
    const definition = { taskRoleArn: role('task'), executionRoleArn: role('execution') }
    sandbox.ecs.createService({
      cluster: 'production',
      name,
      family: `${name}-family`,
      containers: { app: 'x' },
      definition,
    })
  }
  sandbox.calls.clear()
  const resolved = await resolve(Object.fromEntries(names.map((name) => [name, aTarget(name)])))
  expect(resolved.exitCode).toBe(0)
  expect(resolved.lock()).toMatchObject({ account: '123456789012', region: 'us-east-1' })
  expect(Object.keys(resolved.lock().targets)).toEqual(names)
  expect(resolved.lock().targets['service-11']).toEqual({
    cluster: 'production',
    service: 'service-11',
    family: 'service-11-family',
    taskRole: 'arn:aws:iam::123456789012:role/service-11-task',
    executionRole: 'arn:aws:iam::123456789012:role/service-11-execution',
  })
  expect(sandbox.calls.counts()).toEqual({ 'ecs:DescribeServices': 2, 'ecs:DescribeTaskDefinition': 12 })
})

it('names the service and the cluster that do not exist', async () => {
  sandbox.ecs.createCluster('production')
  const resolved = await resolve({ gone: aTarget('gone'), lost: aTarget('lost', {}, { cluster: 'nowhere' }) })
  expect(resolved.exitCode).toBe(1)
  expect(resolved.told).toContain('There is no service gone in cluster production.')
  expect(resolved.told).toContain('There is no cluster nowhere.')
  expect(resolved.lock).toThrow()
})
