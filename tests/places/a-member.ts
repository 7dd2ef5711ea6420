import { loadConfig } from '../../shared/config/load-config.ts'
import type { LongshoreConfig } from '../../shared/config/normalised.ts'
import { aContainer, aFile } from '../config/a-configuration.ts'

type Data = Record<string, unknown>

export const home = { account: '111111111111', region: 'us-east-1' }
export const member = '222222222222'
export const role = `arn:aws:iam::${member}:role/longshore-target`
export const externalId = 'longshore-e5f1'

/** A service that states everything, in the place that the options say. */
export function aService(service: string, options: Data = {}, account = home.account): Data {
  const roles = [`arn:aws:iam::${account}:role/${service}-task`]
  const ecs = { cluster: 'prod', service, family: service, roles, containers: { app: aContainer(`team/${service}`) } }
  return { ecs, ...options }
}

/** The same in the other account. */
export function memberService(service: string, options: Data = {}): Data {
  return aService(service, { account: member, role, externalId, ...options }, member)
}

export function mistakesIn(targets: Data): string[] {
  const loaded = loadConfig(aFile(targets, home), undefined, { stage: 'dev' })
  return loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)
}

export function configOf(targets: Data): LongshoreConfig {
  const loaded = loadConfig(aFile(targets, home), undefined, { stage: 'dev' })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes, null, 2))
  return loaded.config
}
