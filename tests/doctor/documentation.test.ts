import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/doctor.md'), 'utf8')
const checks = join(root, 'shared/doctor/checks')
const sources = readdirSync(checks).map((file) => readFileSync(join(checks, file), 'utf8'))

/** As the code writes them: `check: 'alarm'`, and the names of what is missing by kind of target. */
const inCode = new Set([
  ...sources.flatMap((text) => [...text.matchAll(/check: '([a-z-]+)'/g)].map(([, name]) => name)),
  ...['service', 'function', 'hosts', 'schedule', 'slack', 'sns'],
])

it('docs/doctor.md tells of every check, and of no other', () => {
  const told = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)
  expect(told.toSorted()).toEqual([...inCode].toSorted())
})

it('names the scenarios that there are', () => {
  const shipped = readdirSync(join(root, 'sandbox/scenarios')).filter((file) => file.startsWith('doctor-'))
  expect(shipped).toEqual(expect.arrayContaining(['doctor-clean.yml', 'doctor-everything.yml']))
  expect(shipped.length).toBeGreaterThan(13)
})
