import { describe, expect, it } from '@jest/globals'
import { canMove } from '../../shared/doctor/checks/service-settings.ts'
import { diagnose } from '../../shared/doctor/diagnose.ts'
import { wantedRules } from '../../shared/doctor/event-rules.ts'
import type { Facts } from '../../shared/doctor/facts.ts'
import { gravest } from '../../shared/doctor/finding.ts'
import { inWords } from '../../shared/doctor/in-words.ts'
import { aRecord, config, digest, sound, stored, uri, withDefinition, withService, withTarget } from './sound-facts.ts'

const gone = { kind: 'gone' as const }
const seen = <T>(value: T) => ({ kind: 'seen' as const, value })
const [pushRule = '', changeRule = ''] = wantedRules(config).map(({ name }) => name)

function withRule(name: string, changed: Partial<Extract<Facts['rules'][string], { kind: 'seen' }>['value']>): Facts {
  const rule = sound.rules[name]
  if (rule?.kind !== 'seen') throw new Error(`There is no rule ${name}.`)
  return { ...sound, rules: { ...sound.rules, [name]: seen({ ...rule.value, ...changed }) } }
}

const repository = (name: string, mutability: string, exclusions: readonly string[] = []): Facts => ({
  ...sound,
  repositories: { ...sound.repositories, [uri(name)]: seen({ mutability, exclusions }) },
})

const policy = (selection: object) =>
  JSON.stringify({ rules: [{ rulePriority: 1, selection, action: { type: 'expire' } }] })
const lifecycle = (selection: object, record = aRecord('api', 'a', ['b'])): Facts => ({
  ...sound,
  records: { api: record },
  lifecycles: {
    [uri('api')]: seen({
      policy: policy(selection),
      images: [stored('c', 1, 'c'), stored('a', 20, 'a'), stored('b', 40, 'b')],
    }),
  },
})

/** Infrastructure code owns the task definition of a target, which says how its tags are resolved. */
function forced(versionConsistency: Readonly<Record<string, string>>): Facts {
  const facts = withDefinition({ versionConsistency })
  const { api } = config.targets
  if (!api) throw new Error('There is no target api.')
  const forcing = { ...api, policy: { ...api.policy, mode: 'force' as const } }
  return { ...facts, config: { ...config, targets: { ...config.targets, api: forcing } } }
}

const built = (architectures: readonly string[], facts = sound): Facts => ({
  ...facts,
  architectures: { [`${uri('api')}:main`]: seen(architectures) },
})

const faults: readonly (readonly [
  name: string,
  facts: Facts,
  check: string,
  severity: string,
  target: string | undefined,
  what: string,
])[] = [
  [
    'a service that is gone',
    withTarget('api', { kind: 'ecs', service: gone }),
    'service',
    'error',
    'api',
    'no service api',
  ],
  [
    'a function that is gone',
    withTarget('thumbnails', { kind: 'lambda', function: gone }),
    'function',
    'error',
    'thumbnails',
    'no function',
  ],
  [
    'a function that runs a zip file',
    withTarget('thumbnails', {
      kind: 'lambda',
      function: seen({ architecture: 'arm64', runsImage: false }),
      alias: seen(true as const),
    }),
    'function',
    'error',
    'thumbnails',
    'zip',
  ],
  [
    'an alias that is gone',
    withTarget('thumbnails', {
      kind: 'lambda',
      function: seen({ architecture: 'arm64', runsImage: true }),
      alias: gone,
    }),
    'alias',
    'error',
    'thumbnails',
    'no alias live',
  ],
  [
    'a rule that is gone',
    withTarget('nightly', { kind: 'scheduled-task', runner: gone }),
    'schedule',
    'error',
    'nightly',
    'no rule nightly',
  ],
  [
    'no host',
    withTarget('legacy', { kind: 'docker-host', hosts: seen([]) }),
    'hosts',
    'error',
    'legacy',
    'no running instances',
  ],
  [
    'hosts that are stopped',
    withTarget('legacy', { kind: 'docker-host', hosts: seen([{ called: 'web-1', state: 'stopped' }]) }),
    'hosts',
    'error',
    'legacy',
    'no running instances',
  ],
  [
    'an agent that is away',
    withTarget('legacy', {
      kind: 'docker-host',
      hosts: seen([{ called: 'web-1', state: 'running', trouble: 'the SSM agent of web-1 is away' }]),
    }),
    'agent',
    'error',
    'legacy',
    '1 of 1',
  ],
  [
    'a container that is missing',
    withDefinition({ images: { web: 'nginx' } }),
    'container',
    'error',
    'api',
    'no container app; it has web',
  ],
  [
    'a repository that is gone',
    { ...sound, repositories: { ...sound.repositories, [uri('api')]: gone } },
    'repository',
    'error',
    'api',
    'no repository team/api',
  ],
  [
    'an immutable tag that is followed',
    repository('api', 'IMMUTABLE'),
    'tag-mutability',
    'error',
    'api',
    'its tag main alone',
  ],
  [
    'a tag that an exclusion makes immutable',
    repository('api', 'MUTABLE_WITH_EXCLUSION', ['ma*']),
    'tag-mutability',
    'error',
    'api',
    'its tag main alone',
  ],
  ['versions that may be pushed again', repository('web', 'MUTABLE'), 'tag-mutability', 'note', 'web', 'MUTABLE'],
  ['a breaker that is off', withService({ breaker: 'off' }), 'circuit-breaker', 'note', 'api', 'is off'],
  [
    'alarms that are off',
    withService({ alarms: { isOn: false, names: ['old'] } }),
    'deployment-alarms',
    'note',
    'api',
    'old',
  ],
  [
    'bounds without room',
    withService({ maximumPercent: 100 }),
    'deployment-bounds',
    'error',
    'api',
    'can never replace',
  ],
  [
    'a container whose tag is resolved for each task',
    forced({ app: 'disabled', other: 'disabled' }),
    'version-consistency',
    'warning',
    'api',
    'The container app of the service api',
  ],
  ['another controller', withService({ controller: 'CODE_DEPLOY' }), 'controller', 'error', 'api', 'CODE_DEPLOY'],
  [
    'a classic load balancer',
    withService({ classicLoadBalancer: 'old-elb' }),
    'classic-load-balancer',
    'error',
    'api',
    'old-elb',
  ],
  ['another stack', withDefinition({ stack: 'longshore-prod' }), 'ownership', 'error', 'api', 'longshore-prod'],
  ['another family', withDefinition({ family: 'api-v2' }), 'lock-file', 'error', 'api', 'api-v2'],
  [
    'another role',
    withDefinition({ roles: ['arn:aws:iam::123456789012:role/new'] }),
    'lock-file',
    'error',
    'api',
    'role/new',
  ],
  [
    'an alarm that fires',
    { ...sound, alarms: { '': [{ name: 'api-5xx', state: 'alarm', since: 0, reason: 'much.' }] } },
    'alarm',
    'warning',
    'api',
    'firing already (much)',
  ],
  [
    'an alarm that is missing',
    { ...sound, alarms: { '': [{ name: 'api-5xx', state: 'missing', since: 0 }] } },
    'alarm',
    'error',
    'api',
    'no alarm api-5xx',
  ],
  [
    "an alarm of the service's own that fires",
    {
      ...withService({ alarms: { isOn: true, names: ['own'] } }),
      alarms: { '': [...(sound.alarms[''] ?? []), { name: 'own', state: 'alarm', since: 0 }] },
    },
    'alarm',
    'warning',
    'api',
    'own',
  ],
  ['an image for another processor', built(['arm64']), 'architecture', 'error', 'api', 'built for arm64'],
  [
    'an image for another processor than is asked for',
    built(['amd64'], withDefinition({ architecture: 'ARM64' })),
    'architecture',
    'error',
    'api',
    'runs on arm64',
  ],
  [
    'a right that is denied',
    { ...sound, denials: [{ key: 'reconcile', action: 'iam:PassRole', resource: 'arn:x', by: 'a policy denies it' }] },
    'rights',
    'error',
    undefined,
    'reconcile may not do iam:PassRole on arn:x',
  ],
  [
    'a rule that is disabled',
    withRule(pushRule, { isEnabled: false }),
    'event-rules',
    'error',
    undefined,
    'is disabled',
  ],
  [
    'a rule with another pattern',
    withRule(changeRule, { pattern: '{"source":["aws.ec2"]}' }),
    'event-rules',
    'error',
    undefined,
    'does not match',
  ],
  [
    'a rule whose pattern is no JSON',
    withRule(changeRule, { pattern: '{' }),
    'event-rules',
    'error',
    undefined,
    'does not match',
  ],
  [
    'a rule that invokes something else',
    withRule(pushRule, { targets: ['arn:other'] }),
    'event-rules',
    'error',
    undefined,
    'does not invoke',
  ],
  [
    'a tick that comes seldom',
    withRule('longshore-dev-tick', { schedule: 'rate(1 hour)' }),
    'event-rules',
    'error',
    undefined,
    'rate(1 hour)',
  ],
  [
    'a rule that is gone from the bus',
    { ...sound, rules: { ...sound.rules, [pushRule]: gone } },
    'event-rules',
    'error',
    undefined,
    'does not exist',
  ],
  [
    'a secret that is gone',
    { ...sound, slack: { by: 'webhook', secret: 'parameter /x', shape: gone } },
    'slack',
    'error',
    undefined,
    'no parameter /x',
  ],
  [
    'a secret that is something else',
    { ...sound, slack: { by: 'bot', secret: 'secret x', shape: seen(false) } },
    'slack',
    'error',
    undefined,
    "no bot's token",
  ],
  [
    'a token that Slack refuses',
    { ...sound, slack: { by: 'bot', secret: 'secret x', shape: seen(true), answer: { error: 'token_revoked' } } },
    'slack',
    'error',
    undefined,
    'token_revoked',
  ],
  [
    'a topic that is gone',
    { ...sound, topic: gone, sent: [{ to: 'sns', error: 'gone' }] },
    'sns',
    'error',
    undefined,
    'no SNS topic longshore-dev-deployments',
  ],
  [
    'a test that was not taken',
    {
      ...sound,
      sent: [
        { to: 'slack', error: 'it cannot be reached' },
        { to: 'sns', error: undefined },
      ],
    },
    'slack',
    'error',
    undefined,
    'did not take the test',
  ],
  [
    'something that may not be read',
    {
      ...sound,
      unread: ['a', 'b'].map((subject) => ({
        action: 'ecr:GetLifecyclePolicy',
        subject,
        cause: 'denied',
        why: 'Denied.',
      })),
    },
    'unread',
    'warning',
    undefined,
    'a, b (ecr:GetLifecyclePolicy)',
  ],
  [
    'a policy that deletes a way back',
    lifecycle({ tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 2 }),
    'lifecycle-policy',
    'error',
    'api',
    'team/api:v-b, which api can go back to',
  ],
  [
    'a policy that deletes what runs some day',
    lifecycle({ tagStatus: 'any', countType: 'sinceImagePushed', countNumber: 45 }),
    'lifecycle-policy',
    'warning',
    'api',
    'within 30 days',
  ],
  [
    'a policy that is not understood',
    lifecycle({ tagStatus: 'any', countType: 'sinceTheFloods', countNumber: 1 }),
    'lifecycle-policy',
    'note',
    'api',
    'cannot judge',
  ],
]

it('nothing is found where nothing is wrong', () => {
  expect(diagnose(sound)).toEqual([])
})

describe('each fault alone is one finding', () => {
  it.each(faults)('%s', (_name, facts, check, severity, target, what) => {
    const findings = diagnose(facts)
    expect(findings).toMatchObject([{ check, severity }])
    expect(findings[0]?.target).toBe(target)
    expect(findings[0]?.what).toContain(what)
    for (const text of [findings[0]?.what, findings[0]?.why, findings[0]?.mend]) expect(text).toMatch(/^[A-Z].*[.…]$/s)
  })
})

describe('nothing is found', () => {
  const children = { ...aRecord('api', 'a', ['b']), manifests: { [digest('c')]: [digest('a'), digest('b')] } }
  it.each([
    ['where ECS scales to nothing', withService({ desiredCount: 0, maximumPercent: 100 })],
    [
      'where CodeDeploy, or a strategy, replaces tasks',
      withService({ strategy: 'BLUE_GREEN', breaker: 'off', maximumPercent: 100 }),
    ],
    ['where an immutable repository excludes the tag', repository('api', 'IMMUTABLE_WITH_EXCLUSION', ['ma*'])],
    ['where versions are immutable, and nothing else', repository('web', 'IMMUTABLE_WITH_EXCLUSION', ['latest'])],
    ['where the own stack deployed last', withDefinition({ stack: 'longshore-dev' })],
    ['where a stated role is used no more', withDefinition({ roles: [] })],
    ['where an image says nothing of processors', built([])],
    ['where one of several processors fits', built(['amd64', 'arm64'])],
    ['where instances of ECS are what they are', built(['arm64'], withDefinition({ runsOnFargate: false }))],
    [
      'where a policy spares what is needed',
      lifecycle({ tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 3 }),
    ],
    [
      'where a policy takes untagged images only',
      lifecycle({ tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 1 }),
    ],
    [
      'where an index that stays keeps its children',
      lifecycle({ tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 }, children),
    ],
  ] as const)('%s', (_name, facts) => {
    expect(diagnose(facts)).toEqual([])
  })
})

describe('what runs of a target that was not looked at yet', () => {
  const images = [stored('c', 1, 'c'), stored('d', 2, '2.0.0'), stored('a', 20, '1.0.0')]
  const keepTwo = policy({ tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 2 })
  const running = (image: string): Facts => ({
    ...withDefinition({ images: { app: image } }),
    lifecycles: { [uri('api')]: seen({ policy: keepTwo, images }) },
  })

  it.each([
    ['by its tag', `${uri('api')}:1.0.0`, 'team/api:1.0.0, which api runs'],
    ['by its digest', `${uri('api')}@${digest('a')}`, 'team/api, which api runs'],
    ['by both', `${uri('api')}:1.0.0@${digest('a')}`, 'team/api:1.0.0, which api runs'],
  ])('is found %s when a policy deletes it', (_, image, what) => {
    expect(diagnose(running(image))).toMatchObject([{ check: 'lifecycle-policy', severity: 'error', target: 'api' }])
    expect(diagnose(running(image))[0]?.what).toContain(what)
  })

  it.each([
    ['is newer', `${uri('api')}:2.0.0`],
    ['has a tag that is gone', `${uri('api')}:0.9.0`],
    ['is of another repository', 'nginx:1.0.0'],
  ])('is not found where it %s', (_, image) => {
    const findings = diagnose(running(image)).filter(({ check }) => check === 'lifecycle-policy')
    expect(findings).toEqual([])
  })

  it('is what its record says once there is one', () => {
    const records = { api: aRecord('api', 'd') }
    expect(diagnose({ ...running(`${uri('api')}:1.0.0`), records })).toEqual([])
  })
})

it('all faults of different parts together are all found', () => {
  const parts = faults.map(([, facts]) => facts)
  const together: Facts = {
    ...sound,
    denials: parts.flatMap(({ denials }) => denials),
    unread: parts.flatMap(({ unread }) => unread),
    topic: gone,
    rules: { ...sound.rules, [pushRule]: gone },
  }
  expect(diagnose(together).map(({ check }) => check)).toEqual(['event-rules', 'rights', 'sns', 'unread'])
})

describe('bounds of a deployment', () => {
  it.each([
    [1, 100, 100, false],
    [1, 100, 200, true],
    [1, 0, 100, true],
    [1, 50, 100, false],
    [1, 50, 150, false],
    [2, 50, 100, true],
    [2, 51, 100, false],
    [3, 70, 130, false],
    [3, 66, 130, true],
    [3, 70, 134, true],
    [10, 100, 110, true],
    [9, 100, 110, false],
    [0, 100, 100, true],
  ])('%i tasks within %i and %i percent: %s', (desiredCount, minimumHealthyPercent, maximumPercent, moves) => {
    expect(canMove({ desiredCount, minimumHealthyPercent, maximumPercent })).toBe(moves)
  })
})

describe('in words', () => {
  it('the stack comes first, then target by target, with counts at the end', () => {
    const findings = diagnose({ ...withService({ breaker: 'off', maximumPercent: 100 }), topic: gone })
    const text = inWords(findings, { targets: 5, sent: [] })
    expect(text.split('\n\n').map((part) => part.split('\n')[0])).toEqual([
      'The stack',
      'api',
      '2 errors, 1 note in the stack and its 5 targets.',
    ])
    expect(text.indexOf('deployment-bounds')).toBeLessThan(text.indexOf('circuit-breaker'))
  })
  it('the gravest severity counts', () => {
    expect(gravest(diagnose(withService({ breaker: 'off' })))).toBe('note')
    expect(gravest(diagnose(withService({ breaker: 'off', maximumPercent: 100 })))).toBe('error')
    expect(gravest([])).toBeUndefined()
  })
})
