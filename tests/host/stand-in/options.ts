import { Refusal, type RunOptions } from './docker-state.ts'

const withValue = new Set([
  'name',
  'restart',
  'label',
  'publish',
  'pull',
  'volume',
  'log-opt',
  'log-driver',
  'env-file',
  'format',
  'filter',
  'type',
  'username',
  't',
])

/** Splits a command line into options (each a list) and the rest; refuses what docker is not known to take. */
export function readOptions(
  words: string[],
  flags: string[],
  exitCode: number,
): { options: RunOptions; rest: string[] } {
  const options: RunOptions = {}
  const rest: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const name = word.replace(/^--?/, '')
    if (rest.length > 0 || !word.startsWith('-')) rest.push(word)
    else if (flags.includes(name)) options[name] = ['']
    else if (withValue.has(name)) {
      at += 1
      options[name] = [...(options[name] ?? []), words[at] ?? '']
    } else throw new Refusal(exitCode, `unknown flag: ${word}`)
  }
  return { options, rest }
}
