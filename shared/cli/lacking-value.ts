import type { Command } from 'commander'
import { CalledWrongly } from './refusals.ts'

/**
 * An option that takes a value would take the next option for it, and something else would be done than was meant. Throws
 * `CalledWrongly`.
 */
export function refuseLackingValue(program: Command, args: readonly string[]): void {
  const options = [program, ...program.commands].flatMap((each) => each.options)
  const end = args.indexOf('--')
  const typed = end === -1 ? args : args.slice(0, end)
  for (const [index, name] of typed.entries()) {
    const next = args[index + 1]
    const option = options.find(({ long, required }) => long === name && required)
    if (option && next?.startsWith('--'))
      throw new CalledWrongly(
        `Option '${option.flags}' lacks its value: ${next} looks like an option. If it is the value, write ${name}=${next}. See longshore --help.`,
      )
  }
}
