import { stringify } from 'yaml'
import { type LoadedConfig, loadConfig } from '../../shared/config/load-config.ts'
import type { LongshoreConfig } from '../../shared/config/normalised.ts'

type Data = Record<string, unknown>

/** A target that is an ECS service of the same name, with one container fed by an exact tag. */
export function aTarget(service: string, options: Data = {}, ecs: Data = {}): Data {
  return {
    ecs: { cluster: 'production', service, containers: { app: aContainer(`team/${service}`) }, ...ecs },
    ...options,
  }
}

export function aContainer(repository: string, tags: Data = { exact: 'main' }): Data {
  return { repository, tags }
}

/** longshore.yml with the given targets. */
export function aFile(targets: Data, rest: Data = {}): string {
  return stringify({ version: 1, ...rest, targets })
}

/** The lock file that `longshore resolve` would write for the given targets. */
export function aLock(targets: Data, rest: Data = {}): string {
  const entries = Object.entries(targets).map(([name, target]) => [name, lockEntry(target)])
  return stringify({
    version: 1,
    account: '123456789012',
    region: 'us-east-1',
    targets: Object.fromEntries(entries),
    ...rest,
  })
}

function lockEntry(target: unknown): Data {
  const { ecs } = target as { ecs: { cluster: unknown; service: string } }
  const role = (kind: string) => `arn:aws:iam::123456789012:role/${ecs.service}-${kind}`
  const service = ecs.service
  const cluster = typeof ecs.cluster === 'string' ? ecs.cluster : 'production'
  return { cluster, service, family: `${service}-family`, taskRole: role('task'), executionRole: role('execution') }
}

/** Loads targets with the lock file that fits them. */
export function load(targets: Data, rest: Data = {}): LoadedConfig {
  return loadConfig(aFile(targets, rest), aLock(targets), { stage: 'dev' })
}

/** Loads targets that are right; throws with the mistakes otherwise. */
export function configOf(targets: Data, rest: Data = {}): LongshoreConfig {
  const loaded = load(targets, rest)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes, null, 2))
  return loaded.config
}
