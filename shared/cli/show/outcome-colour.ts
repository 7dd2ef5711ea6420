import type { Colour } from '../terminal.ts'

const colours: Readonly<Record<string, Colour>> = {
  succeeded: 'green',
  'rolled-back': 'red',
  'rollback-failed': 'red',
  failed: 'red',
}

/** Green for what went well, red for what broke, pale for what was given up. */
export function outcomeColour(outcome: string | undefined): Colour {
  return colours[outcome ?? ''] ?? 'dim'
}
