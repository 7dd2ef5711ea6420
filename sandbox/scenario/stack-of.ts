import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse, stringify } from 'yaml'
import { readServerlessFile, type ServerlessFile } from '../stack/serverless-file.ts'
import { type ConfiguredTarget, deriveLock } from './derive-lock.ts'
import type { LoadedScenario } from './read-scenario.ts'

/** The stack of a scenario and what its configuration says about the world around it. */
export interface ScenarioStack {
  readonly file: ServerlessFile
  readonly targets: readonly ConfiguredTarget[]
  /** As the configuration writes them. */
  readonly ends: unknown
  /** Where the webhook of Slack is kept, when it is told to Slack at all. */
  readonly webhook?: { readonly ssm?: string; readonly secret?: string }
  /** Where the token for GitHub is kept, when GitHub is told at all. */
  readonly githubToken?: { readonly ssm?: string; readonly secret?: string }
  /** Where the token of the bot is kept, when a bot tells Slack. */
  readonly botToken?: { readonly ssm?: string; readonly secret?: string }
  /** Where the signing secret of the Slack app is kept, when messages have buttons. */
  readonly signingSecret?: { readonly ssm?: string; readonly secret?: string }
}

export interface Place {
  readonly account: string
  readonly region: string
}

interface ConfigurationText {
  readonly text: string
  /** As a mistake in it should name it. */
  readonly shownAs: string
}

const ROOT = join(import.meta.dirname, '../..')
const stacks = new Map<string, ServerlessFile>()

/** Account and region of a scenario's world. */
export function placeOf({ scenario }: LoadedScenario): Place {
  const { id = '123456789012', region = 'us-east-1' } = scenario.account
  return { account: id, region }
}

/**
 * Reads serverless.yml with the scenario's configuration, and what `adds` lays over it.
 * @throws {Error} with every mistake of the configuration
 */
export function stackOf(loaded: LoadedScenario, adds?: Readonly<Record<string, unknown>>): ScenarioStack {
  const configuration = withAdded(configurationOf(loaded), adds)
  const content = asRecord(parse(configuration.text))
  const targets = targetsOf(content)
  const place = placeOf(loaded)
  const lock = deriveLock(targets, loaded.scenario, place)
  const file = readWith(configuration, lock, place)
  const { webhook, bot, actions } = asRecord(content['slack'])
  const githubToken = asRecord(content['github'])['token']
  return {
    file,
    targets,
    ends: content['ends'],
    ...(webhook === undefined ? {} : { webhook: asRecord(webhook) }),
    ...(bot === undefined ? {} : { botToken: asRecord(asRecord(bot)['token']) }),
    ...(actions === undefined ? {} : { signingSecret: asRecord(asRecord(actions)['signingSecret']) }),
    ...(githubToken === undefined ? {} : { githubToken: asRecord(githubToken) }),
  }
}

function configurationOf({ scenario, folder }: LoadedScenario): ConfigurationText {
  const { configuration = join(ROOT, 'longshore.yml'), name } = scenario
  const shownAs = `the configuration of ${name}`
  if (typeof configuration !== 'string') return { text: stringify(configuration), shownAs }
  if (configuration.includes('\n')) return { text: configuration, shownAs }
  const path = resolve(folder, configuration)
  if (existsSync(path)) return { text: readFileSync(path, 'utf8'), shownAs: path }
  throw new Error(
    `Cannot play ${name}: its configuration ${path} does not exist. Give a path relative to the scenario, or the configuration itself.`,
  )
}

function withAdded({ text, shownAs }: ConfigurationText, adds?: Readonly<Record<string, unknown>>): ConfigurationText {
  return { text: adds === undefined ? text : stringify({ ...asRecord(parse(text)), ...adds }), shownAs }
}

function targetsOf(content: Record<string, unknown>): ConfiguredTarget[] {
  return Object.entries(asRecord(content['targets'])).flatMap(([name, target]) => {
    const { ecs, account, region } = asRecord(target)
    const { cluster, service } = asRecord(ecs)
    if (cluster === undefined) return []
    const elsewhere = {
      ...(account ? { account: String(account) } : {}),
      ...(region ? { region: String(region) } : {}),
    }
    return [{ name, cluster: String(cluster), service: String(service), ...elsewhere }]
  })
}

/** Files in a folder of their own: the configuration's own tools read them as they would when packaging. */
function readWith({ text, shownAs }: ConfigurationText, lock: string, place: Place): ServerlessFile {
  const key = JSON.stringify([text, lock])
  const known = stacks.get(key)
  if (known) return known
  const folder = mkdtempSync(join(tmpdir(), 'longshore-scenario-'))
  try {
    const path = join(folder, 'longshore.yml')
    writeFileSync(path, text)
    writeFileSync(join(folder, 'longshore.lock.yml'), lock)
    const environment = { LONGSHORE_CONFIG: path }
    const file = readServerlessFile({ file: join(ROOT, 'serverless.yml'), environment, ...place })
    stacks.set(key, file)
    return file
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new Error(message.replaceAll(join(folder, 'longshore.yml'), shownAs), { cause: error })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
