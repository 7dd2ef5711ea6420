import { describe, expect, it } from '@jest/globals'
import { loadConfig } from '../../shared/config/load-config.ts'
import { placeOf } from '../../shared/notify/place.ts'
import { aFile } from './a-configuration.ts'

type Data = Record<string, unknown>

const home = { account: '123456789012', region: 'us-east-1' }

function aHost(dockerHost: Data = {}, options: Data = {}): Data {
  return {
    dockerHost: {
      instances: { tag: { App: 'web' } },
      ...{ repository: 'web', tags: { exact: 'live' }, port: { blue: 3032, green: 3031 } },
      upstream: { file: '/etc/nginx/conf.d/web.upstream.conf' },
      ...dockerHost,
    },
    ...options,
  }
}

function load(targets: Data, rest: Data = home) {
  return loadConfig(aFile(targets, rest), undefined, { stage: 'dev' })
}

function configOf(targets: Data) {
  const loaded = load(targets)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes))
  return loaded.config
}

function rulesOf(targets: Data): string[] {
  const loaded = load(targets)
  return loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)
}

describe('Docker hosts as a target', () => {
  it('need little said', () => {
    const { web } = configOf({ web: aHost() }).targets
    expect(web).toMatchObject({
      kind: 'docker-host',
      dockerHost: {
        tag: { key: 'App', value: 'web' },
        batch: { first: 1, next: 1, pauseMs: 0 },
        settings: [
          'port.blue=3032',
          'port.green=3031',
          'container.port=80',
          'upstream.file=/etc/nginx/conf.d/web.upstream.conf',
          'health.seconds=60',
          'drain.seconds=60',
          'stop.seconds=10',
        ],
        runSeconds: 130,
      },
    })
    expect(web?.policy.containers).toEqual({
      image: expect.objectContaining({ repository: '123456789012.dkr.ecr.us-east-1.amazonaws.com/web' }),
    })
  })

  it('tell the host script all that is said', () => {
    const { web } = configOf({
      web: aHost({
        port: { blue: 1, green: 2, container: 3000 },
        upstream: { file: '/etc/nginx/u.conf', name: 'legacy' },
        health: { path: '/healthz', status: [200, 204], within: '2m' },
        run: {
          ...{ env: '/etc/web.env', restart: 'on-failure:3', volumes: ['/data:/data:ro', 'cache:/cache'] },
          ...{ logDriver: 'awslogs', logOptions: ['awslogs-group=web'] },
        },
        batch: { first: 2, next: '25%', pause: '1m' },
        ...{ drain: '5m', stop: '30s', login: 'none' },
      }),
    }).targets
    expect(web).toMatchObject({
      dockerHost: {
        batch: { first: 2, next: { percent: 25 }, pauseMs: 60_000 },
        settings: expect.arrayContaining([
          ...['container.port=3000', 'upstream.name=legacy', 'health.path=/healthz', 'env.file=/etc/web.env'],
          ...['health.status=200', 'health.status=204', 'restart=on-failure:3', 'login=none', 'log.driver=awslogs'],
          ...['volume=/data:/data:ro', 'volume=cache:/cache', 'log.option=awslogs-group=web'],
          ...['health.seconds=120', 'drain.seconds=300', 'stop.seconds=30'],
        ]),
        runSeconds: 450,
      },
    })
  })

  it('are found in the console', () => {
    expect(placeOf('web', configOf({ web: aHost() }))).toMatchObject({
      resource: 'App=web',
      consoleUrl: 'https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#Instances:tag:App=web',
    })
  })

  it('may be shared by two targets that write different files', () => {
    const other = aHost({ port: { blue: 4032, green: 4031 }, upstream: { file: '/etc/nginx/conf.d/admin.conf' } })
    expect(rulesOf({ web: aHost(), admin: other })).toEqual([])
  })
})

describe('a mistake about Docker hosts', () => {
  it.each<[string, Data, string]>([
    ['two tags', { web: aHost({ instances: { tag: { App: 'web', Stage: 'live' } } }) }, 'one-instance-tag'],
    ['a tag with strange characters', { web: aHost({ instances: { tag: { App: 'w*b' } } }) }, 'bad-instance-tag'],
    ['one port for both colours', { web: aHost({ port: { blue: 1, green: 1 } }) }, 'colours-have-ports-of-their-own'],
    ['a relative upstream file', { web: aHost({ upstream: { file: 'nginx.conf' } }) }, 'bad-host-path'],
    ['a path that climbs', { web: aHost({ upstream: { file: '/etc/../nginx.conf' } }) }, 'bad-host-path'],
    ['an upstream with a space', { web: aHost({ upstream: { file: '/u', name: 'a b' } }) }, 'bad-upstream-name'],
    ['a health path without slash', { web: aHost({ health: { path: 'healthz' } }) }, 'bad-health-path'],
    ['a batch of nobody', { web: aHost({ batch: { first: 0 } }) }, 'bad-batch'],
    ['a batch of more than all', { web: aHost({ batch: { next: '101%' } }) }, 'bad-batch'],
    ['a volume without a target', { web: aHost({ run: { volumes: ['/data'] } }) }, 'bad-volume'],
    ['an unknown restart policy', { web: aHost({ run: { restart: 'maybe' } }) }, 'bad-restart'],
    ['a log option without a value', { web: aHost({ run: { logOptions: ['max-size'] } }) }, 'bad-log-option'],
    ['a line break', { web: aHost({ run: { logOptions: ['a=b\nc=d'] } }) }, 'bad-one-line'],
    ['a health check of two hours', { web: aHost({ health: { within: '2h' } }) }, 'hosts-are-quick'],
    ['mode force', { web: aHost({}, { mode: 'force' }) }, 'hosts-take-no-force'],
    ['the same file twice', { one: aHost(), two: aHost() }, 'two-targets-for-one-thing'],
  ])('is told: %s', (_what, targets, rule) => {
    expect(rulesOf(targets)).toEqual([rule])
  })
})
