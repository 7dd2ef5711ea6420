import { parseArgs } from 'node:util'
import { ConfigurationBroken, configFiles } from '../read-config-files.ts'
import { check } from './check.ts'
import { open } from './open.ts'
import { resolve } from './resolve.ts'
import { schema } from './schema.ts'
import { stats } from './stats.ts'
import type { ExitCode, Options, Tools } from './tools.ts'

type Command = (files: ReturnType<typeof configFiles>, tools: Tools, options: Options) => Promise<ExitCode>

const commands: Readonly<Record<string, Command>> = { check, open, resolve, schema, stats }

const usage = `longshore <command> [--config FILE] [--stage STAGE]

  check     reads longshore.yml and longshore.lock.yml and tells every mistake; asks nobody
  open      asks the stack for a link to its page, for 15 minutes
  resolve   asks the account for task definition families and roles, and writes longshore.lock.yml
  schema    prints the JSON Schema of longshore.yml, for editors
  stats     asks the stack how often, how fast and how well it deploys:
            longshore stats --target api-production --days 30

  --config FILE   the configuration (default: $LONGSHORE_CONFIG, else longshore.yml); its lock file lies beside it
  --stage STAGE   the stack that is asked by open and stats (default: dev)
  --target NAME, --group NAME, --days N, --month YYYY-MM, --json   for stats`

/** Runs one command of the command line. Never throws: what a person can mend is told in words. */
export async function run(args: readonly string[], tools: Tools): Promise<ExitCode> {
  const parsed = parse(args)
  if ('wrong' in parsed) return complain(tools, `${parsed.wrong}\n\n${usage}`)
  if (parsed.help) {
    tools.print(usage)
    return 0
  }
  const named = parsed.config === undefined ? tools.environment : { LONGSHORE_CONFIG: parsed.config }
  try {
    return await parsed.command(configFiles(tools.folder, named), tools, parsed.options)
  } catch (error) {
    tools.complain(error instanceof Error ? error.message : String(error))
    return error instanceof ConfigurationBroken ? 1 : 2
  }
}

function complain({ complain: tell }: Tools, line: string): ExitCode {
  tell(line)
  return 2
}

type Parsed =
  | { readonly help: true }
  | {
      readonly help: false
      readonly command: Command
      readonly config: string | undefined
      readonly options: Options
    }
  | { readonly wrong: string }

const options = {
  config: { type: 'string' },
  stage: { type: 'string' },
  target: { type: 'string' },
  group: { type: 'string' },
  days: { type: 'string' },
  month: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

function parse(args: readonly string[]): Parsed {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    if (values.help) return { help: true }
    const [name = '', ...rest] = positionals
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (!command) return { wrong: name === '' ? 'No command was given.' : `There is no command ${name}.` }
    if (rest.length > 0) return { wrong: `${name} takes no ${rest.join(' ')}.` }
    const { config, stage = 'dev', json = false, help: _not, ...about } = values
    const misplaced = name === 'stats' ? undefined : Object.keys({ ...about, ...(json ? { json } : {}) })[0]
    if (misplaced !== undefined) return { wrong: `${name} takes no --${misplaced}.` }
    return { help: false, command, config, options: { stage, about, json } }
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) }
  }
}
