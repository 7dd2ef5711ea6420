import { statSync } from 'node:fs'
import { CalledWrongly } from './refusals.ts'

/** The options that say which stack, as they were typed. */
export interface PlaceGiven {
  readonly config?: string
  readonly stage: string
  readonly region?: string
}

/** The same options for another command, to be pasted into a shell. */
export function sameOptions({ config, stage, region }: PlaceGiven): string {
  const option = (name: string, value: string | undefined) => (value === undefined ? [] : [name, inShell(value)])
  return [...option('--config', config), ...option('--stage', stage), ...option('--region', region)].join(' ')
}

function inShell(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** Throws `CalledWrongly` with what to write. */
export function requireFile(path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  throw new CalledWrongly(
    `${path} is a folder: name the file in it (--config ${path}/longshore.yml). See longshore --help.`,
  )
}

/** A stage becomes part of a function's name. Throws `CalledWrongly`. */
export function requireStage(stage: string): void {
  if (/^[A-Za-z0-9-]+$/.test(stage)) return
  throw new CalledWrongly(
    `--stage takes letters, digits and hyphens, as in prod, not "${stage}". See longshore --help.`,
  )
}

/** A region becomes part of a host's name; what cannot be one would be told as something else. Throws `CalledWrongly`. */
export function requireRegion(region: string): void {
  if (/^[a-z]+(-[a-z]+)+-\d+$/.test(region)) return
  throw new CalledWrongly(
    `--region takes the name of a region such as eu-west-1, not "${region}". See longshore --help.`,
  )
}
