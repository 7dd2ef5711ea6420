import { parseArgs } from 'node:util'

/** What the command line asks for. */
export interface Arguments {
  readonly help: boolean
  readonly list: boolean
  readonly schema: boolean
  readonly serve: boolean
  readonly json: boolean
  /** Names or paths; empty: the tour. */
  readonly scenarios: readonly string[]
  readonly seed?: string
  readonly speed?: number
  readonly port?: number
}

/** The command line asks for something that does not exist. */
export class BadArguments extends Error {
  override name = 'BadArguments'
}

export const USAGE = `Usage: npm run rehearse -- [options]

Plays pushes on a local AWS and shows what Longshore makes of them. Without options: the tour.

  --scenario NAME|FILE…  play these; a name of --list, the path of a YAML file, or all
  --list                 name the shipped scenarios
  --schema               print the JSON Schema of scenario files
  --seed N               another run of chance; the same seed gives the same story
  --speed N              N times real time (default: time jumps from event to event)
  --serve                keep the local AWS up, in real time, until Ctrl-C
  --port N               port of 127.0.0.1 for --serve (default: a free one)
  --json                 one JSON object per line, nothing else on stdout
  --help                 this

Ends with 0 when everything came as the scenarios expect, with 1 when not, with 2 when called wrongly.
How to write a scenario: docs/scenarios.md`

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  list: { type: 'boolean' },
  schema: { type: 'boolean' },
  serve: { type: 'boolean' },
  json: { type: 'boolean' },
  scenario: { type: 'string', multiple: true },
  seed: { type: 'string' },
  speed: { type: 'string' },
  port: { type: 'string' },
} as const

/** @throws {BadArguments} saying what exists */
export function parseArguments(given: readonly string[]): Arguments {
  const { values, positionals } = parsed(given)
  if (positionals.length > 0 && values.scenario === undefined) {
    throw new BadArguments(
      `Cannot make sense of ${positionals.join(' ')}. To play a scenario: --scenario ${positionals[0]}.`,
    )
  }
  const port = numberOf('port', values.port, { integer: true, least: 0, most: 65_535 })
  if (port !== undefined && !values.serve)
    throw new BadArguments('--port is for --serve only: nothing else can be called.')
  return {
    help: values.help === true,
    list: values.list === true,
    schema: values.schema === true,
    serve: values.serve === true,
    json: values.json === true,
    scenarios: [...(values.scenario ?? []), ...positionals],
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    ...only('speed', numberOf('speed', values.speed, { integer: false, least: 0.001, most: 100_000 })),
    ...only('port', port),
  }
}

function parsed(given: readonly string[]) {
  try {
    return parseArgs({ args: [...given], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new BadArguments(
      `${reason}. There are: ${Object.keys(OPTIONS)
        .map((name) => `--${name}`)
        .join(', ')}.`,
    )
  }
}

function numberOf(
  name: string,
  text: string | undefined,
  { integer, least, most }: { readonly integer: boolean; readonly least: number; readonly most: number },
): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  const fits = text.trim() !== '' && value >= least && value <= most && (!integer || Number.isInteger(value))
  if (fits) return value
  throw new BadArguments(
    `--${name} takes ${integer ? 'a whole number' : 'a number'} from ${least} to ${most}, not "${text}".`,
  )
}

function only<Key extends string>(key: Key, value: number | undefined): { readonly [K in Key]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: number })
}
