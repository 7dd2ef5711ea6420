import type { Context } from './context.ts'

/** One command of the command line: a file of its own in `commands/`, listed in `commands.ts`. */
export interface Command {
  /** What is typed after `longshore`. */
  readonly name: string
  /** One line, without a full stop: it stands in the list of commands. */
  readonly summary: string
  /** More of what it does, in whole sentences; shown by its own help. */
  readonly details?: string
  /** In the order they are typed. */
  readonly arguments?: readonly Argument[]
  readonly options?: readonly Option[]
  /** Calls that can be typed as they are, against the sample of the repository; a test runs each of them. */
  readonly examples: readonly Example[]
  /** Exit codes besides 0, 1 and 2, which mean the same everywhere. */
  readonly exits?: Readonly<Record<number, string>>
  /** Resolves to the exit code. Throws what {@link exitCodeOf} knows to tell. */
  run(given: Given, context: Context): Promise<number>
}

export interface Argument {
  /** `target`: what `given.text` asks for. */
  readonly name: string
  readonly about: string
  readonly optional?: true
}

export interface Option {
  /** `--image <image>`, or `--apply` for what is said or not; `--cluster <name...>` takes several. */
  readonly flag: string
  readonly about: string
  /** It takes a whole number from 1 on. */
  readonly isCount?: true
}

export interface Example {
  /** What it is for, in a few words. */
  readonly does: string
  /** `longshore redeploy api-production --image v1.2.3` */
  readonly line: string
}

/** What was typed: arguments by name, options by their long name in camel case (`--send-test`: `sendTest`). */
export interface Given {
  /** An argument that is not optional. */
  argument(name: string): string
  /** What was said; absent when it was not. */
  text(name: string): string | undefined
  count(name: string): number | undefined
  flag(name: string): boolean
  list(name: string): readonly string[]
}
