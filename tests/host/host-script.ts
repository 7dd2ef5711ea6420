import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..', '..', 'shared', 'platforms', 'docker-host', 'host')

/** The files of the script, by name. */
function scriptParts(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sh'))
    .sort()
    .map((name) => join(folder, name))
}

/** The script as a host gets it. */
export function hostScript(): string {
  return scriptParts()
    .map((path) => readFileSync(path, 'utf8'))
    .join('')
}
