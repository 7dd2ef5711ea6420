import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  const folder = mkdtempSync(join(tmpdir(), 'longshore-config-'))
  writeFileSync(join(folder, 'many.yml'), aFile(targets))
  writeFileSync(join(folder, 'many.lock.yml'), aLock(targets))
  return join(folder, 'many.yml')
}
