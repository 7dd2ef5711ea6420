import { existsSync, readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { type LoadedConfig, loadConfig } from './load-config.ts'
import { formatMistakes, type Mistake } from './mistake.ts'

/** The two files of a configuration. */
export interface ConfigFiles {
  readonly path: string
  readonly lockPath: string
}

/** longshore.yml in the given folder, or the file that LONGSHORE_CONFIG names; its lock file lies beside it. */
export function configFiles(folder: string, environment: NodeJS.ProcessEnv = process.env): ConfigFiles {
  const named = environment['LONGSHORE_CONFIG']
  const path = resolve(folder, named === undefined || named === '' ? 'longshore.yml' : named)
  return { path, lockPath: path.replace(/(\.ya?ml)?$/, '.lock.yml') }
}

/** Reads and checks a configuration from disk. Throws when longshore.yml is not there. */
function readConfigFiles(files: ConfigFiles, stage: string): LoadedConfig {
  requireThere(files)
  const lock = existsSync(files.lockPath) ? readFileSync(files.lockPath, 'utf8') : undefined
  return loadConfig(readFileSync(files.path, 'utf8'), lock, { stage })
}

/** Throws `ConfigurationMissing`. */
export function requireThere({ path }: ConfigFiles): void {
  if (existsSync(path)) return
  throw new ConfigurationMissing(
    `Cannot read ${path}: there is no such file. Name one (--config, or LONGSHORE_CONFIG), or write a first one: npx longshore init`,
  )
}

/** Reads a configuration that must be right. Throws `ConfigurationBroken` with every mistake. */
export function requireConfig(files: ConfigFiles, stage: string): LoadedConfig & { ok: true } {
  const loaded = readConfigFiles(files, stage)
  if (loaded.ok) return loaded
  throw new ConfigurationBroken(describeMistakes(files, loaded.mistakes))
}

/** `longshore.yml has 3 mistakes:` and one line for each. */
export function describeMistakes(files: ConfigFiles, mistakes: readonly Mistake[]): string {
  return describe(files, mistakes, 'mistake')
}

/** `The configuration has 1 warning:` and one line for each; nothing where there are none. */
export function describeWarnings(files: ConfigFiles, warnings: readonly Mistake[]): string {
  return warnings.length === 0 ? '' : describe(files, warnings, 'warning')
}

function describe(files: ConfigFiles, findings: readonly Mistake[], noun: string): string {
  const names = { 'longshore.yml': nearby(files.path), 'longshore.lock.yml': nearby(files.lockPath) }
  return `The configuration has ${counted(findings.length, noun)}:\n${formatMistakes(findings, names)}`
}

/** `1 mistake`, `2 mistakes`. */
export function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`
}

/** A path as seen from here, when that is shorter. */
function nearby(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}

/** The configuration cannot be used; the message says all of it. */
export class ConfigurationBroken extends Error {
  override name = 'ConfigurationBroken'
}

/** There is none, so that nobody knows which stack is meant. */
export class ConfigurationMissing extends ConfigurationBroken {
  override name = 'ConfigurationMissing'
}
