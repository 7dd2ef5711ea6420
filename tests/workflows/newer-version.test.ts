import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from '@jest/globals'

const script = fileURLToPath(new URL('../../examples/github-actions/newer-version.mjs', import.meta.url))

function checked(version: unknown, tags: readonly string[]) {
  const path = join(mkdtempSync(join(tmpdir(), 'longshore-version-')), 'package.json')
  writeFileSync(path, JSON.stringify({ version }))
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, path], {
    input: tags.join('\n'),
    encoding: 'utf8',
  })
  return { status, said: `${stdout}${stderr}`.trim().replace(path, 'package.json') }
}

it.each<[string, string, readonly string[]]>([
  ['is greater', '1.4.0', ['1.3.9', '1.2.10']],
  ['is greater by numbers, not by letters', '1.10.0', ['1.9.9']],
  ['is the first', '0.1.0', []],
  ['is the first among tags that are no versions', '0.1.0', ['main-4f2a', 'latest', 'sha-12345678', '']],
  ['is greater than what is written with a v', '2.0.0', ['v1.9.0']],
  ['is greater than every final one, whatever came before these', '1.4.0', ['1.4.0-rc.1', '9.0.0-beta', '1.3.0']],
])('prints a version that %s', (_what, version, tags) => {
  expect(checked(version, tags)).toEqual({ status: 0, said: version })
})

it.each<[string, unknown, readonly string[], string]>([
  ['equal', '1.4.0', ['1.4.0'], 'package.json says version 1.4.0, and 1.4.0 is in the registry: raise it'],
  ['equal but for a v', '1.4.0', ['v1.4.0'], 'and v1.4.0 is in the registry'],
  ['lower', '1.4.0', ['1.3.0', '1.10.0', '1.5.0'], 'and 1.10.0 is in the registry'],
  ['a release candidate', '1.4.0-rc.1', [], 'says version "1.4.0-rc.1": write three numbers'],
  ['garbage', 'next', [], 'write three numbers'],
  ['with a zero in front', '1.04.0', [], 'write three numbers'],
  ['a script', '$(id)', [], 'write three numbers'],
  ['no text', 14, [], 'says version 14: write three numbers'],
  ['missing', undefined, [], 'says version undefined: write three numbers'],
])('refuses a version that is %s', (_what, version, tags, complaint) => {
  const { status, said } = checked(version, tags)
  expect(status).toBe(1)
  expect(said).toContain(complaint)
  expect(said).not.toContain('    at ')
})
