import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join, relative, resolve } from 'node:path'
import { bundleHandlers } from '../runtime/bundle.ts'
import type { FunctionCode } from '../services/lambda/function.ts'
import { parseCloudformationYaml } from './cloudformation-yaml.ts'
import { readModule } from './read-module.ts'
import { resolveVariables, type VariableSources } from './resolve-variables.ts'
import { asRecord } from './value-at.ts'

export interface ServerlessFileOptions {
  /** Path of serverless.yml. */
  readonly file: string
  /** For `${env:…}` and for the modules the file names, over this process's own: `LONGSHORE_CONFIG`, for one. */
  readonly environment?: Readonly<Record<string, string>>
  readonly stage?: string
  readonly region?: string
  readonly account?: string
}

/** A serverless.yml with its variables resolved and its handlers built: read once, wired into as many worlds as wanted. */
export interface ServerlessFile {
  readonly service: string
  readonly stage: string
  readonly region: string
  /** What functions import as `longshore:config`: the export `config` of the first module the file reads that has one. */
  readonly config: unknown
  /** What other accounts and regions need: the export `accountTemplates` of that module. */
  readonly accounts: readonly { readonly account: string; readonly region: string; readonly template: unknown }[]
  /** Resolved, with CloudFormation's functions in their long form. */
  readonly provider: Readonly<Record<string, unknown>>
  readonly functions: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly code: Readonly<Record<string, FunctionCode>>
}

const SOURCE_ENDINGS = ['.ts', '.mts', '.js', '.mjs', '.cjs']

/**
 * Reads a serverless.yml for the sandbox and bundles the handlers it names.
 * @throws {Error} for a file, variable, module or handler that cannot be read, naming it
 */
export function readServerlessFile(options: ServerlessFileOptions): ServerlessFile {
  const file = resolve(options.file)
  const document = asRecord(parseCloudformationYaml(readFileSync(file, 'utf8'), file))
  const modules = moduleReader(dirname(file), options.environment ?? {})
  const sources = variableSources(document, options, modules.read)
  const settle = (value: unknown) => resolveVariables(value, sources)
  const provider = asRecord(document['provider'])
  const functions = mergedRecords(settle(document['functions']))
  const resources = mergedRecords(partsOf(document['resources']).map((part) => settle(asRecord(part)['Resources'])))
  const shared = asRecord(settle(pick(provider, ['environment', 'timeout', 'memorySize'])))
  // Only now is every module read that the file needs.
  const config = modules.exported('config')
  return {
    service: String(settle(document['service'])),
    stage: sources.stage,
    region: sources.region,
    config,
    accounts: [modules.exported('accountTemplates') ?? []].flat().map(accountOf),
    provider: shared,
    functions,
    resources,
    code: buildCode(dirname(file), functions, config, pluginsOf(document, dirname(file))),
  }
}

function variableSources(
  document: Record<string, unknown>,
  options: ServerlessFileOptions,
  readFile: (path: string) => unknown,
): VariableSources {
  const { stage, region, account = '123456789012', environment } = options
  const given = { ...(stage ? { stage } : {}), ...(region ? { region } : {}) }
  const provider = asRecord(document['provider'])
  const sources: VariableSources = {
    document,
    options: given,
    environment: { ...process.env, ...environment },
    stage: stage ?? 'dev',
    region: region ?? 'us-east-1',
    account,
    readFile,
  }
  const settle = (value: unknown, byDefault: string) => String(resolveVariables(value ?? byDefault, sources))
  return {
    ...sources,
    stage: stage ?? settle(provider['stage'], sources.stage),
    region: region ?? settle(provider['region'], sources.region),
  }
}

function moduleReader(root: string, environment: Readonly<Record<string, string>>) {
  const contents = new Map<string, unknown>()
  return {
    read(path: string): unknown {
      const file = resolve(root, path)
      if (!contents.has(file)) contents.set(file, readModule(file, environment))
      return contents.get(file)
    },
    exported: (name: string) => [...contents.values()].map((content) => asRecord(content)[name]).find(Boolean),
  }
}

/** Sections may be one map or a list of maps. */
function mergedRecords(section: unknown): Record<string, Record<string, unknown>> {
  const entries = partsOf(section).flatMap((part) => Object.entries(asRecord(part)))
  return Object.fromEntries(entries.map(([key, value]) => [key, asRecord(value)]))
}

function partsOf(section: unknown): readonly unknown[] {
  return Array.isArray(section) ? section : [section]
}

function buildCode(
  root: string,
  functions: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  config: unknown,
  plugins: string | undefined,
): Record<string, FunctionCode> {
  const handlers = Object.entries(functions).map(([key, { handler }]) => ({ key, ...handlerParts(root, key, handler) }))
  const sources = handlers.map(({ source }) => source)
  const { worker, directory, files } = bundleHandlers(entriesBeside(root, sources), plugins)
  return Object.fromEntries(
    handlers.map(({ key, source, exportName }) => [
      key,
      { file: files[entryName(root, source)] ?? '', exportName, worker, directory, config },
    ]),
  )
}

// Which functions a stack has is its configuration's to say: all of their folder in one build serve every configuration.
function entriesBeside(root: string, handlers: readonly string[]): Record<string, string> {
  const kinds = new Map(handlers.map((source) => [dirname(source) + extname(source), source]))
  const sources = [...kinds.values()].flatMap((source) =>
    readdirSync(dirname(source))
      .filter((name) => extname(name) === extname(source))
      .map((name) => join(dirname(source), name)),
  )
  return Object.fromEntries(sources.map((source) => [entryName(root, source), source]))
}

function entryName(root: string, source: string): string {
  return relative(root, source).slice(0, -extname(source).length).replaceAll(/[\\/]/g, '-')
}

/** The esbuild plugins that the handlers are packaged with: what is rehearsed is what is shipped. */
function pluginsOf(document: Readonly<Record<string, unknown>>, root: string): string | undefined {
  const plugins = asRecord(asRecord(document['custom'])['esbuild'])['plugins']
  return typeof plugins === 'string' ? resolve(root, plugins) : undefined
}

function handlerParts(root: string, key: string, handler: unknown): { source: string; exportName: string } {
  const text = String(handler)
  const dot = text.lastIndexOf('.')
  const path = join(root, text.slice(0, dot))
  const ending = SOURCE_ENDINGS.find((candidate) => existsSync(path + candidate))
  if (ending) return { source: path + ending, exportName: text.slice(dot + 1) }
  throw new Error(`Cannot find the handler of ${key}: there is no ${path} with ${SOURCE_ENDINGS.join(', ')}.`)
}

function pick(from: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]]))
}

function accountOf(given: unknown): ServerlessFile['accounts'][number] {
  const { account, region, template } = asRecord(given)
  return { account: String(account), region: String(region), template }
}
