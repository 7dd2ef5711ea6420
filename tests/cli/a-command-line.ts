import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../shared/cli/run.ts'
import type { Tools } from '../../shared/cli/tools.ts'
import type { ReadServiceFacts } from '../../shared/config/service-facts.ts'

/** An account that has every service. */
const fullAccount: ReadServiceFacts = async (services) =>
  services.map((name) => ({ ...name, account: '123456789012', region: 'eu-west-1', family: `${name.service}-family` }))

/** A folder with a configuration, and a way to run commands in it. */
export function aCommandLine(
  files: Readonly<Record<string, string>>,
  { width, ...tools }: Partial<Tools> & { width?: number } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const printed: string[] = []
  const complained: string[] = []
  const all: string[] = []
  const into = (lines: string[]) => (line: string) => {
    lines.push(line)
    all.push(line)
  }
  const given: Tools = {
    folder,
    environment: {},
    terminal: {
      print: into(printed),
      complain: into(complained),
      paint: (_colour, text) => text,
      during: (_what, work) => work,
      ...(width === undefined ? {} : { width }),
    },
    readServiceFacts: fullAccount,
    readAccount: async () => ({ services: [], functions: [], isMore: false }),
    invoke: async () => null,
    whoAmI: async () => 'arn:aws:sts::123456789012:assumed-role/Deployer/alice',
    time: { now: () => 0, wait: async () => undefined },
    interruption: () => new AbortController().signal,
    ...tools,
  }
  return {
    folder,
    /** Everything that was said. */
    told: () => all.join('\n'),
    printed: () => printed.join('\n'),
    complained: () => complained.join('\n'),
    read: (name: string) => readFileSync(join(folder, name), 'utf8'),
    run: (...args: string[]) => run(args, given),
  }
}
