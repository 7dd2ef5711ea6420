import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { aTarget, MINUTE, startWire, type WireWorld } from '../wire/world.ts'
import { type Point, pointsIn } from './emf.ts'

/** A good push, a bad one, a good one that a person takes back, a restart; every metric, trace and log line of it is read back. */
let world: WireWorld
let points: readonly Point[]
const created: number[] = []

beforeAll(async () => {
  const targets = { api: aTarget('api', { group: 'shop' }) }
  world = await startWire({ targets, configuration: { figures: { traces: true } }, debug: true, seed: 7 })
  for (const [tag, fate] of [
    ['main-1', 'healthy'],
    ['main-2', 'crashes'],
    ['main-3', 'healthy'],
  ] as const) {
    const createdAt = world.sandbox.clock.now() - 3 * MINUTE
    created.push(createdAt)
    world.push({ repository: 'team/api', tag, config: { createdAt } }, fate)
    await world.untilAtRest('api')
    await world.pass(5 * MINUTE)
  }
  await world.invoke('rollback', { target: 'api', by: 'alice' })
  await world.pass(5 * MINUTE)
  await world.untilAtRest('api')
  await world.invoke('redeploy', { target: 'api', by: 'alice' })
  await world.pass(MINUTE)
  await world.untilAtRest('api')
  await world.pass(3 * MINUTE)
  points = pointsIn(world.log('measure'), world.sandbox.clock.now())
})
afterAll(() => world?.stop())

const of = (name: string, dimensions = 'stack=longshore-dev') =>
  points.filter((point) => point.name === name && point.dimensions === dimensions)

describe('metrics of outcomes', () => {
  it('count releases, changes that failed and releases that were taken back', () => {
    expect(world.outcomes('api').map(({ outcome }) => outcome)).toEqual([
      'succeeded',
      'rolled-back',
      'succeeded',
      'succeeded',
      'succeeded',
    ])
    expect(of('Releases').map(({ value }) => value)).toEqual([1, 1])
    expect(of('ChangesFailed').map(({ value }) => value)).toEqual([0, 1, 0])
    expect(of('ReleasesTakenBack').map(({ value }) => value)).toEqual([1])
    expect(new Set(points.filter(({ name }) => /Releases|Changes/.test(name)).map(({ unit }) => unit))).toEqual(
      new Set(['Count']),
    )
  })

  it('tell durations in seconds, at the time of the outcome', () => {
    const [first] = world.outcomes('api')
    if (!first) throw new Error('No outcome')
    const { endedAt, durationSeconds } = first.deployment
    const [lead] = of('LeadTime')
    expect(lead).toMatchObject({ unit: 'Seconds', at: Date.parse(endedAt) })
    expect(lead?.value).toBe((Date.parse(endedAt) - (created[0] ?? 0)) / 1000)
    expect(of('DeploymentTime')[0]?.value).toBe(durationSeconds)
    expect(of('TimeToRestore')).toHaveLength(2)
    expect(Math.min(...of('TimeToRestore').map(({ value }) => value))).toBeGreaterThan(30)
  })

  it('are of the stack, the group and the target, and of nothing that there are ever more of', () => {
    const sets = new Set(points.map(({ dimensions }) => dimensions))
    expect([...sets].sort()).toEqual(['group=shop', 'stack=longshore-dev', 'target=api'])
    expect(new Set(points.map(({ namespace }) => namespace))).toEqual(new Set(['longshore-dev']))
    expect(of('LeadTime', 'target=api')).toHaveLength(of('LeadTime').length)
  })

  it('are counted once, however often an outcome comes', async () => {
    const [document] = world.documents()
    const queue = 'arn:aws:sqs:us-east-1:123456789012:longshore-dev-figures'
    world.sandbox.sqs.send(queue, { MessageBody: JSON.stringify(document) }, 'sns')
    await world.pass(5 * MINUTE)
    expect(pointsIn(world.log('measure'), world.sandbox.clock.now())).toHaveLength(points.length)
  })
})

describe('traces of outcomes', () => {
  it('are one for each deployment, from its trigger to its end, without a gap', () => {
    const segments = world.sandbox.xray.segments()
    expect(segments).toHaveLength(5)
    expect(segments.map(({ fault }) => fault)).toEqual([false, true, false, false, false])
    for (const [index, segment] of segments.entries()) {
      const { deployment } = world.outcomes('api')[index] ?? {}
      expect(segment.annotations).toMatchObject({ deploymentId: deployment?.id, target: 'api' })
      expect(segment.start_time).toBe(Date.parse(deployment?.trigger.at ?? '') / 1000)
      expect(segment.end_time).toBe(Date.parse(deployment?.endedAt ?? '') / 1000)
      const pieces = segment.subsegments ?? []
      expect(pieces[0]?.start_time).toBe(segment.start_time)
      expect(pieces.at(-1)?.end_time).toBe(segment.end_time)
      expect(pieces.slice(1).map(({ start_time }) => start_time)).toEqual(
        pieces.slice(0, -1).map(({ end_time }) => end_time),
      )
    }
    expect(segments[1]?.subsegments?.at(-1)?.name).toBe('going back')
  })
})

it('the function calls nothing that its role does not allow', () => {
  const { config } = world.sandbox.stack?.functions['measure']?.code ?? {}
  const allowed = statements('measure', Object(config)).flatMap(({ Action }) => Action)
  const calls = world.sandbox.calls.list().filter(({ caller }) => functionOf(caller) === 'measure')
  const made = [...new Set(calls.map(({ service, operation }) => `${service}:${operation}`))]
  expect(made.filter((action) => !allowed.includes(action))).toEqual([])
  expect(made).toEqual(
    expect.arrayContaining(['dynamodb:Query', 'dynamodb:PutItem', 'ecr:BatchGetImage', 'xray:PutTraceSegments']),
  )
})

it('the command tells the same', async () => {
  const { scopes } = await world.invoke('stats', { target: 'api' })
  expect(scopes).toMatchObject([
    {
      scope: 'api',
      figures: [
        {
          deploymentFrequency: { releases: 2 },
          leadTime: { countedFrom: { commit: 0, image: 2, push: 0 } },
          changeFailureRate: { changes: 3, failed: 2 },
          timeToRestore: { restored: 2, open: [] },
        },
        {},
        {},
      ],
    },
  ])
})

const functions = [
  'image-pushed',
  'rollout-changed',
  'tick',
  'reconcile',
  'notify-slack',
  'measure',
  'rollback',
  'redeploy',
]

const lines = () => functions.flatMap((name) => world.log(name)).filter((line) => typeof line['message'] === 'string')

describe('log lines', () => {
  it('name the deployment that they mention, always by deploymentId', () => {
    const ids = world.outcomes('api').map(({ deployment }) => deployment.id)
    expect(ids).toHaveLength(5)
    const mentioning = lines().filter((line) => ids.some((id) => JSON.stringify(line).includes(id)))
    expect(mentioning.filter(({ deploymentId }) => !ids.includes(String(deploymentId)))).toEqual([])
    for (const id of ids) {
      const about = mentioning.filter(({ deploymentId }) => deploymentId === id).map(({ message }) => message)
      expect(about).toEqual(
        expect.arrayContaining(['decided', 'deployment ended', 'announcement told', 'deployment measured']),
      )
    }
  })

  it('are found for a command by the deployment that it started', () => {
    const [, , , back, again] = world.outcomes('api').map(({ deployment }) => deployment.id)
    const taken = lines().filter(({ message }) => message === 'command taken')
    expect(taken.map(({ command, by, deploymentId }) => ({ command, by, deploymentId }))).toEqual([
      { command: 'rollback', by: 'alice', deploymentId: back },
      { command: 'redeploy', by: 'alice', deploymentId: again },
    ])
  })

  it('have no other name for it', () => {
    const names = new Set(lines().flatMap((line) => Object.keys(line)))
    expect([...names].filter((name) => /^(deployment|deployment_id|deploymentID)$/.test(name))).toEqual([])
  })
})
