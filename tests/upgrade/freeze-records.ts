/**
 * Writes what a checkout of an older Longshore has in its table at each moment, for the tests of upgrading:
 * `npx node tests/upgrade/freeze-records.ts ../older-checkout 0.1.0`, once for each release whose records must be read; with names of
 * moments only these.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { at } from './at.ts'
import { moments } from './moments.ts'

const [checkout = '.', version = 'unreleased', ...names] = process.argv.slice(2)
const { tell } = await import(pathToFileURL(resolve(checkout, 'tests/wire/stories/tell.ts')).href)
const folder = join(import.meta.dirname, 'records', version)
mkdirSync(folder, { recursive: true })
for (const [name, moment] of Object.entries(moments)) {
  if (names.length > 0 && !names.includes(name)) continue
  const stored: string[] = []
  const { struck } = await tell(
    moment.scenario,
    at(moment, async (_world, body) => void stored.push(body)),
  )
  if (!struck || stored[0] === undefined) throw new Error(`${moment.scenario} never came to ${name}.`)
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(JSON.parse(stored[0]), null, 2)}\n`)
  console.log(name)
}
