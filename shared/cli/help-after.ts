import type { Command } from './command.ts'

const everywhere = {
  0: 'done',
  1: 'refused, or something is found wrong',
  2: 'called wrongly, or AWS or the stack cannot be asked',
}

/** What stands below the options in a command's help: examples and exit codes. */
export function helpAfter({ examples, exits = {} }: Pick<Command, 'examples' | 'exits'>): string {
  const shown = examples.flatMap(({ does, line }) => [`  # ${does}`, `  ${line}`])
  const codes = Object.entries({ ...everywhere, ...exits }).map(([code, means]) => `  ${code.padStart(2)}  ${means}`)
  return ['', 'Examples:', ...shown, '', 'Exit codes:', ...codes].join('\n')
}
