import { loadConfig } from '../../shared/config/load-config.ts'
import { wantedRules } from '../../shared/doctor/event-rules.ts'
import type { DefinitionSight, Facts, ServiceSight, StoredImage } from '../../shared/doctor/facts.ts'
import type { Digest } from '../../shared/domain/image.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { aContainer, aFile, aLock, aTarget } from '../config/a-configuration.ts'

const services = {
  api: aTarget('api', { prove: { alarms: ['api-5xx'] } }),
  web: aTarget('web', {}, { containers: { app: aContainer('team/web', { semver: '>=1.0.0' }) } }),
}
const others = {
  thumbnails: {
    lambda: { function: 'thumbnails', alias: 'live', repository: 'team/thumbnails', tags: { exact: 'v1' } },
  },
  legacy: {
    dockerHost: {
      instances: { tag: { App: 'web' } },
      ...{ repository: 'team/legacy', tags: { exact: 'v1' }, port: { blue: 3032, green: 3031 } },
      upstream: { file: '/etc/nginx/legacy.conf' },
    },
  },
  nightly: {
    scheduledTask: {
      ...{ rule: 'nightly', family: 'nightly', roles: ['arn:aws:iam::123456789012:role/nightly'] },
      containers: { app: aContainer('team/nightly') },
    },
  },
}

function loaded() {
  const slack = { webhook: { ssm: '/longshore/slack' } }
  const result = loadConfig(aFile({ ...services, ...others }, { slack }), aLock(services), { stage: 'dev' })
  if (!result.ok) throw new Error(JSON.stringify(result.mistakes))
  return result.config
}

export const config = loaded()

export const now = Date.parse('2026-11-16T09:00:00Z')
export const day = 86_400_000
export const uri = (name: string) => `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/${name}`
export const digest = (sign: string): Digest => `sha256:${sign.repeat(64).slice(0, 64)}`

const service: ServiceSight = {
  ...{ controller: 'ECS', isDaemon: false, desiredCount: 2, strategy: 'ROLLING' },
  ...{ minimumHealthyPercent: 100, maximumPercent: 200, breaker: 'rollback' },
  alarms: { isOn: false, names: [] },
}

const definition = (name: string): DefinitionSight => ({
  family: `${name}-family`,
  roles: ['task', 'execution'].map((kind) => `arn:aws:iam::123456789012:role/${name}-${kind}`),
  runsOnFargate: true,
  images: { app: `${uri(name)}@${digest('a')}` },
})

const seen = <T>(value: T) => ({ kind: 'seen' as const, value })

export const stored = (sign: string, ageDays: number, ...tags: string[]): StoredImage => ({
  ...{ digest: digest(sign), tags, pushedAt: now - ageDays * day, isArchived: false },
})

/** A record that runs an image and may go back to others. */
export function aRecord(name: string, runs: string, back: readonly string[] = []): TargetRecord {
  const images = (sign: string) => ({ app: { repository: uri(name), digest: digest(sign), tag: `v-${sign}` } })
  const proven = (sign: string) => ({ release: { images: images(sign) }, origin: 'proven', at: now }) as const
  return {
    ...{ version: 1, target: name, state: { name: 'idle' }, mark: {}, holds: [], outbox: [], folded: [], ours: [] },
    ...{ manifests: {}, settledOn: { images: images(runs) } },
    ledger: [runs, ...back].map(proven),
  }
}

const ecs = (name: string) => ({ kind: 'ecs', service: seen(service), definition: seen(definition(name)) }) as const

/** An account in which nothing is wrong. */
export const sound: Facts = {
  ...{ config, now, records: {}, lifecycles: {}, architectures: {}, denials: [], sent: [], unread: [] },
  targets: {
    api: ecs('api'),
    web: ecs('web'),
    thumbnails: {
      kind: 'lambda',
      ...{ function: seen({ architecture: 'x86_64', runsImage: true }), alias: seen(true as const) },
    },
    legacy: { kind: 'docker-host', hosts: seen([{ called: 'web-1', state: 'running' }]) },
    nightly: {
      kind: 'scheduled-task',
      runner: seen(true as const),
      definition: seen({
        ...definition('nightly'),
        ...{ family: 'nightly', roles: ['arn:aws:iam::123456789012:role/nightly'] },
      }),
    },
  },
  repositories: Object.fromEntries(
    ['api', 'web', 'thumbnails', 'legacy', 'nightly'].map((name) => [
      uri(name),
      seen({ mutability: name === 'web' ? 'IMMUTABLE' : 'MUTABLE', exclusions: [] }),
    ]),
  ),
  alarms: { '': [{ name: 'api-5xx', state: 'ok', since: 0 }] },
  rules: Object.fromEntries(
    wantedRules(config).map(({ name, invokes, pattern, schedule }) => [
      name,
      seen({
        ...{ isEnabled: true, targets: [invokes] },
        ...(pattern && { pattern: JSON.stringify(pattern) }),
        ...(schedule === undefined ? {} : { schedule }),
      }),
    ]),
  ),
  slack: { by: 'webhook', secret: 'parameter /longshore/slack', shape: seen(true) },
  topic: seen(true as const),
}

/** The sound account with another service of a target. */
export function withService(changed: Partial<ServiceSight>, target = 'api'): Facts {
  return withTarget(target, { ...ecs(target), service: seen({ ...service, ...changed }) })
}

export function withDefinition(changed: Partial<DefinitionSight>, target = 'api'): Facts {
  return withTarget(target, { ...ecs(target), definition: seen({ ...definition(target), ...changed }) })
}

export function withTarget(target: string, sight: Facts['targets'][string]): Facts {
  return { ...sound, targets: { ...sound.targets, [target]: sight } }
}
