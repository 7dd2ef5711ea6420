import type { LongshoreConfig } from '../normalised.ts'
import type { AccountRegion } from '../places.ts'
import { configFiles, describeWarnings, requireConfig } from '../read-config-files.ts'
import { type AccountTemplate, accountsToPrepare, accountTemplate } from './account-template.ts'
import { type TemplateParts, templateParts } from './template.ts'

/** What handlers get as `longshore:config`. Throws `ConfigurationBroken`. */
export function packagedConfig(folder: string, stage: string): LongshoreConfig {
  return requireConfig(configFiles(folder), stage).config
}

/** What serverless.yml gets. Nothing in it depends on the stage: names of the stack's own resources are references. */
export function packagedTemplate(folder: string): TemplateParts {
  const { config, maxParallel } = requireConfig(configFiles(folder), 'dev')
  return templateParts(config, maxParallel)
}

/** What is to be said of a configuration that can be used; empty where all is well. */
export function packagedWarnings(folder: string): string {
  const files = configFiles(folder)
  return describeWarnings(files, requireConfig(files, 'dev').warnings)
}

/** What each other account and region that the configuration names needs. */
export function packagedAccounts(
  folder: string,
  stage: string,
): readonly (AccountRegion & { readonly template: AccountTemplate })[] {
  const config = packagedConfig(folder, stage)
  return accountsToPrepare(config).map((place) => ({ ...place, template: accountTemplate(config, place) }))
}
