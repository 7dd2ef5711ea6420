import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Digest } from '../../shared/domain/image.ts'
import { differences } from '../../shared/platforms/ecs/differences.ts'
import {
  digestIn,
  madeBy,
  missingContainers,
  pinImages,
  pinnedDigests,
  shortCarrier,
  stackOf,
} from '../../shared/platforms/ecs/task-definition.ts'

const digest: Digest = `sha256:${'a'.repeat(64)}`
const images = { app: { repository: 'host/team/api', digest } }

const readOnly = {
  taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:41',
  revision: 41,
  status: 'ACTIVE',
  requiresAttributes: [{ name: 'ecs.capability' }],
  compatibilities: ['FARGATE'],
  registeredAt: new Date(0),
  registeredBy: 'arn:somebody',
} satisfies TaskDefinition

function aDefinition(more: Partial<TaskDefinition> = {}): TaskDefinition {
  return {
    ...readOnly,
    family: 'api',
    containerDefinitions: [
      { name: 'app', image: 'host/team/api:v1', environment: [{ name: 'DATABASE', value: 'hunter2' }] },
      { name: 'log', image: 'public/log:1' },
    ],
    cpu: '256',
    runtimePlatform: { cpuArchitecture: 'ARM64' },
    ...more,
  }
}

it('registers a copy that differs in the images only', () => {
  const { tags, ...request } = pinImages({ definition: aDefinition(), tags: [] }, images, 'd1')
  const kept = Object.fromEntries(Object.entries(aDefinition()).filter(([name]) => !(name in readOnly)))
  const [app, log] = aDefinition().containerDefinitions ?? []
  expect(request).toEqual({ ...kept, containerDefinitions: [{ ...app, image: `host/team/api@${digest}` }, log] })
  expect(tags).toEqual([{ key: 'longshore:deployment', value: 'd1' }])
})

it('keeps every member it does not know, in the definition and in its containers', () => {
  const member = fc.string({ minLength: 1 }).filter((name) => !(name in aDefinition()) && !(name in readOnly))
  const unknown = fc.dictionary(member, fc.jsonValue())
  fc.assert(
    fc.property(unknown, unknown, (outside, inside) => {
      const containerDefinitions = [{ ...inside, name: 'app', image: 'x' }]
      const definition = { ...aDefinition({ containerDefinitions }), ...outside }
      const request = pinImages({ definition, tags: [] }, images, 'd1')
      expect(request).toMatchObject(outside)
      expect(request.containerDefinitions?.[0]).toEqual({ ...inside, name: 'app', image: `host/team/api@${digest}` })
    }),
  )
})

it('takes tags over, but not those that AWS keeps or an earlier deployment set', () => {
  const tags = [
    { key: 'team', value: 'shop' },
    { key: 'aws:cloudformation:stack-name', value: 'x' },
    { key: 'longshore:deployment', value: 'd0' },
  ]
  const request = pinImages({ definition: aDefinition(), tags }, images, 'd1')
  expect(request.tags).toEqual([
    { key: 'team', value: 'shop' },
    { key: 'longshore:deployment', value: 'd1' },
  ])
  expect(madeBy(request.tags ?? [])).toBe('d1')
})

it('reads digests only where every container names one', () => {
  const { containerDefinitions } = pinImages({ definition: aDefinition(), tags: [] }, images, 'd1')
  const pinned = aDefinition(containerDefinitions ? { containerDefinitions } : {})
  expect(pinnedDigests(pinned, ['app'])).toEqual({ app: digest })
  expect(pinnedDigests(pinned, ['app', 'log'])).toBeUndefined()
  expect(pinnedDigests(aDefinition(), ['app'])).toBeUndefined()
})

it.each([
  ['host/api:v1', undefined],
  [`host/api:v1@${digest}`, digest],
  [`host/api@${digest}`, digest],
  ['host/api@sha256:short', undefined],
  [undefined, undefined],
])('reads the digest in %s', (image, expected) => {
  expect(digestIn(image)).toBe(expected)
})

it('names containers that are not there', () => {
  expect(missingContainers(aDefinition(), ['app', 'web'])).toEqual(['web'])
})

it('names a task definition as people do', () => {
  expect(shortCarrier(readOnly.taskDefinitionArn)).toBe('api:41')
})

it('finds nothing to tell between a definition and its pinned copy', () => {
  const { containerDefinitions } = pinImages({ definition: aDefinition(), tags: [] }, images, 'd1')
  const copy = aDefinition({
    revision: 42,
    registeredBy: 'us',
    ...(containerDefinitions ? { containerDefinitions } : {}),
  })
  expect(differences(aDefinition(), copy)).toEqual([])
})

it('tells what differs in short lines', () => {
  const other = aDefinition({
    cpu: '512',
    volumes: [{ name: 'data' }],
    containerDefinitions: [
      {
        name: 'app',
        image: 'other',
        memory: 128,
        command: ['--password', 'hunter3'],
        environment: [
          { name: 'DATABASE', value: 'hunter3' },
          { name: 'NEW', value: 'hunter4' },
        ],
        secrets: [{ name: 'KEY', valueFrom: 'arn:key' }],
      },
      { name: 'proxy', image: 'p' },
    ],
  })
  expect(differences(aDefinition(), other)).toEqual([
    'cpu 256 → 512',
    'volumes differs',
    'container app: command differs',
    'container app: memory none → 128',
    'container app: environment variable DATABASE differs',
    'container app: environment variable NEW added',
    'container app: secret KEY added',
    'container log removed',
    'container proxy added',
  ])
})

it('never shows the value of an environment variable, secret or command', () => {
  const secret = 'S3CRET'
  const value = fc.constantFrom(`${secret}1`, `${secret}2`, `${secret}3`)
  const container = fc.record({
    name: fc.constantFrom('app', 'log'),
    environment: fc.array(fc.record({ name: fc.constantFrom('A', 'B'), value })),
    secrets: fc.array(fc.record({ name: fc.constantFrom('C', 'D'), valueFrom: value })),
    command: fc.array(value),
    dockerLabels: fc.dictionary(fc.constantFrom('L'), value),
  })
  const definition = fc.record({ containerDefinitions: fc.array(container, { maxLength: 2 }) })
  fc.assert(
    fc.property(definition, definition, (before, after) => {
      expect(differences(before, after).join()).not.toContain(secret)
    }),
  )
})

it('says which stack registered it, and drops what another one said', () => {
  const tags = [{ key: 'longshore:stack', value: 'longshore-prod' }]
  const request = pinImages({ definition: aDefinition(), tags }, images, 'd1', 'longshore-dev')
  expect(request.tags).toEqual([
    { key: 'longshore:deployment', value: 'd1' },
    { key: 'longshore:stack', value: 'longshore-dev' },
  ])
  expect(stackOf(request.tags ?? [])).toBe('longshore-dev')
  expect(stackOf([])).toBeUndefined()
})
