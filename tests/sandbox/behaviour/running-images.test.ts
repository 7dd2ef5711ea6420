import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'

const SERVICE = 'production/api'

let sandbox: Sandbox
let old: string
let fresh: string

beforeEach(async () => {
  sandbox = await startSandbox()
  old = sandbox.ecr.push({ repository: 'team/api', tag: 'v1', silent: true }).digest
  sandbox.ecs.createCluster('production')
  const image = sandbox.ecr.resolve(`123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api@${old}`)
  expect(image).toBeDefined()
  sandbox.ecs.createService({
    cluster: 'production',
    name: 'api',
    containers: { app: `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api@${old}` },
    desiredCount: 1,
  })
  fresh = sandbox.ecr.push({ repository: 'team/api', tag: 'v2', silent: true }).digest
  sandbox.images.route('/api', SERVICE)
})
afterEach(() => sandbox.stop())

const pass = (seconds: number) => sandbox.clock.runUntil(sandbox.clock.now() + seconds * 1000)
const rollOut = async () => {
  sandbox.ecs.usurp('production', 'api', {
    containers: { app: `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api@${fresh}` },
  })
  await sandbox.clock.runUntil(() => sandbox.ecs.deployments('production', 'api')[0]?.rolloutState === 'COMPLETED')
}
const status = async (path = '/api/healthz') => (await fetch(`${sandbox.images.web.url}${path}`)).status
const sum = (name: string) => {
  const dimensions = { LoadBalancer: 'app/api/50dc6c495c0c9188', TargetGroup: 'targetgroup/api/0123456789abcdef' }
  return sandbox.cloudwatch.sum({ namespace: 'AWS/ApplicationELB', name, dimensions })
}

describe('a path', () => {
  it('is answered by what the service runs: the old image until the new one took over', async () => {
    sandbox.images.behave(fresh, { answers: [{ status: 500 }] })
    expect(await status()).toBe(200)
    await rollOut()
    expect(await status()).toBe(500)
    expect(await status('/elsewhere')).toBe(404)
    expect(await status('/apis')).toBe(404)
  })

  it('is answered otherwise once the image has run for a while', async () => {
    sandbox.images.behave(fresh, { answers: [{ status: 503 }, { fromMs: 300_000, status: 200 }] })
    await rollOut()
    expect(await status()).toBe(503)
    await pass(300)
    expect(await status()).toBe(200)
  })

  it('is answered 503 when there is no such service, and no such host', async () => {
    sandbox.images.route('/gone', 'production/gone')
    sandbox.images.route('/host', 'host:nobody')
    expect([await status('/gone'), await status('/host')]).toEqual([503, 503])
    sandbox.ecs.deleteService('production', 'api', { forget: true })
    expect(await status()).toBe(503)
  })

  it('is answered 503 when nothing runs', async () => {
    sandbox.ecs.scale('production', 'api', 0)
    await pass(300)
    expect(await status()).toBe(503)
    expect(sandbox.images.probe(SERVICE)).toEqual({ ok: false, reason: 'nothing runs' })
  })
})

describe('an image', () => {
  it('writes lines to a log while it runs', async () => {
    sandbox.logs.createGroup('/ecs/api')
    sandbox.images.behave(fresh, { logs: [{ group: '/ecs/api', line: 'FATAL', perMinute: 2, fromMs: 60_000 }] })
    await pass(60)
    expect(sandbox.logs.messages('/ecs/api')).toEqual([])
    await rollOut()
    await pass(180)
    expect(sandbox.logs.messages('/ecs/api').length).toBeGreaterThan(2)
  })

  it('lets requests fail and take long, as the load balancer counts them', async () => {
    sandbox.images.traffic(SERVICE, 60)
    await pass(60)
    expect([sum('RequestCount'), sum('HTTPCode_Target_5XX_Count')]).toEqual([61 * 60, 0])
    sandbox.images.behave(old, { serves: [{ errors: 0.5, takes: [1000, 2000] }] })
    await pass(60)
    expect(sum('HTTPCode_Target_5XX_Count')).toBe(30)
  })

  it('says what a probe of it finds', async () => {
    expect(sandbox.images.probe(SERVICE)).toEqual({ ok: true, reason: 'all is well' })
    sandbox.images.behave(old, { probe: [{ ok: false, reason: 'the basket is empty' }] })
    expect(sandbox.images.probe(SERVICE)).toEqual({ ok: false, reason: 'the basket is empty' })
  })
})
