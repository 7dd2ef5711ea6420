import { CommanderError } from 'commander'
import { commands } from './commands.ts'
import { calledWrongly, done, tellError } from './exit-code.ts'
import { refuseLackingValue } from './lacking-value.ts'
import { programOf } from './program.ts'
import { cleanLines } from './show/clean.ts'
import type { Tools } from './tools.ts'

/** Runs one command of the command line and resolves to the exit code. Never throws: what a person can mend is told in words. */
export async function run(args: readonly string[], tools: Tools): Promise<number> {
  let code: number = done
  const program = programOf(commands, tools, (ended) => {
    code = ended
  })
  try {
    refuseLackingValue(program, args)
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? done : calledWrongly
    const told = tellError(error, args.includes('--debug'))
    tools.terminal.complain(cleanLines(told.words))
    return told.code
  }
}
