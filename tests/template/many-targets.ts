import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../shared/config/load-config.ts'
import type { LongshoreConfig } from '../../shared/config/normalised.ts'
import { aContainer, aFile, aLock, aTarget } from '../config/a-configuration.ts'

const count = 300

/** 300 targets as a large company has them: teams, clusters and names that share beginnings. */
export function companyTargets(): Record<string, Record<string, unknown>> {
  return manyTargets((index) => ({
    cluster: `production-${index % 6}`,
    service: `shop-team${index % 20}-service-number-${index}`,
    repository: `team${index % 20}/service-number-${index}`,
  }))
}

/** 300 targets that have nothing in common: the worst there is. */
export function unrelatedTargets(): Record<string, Record<string, unknown>> {
  return manyTargets((index) => ({
    cluster: `${scramble(index)}-cluster-with-a-rather-long-name`,
    service: `${scramble(index + 1000)}-service-with-a-rather-long-name`,
    repository: `${scramble(index + 2000)}/repository-with-a-rather-long-name`,
  }))
}

/** Targets of all kinds in turn, with alarms and tasks, as a company has them that uses everything. Need no lock file. */
export function mixedTargets(howMany: number): Record<string, Record<string, unknown>> {
  const entries = Array.from({ length: howMany }, (_, index) => [
    `target-${index}`,
    mixedTarget(`shop-team${index % 20}-thing-number-${index}`, index),
  ])
  return Object.fromEntries(entries)
}

function mixedTarget(name: string, index: number): Record<string, unknown> {
  const role = (kind: string) => `arn:aws:iam::123456789012:role/${name}-${kind}`
  const containers = { app: aContainer(`team${index % 20}/${name}`) }
  const image = { repository: `team${index % 20}/${name}`, tags: { exact: 'main' } }
  const ecs = {
    ...{ cluster: `production-${index % 6}`, service: name, family: name, containers },
    roles: [role('task'), role('execution')],
  }
  const prove = { alarms: [`${name}-errors`] }
  const scheduledTask = { family: name, roles: [role('task'), role('execution'), role('start')], containers }
  const kinds = [
    { ecs, prove, before: { task: { command: ['migrate'] } } },
    { ecs: { ...ecs, codeDeploy: { application: `AppECS-${name}`, group: `DgpECS-${name}` } }, prove },
    { lambda: { function: name, alias: 'live', ...image }, prove },
    {
      dockerHost: {
        ...{ instances: { tag: { Role: name } }, port: { blue: 3032, green: 3031 }, ...image },
        upstream: { file: `/etc/nginx/conf.d/${name}.conf` },
      },
    },
    { scheduledTask: { ...scheduledTask, rule: name } },
    { scheduledTask: { ...scheduledTask, schedule: name } },
  ]
  return kinds[index % kinds.length] ?? {}
}

/** ECS services with names as people give them, which share nothing, in one cluster. */
export function ordinaryTargets(howMany: number): Record<string, Record<string, unknown>> {
  const words =
    'api billing checkout gateway identity inventory mailer orders payments pricing reports search shipping web'
  const names = words.split(' ')
  const nth = (index: number) => `${names[index % names.length]}${index < names.length ? '' : `-${scramble(index)}`}`
  const targets = Array.from({ length: howMany }, (_, index) => [nth(index), aTarget(nth(index))])
  return Object.fromEntries(targets)
}

/** A configuration of targets that need no lock file. */
export function configWithoutLock(targets: Record<string, unknown>, rest = home): LongshoreConfig {
  const loaded = loadConfig(aFile(targets, rest), undefined, { stage: 'dev' })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes.slice(0, 5), null, 2))
  return loaded.config
}

const home = { account: '123456789012', region: 'us-east-1' }

interface Names {
  readonly cluster: string
  readonly service: string
  readonly repository: string
}

function manyTargets(name: (index: number) => Names): Record<string, Record<string, unknown>> {
  const targets = Array.from({ length: count }, (_, index) => {
    const { cluster, service, repository } = name(index)
    return [`target-${index}`, aTarget(service, {}, { cluster, containers: { app: aContainer(repository) } })]
  })
  return Object.fromEntries(targets)
}

/** Eight letters without order, the same for the same number. */
function scramble(seed: number): string {
  let state = (seed + 1) * 2654435761
  return Array.from({ length: 8 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return String.fromCharCode(97 + ((state >>> 24) % 26))
  }).join('')
}

/** Writes a configuration with its lock file; returns the path. */
export function writeConfiguration(targets: Record<string, unknown>): string {
  const path = writeFile(aFile(targets))
  writeFileSync(path.replace('many.yml', 'many.lock.yml'), aLock(targets))
  return path
}

/** Writes a configuration of targets that need no lock file; returns the path. */
export function writeWithoutLock(targets: Record<string, unknown>): string {
  return writeFile(aFile(targets, home))
}

function writeFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-config-'))
  writeFileSync(join(folder, 'many.yml'), text)
  return join(folder, 'many.yml')
}
