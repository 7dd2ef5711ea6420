import type { Command, Given } from './command.ts'

/** What was typed for a command, by name. */
export function given(
  command: Pick<Command, 'name' | 'arguments'>,
  typed: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Given {
  const names = (command.arguments ?? []).map(({ name }) => name)
  const named = Object.fromEntries(names.map((name, index) => [name, typed[index]]))
  const text = (name: string): string | undefined => {
    const value = named[name] ?? options[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    text,
    argument(name) {
      const value = text(name)
      if (value === undefined) throw new Error(`${command.name} declares no argument ${name} that must be given`)
      return value
    },
    count(name) {
      const value = options[name]
      return typeof value === 'number' ? value : undefined
    },
    flag: (name) => options[name] === true,
    list(name) {
      const value = options[name]
      return Array.isArray(value) ? value.map(String) : []
    },
  }
}
