import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { parseCloudformationYaml } from './cloudformation-yaml.ts'

/** Prints what the module exports, functions and promises resolved, as one JSON object on a descriptor of its own. */
const PRINT_EXPORTS = `
const { writeSync } = require('node:fs')
const loaded = require(process.argv[1])
const settle = async ([key, value]) => [key, await (typeof value === 'function' ? value({}) : value)]
Promise.all(Object.entries(loaded).map(settle))
  .then((entries) => { for (let text = Buffer.from(JSON.stringify(Object.fromEntries(entries))), at = 0; at < text.length;) at += writeSync(3, text, at) })
`

/**
 * What `${file(…)}` gives: a YAML or JSON file's content, or a module's exports as JSON.
 * A module runs in a process of its own, so that it is never answered from another configuration's module cache.
 * @throws {Error} with the module's own message when it fails
 */
export function readModule(file: string, environment: Readonly<Record<string, string | undefined>>): unknown {
  if (['.yml', '.yaml', '.json'].includes(extname(file)))
    return parseCloudformationYaml(readFileSync(file, 'utf8'), file)
  const child = spawnSync(process.execPath, ['-e', PRINT_EXPORTS, file], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const printed = child.output?.[3] ?? ''
  if (child.status === 0 && printed !== '') return JSON.parse(printed)
  throw new Error(`Cannot read ${file}: ${child.error?.message ?? child.stderr.trim()}`)
}
