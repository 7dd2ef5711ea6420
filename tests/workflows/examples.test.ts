import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { itNatively } from '../host/native-tools.ts'
import { actionlint, githubSchema, ownRules, shellcheck } from './linters.ts'

const folder = fileURLToPath(new URL('../../examples/github-actions/', import.meta.url))
const read = (name: string) => readFileSync(`${folder}${name}`, 'utf8')
const examples = readdirSync(folder).filter((name) => name.endsWith('.yml'))
const linters = { actionlint: await actionlint(), githubSchema: await githubSchema(), ownRules }

describe.each(examples)('%s', (name) => {
  it.each(Object.entries(linters))('has no mistake that %s knows', (_linter, lint) => {
    expect(lint(read(name))).toEqual([])
  })

  itNatively('has no mistake that shellcheck knows', () => {
    expect(shellcheck(read(name))).toEqual([])
  })
})

/** An example with one thing changed. */
function broken(from: string | RegExp, to: string, name = 'build-and-push.yml'): string {
  const good = read(name)
  const bad = good.replace(from, to)
  if (bad === good) throw new Error(`${name} has no ${from}.`)
  return bad
}

describe('a broken example is caught', () => {
  it.each<[what: string, linter: keyof typeof linters, workflow: string, complaint: string]>([
    ['an output of no step', 'actionlint', broken('steps.push.outputs', 'steps.pushed.outputs'), 'pushed'],
    ['a job that is not there', 'actionlint', broken('needs: image', 'needs: images'), 'images'],
    ['an output of no job', 'actionlint', broken('image.outputs.digest', 'image.outputs.id'), '"id" is not defined'],
    ['an expression cut off', 'actionlint', broken(/(github\.sha) \}\}/, '$1'), 'expression'],
    ['a key of no workflow', 'githubSchema', broken('timeout-minutes', 'timeout'), 'timeout'],
    ['a permission of no token', 'githubSchema', broken('id-token: write', 'id-tokens: write'), 'id-tokens'],
    ['keys that last', 'ownRules', broken(/role-to-assume: .*/, 'aws-access-key-id: x'), 'keys that last'],
    ['an index', 'ownRules', broken(/provenance: false.*/, ''), 'an index is pushed'],
    ['an index for a list of parts', 'ownRules', broken(/sbom: false.*/, ''), 'an index is pushed'],
    ['no revision', 'ownRules', broken('image.revision', 'image.rev'), 'labels are missing'],
    ['an action of any version', 'ownRules', broken('checkout@v4', 'checkout@main'), 'may be anything'],
    ['an expression in a script', 'ownRules', broken(/\$\{GITHUB_SHA:0:12\}/, `\${{ github.sha }}`), 'inside a script'],
    ['every permission', 'ownRules', broken(/^permissions: \{\}.*$/m, ''), 'jobs may more'],
    ['a job without permissions', 'ownRules', broken(/^ {4}permissions:\n(?: {6}.*\n)+/m, ''), 'says no permissions'],
    ['a job that may hang', 'ownRules', broken(/timeout-minutes: \d+/, ''), 'image may hang'],
    ['a turn of the whole run', 'ownRules', broken('jobs:\n', `concurrency: all\n${'jobs:'}\n`), 'the whole run keeps'],
    [
      'a turn of who waits',
      'ownRules',
      broken('    needs: image', '    concurrency: all\n    needs: image'),
      'deployed keeps',
    ],
    ['builds without turns', 'ownRules', broken(/^ {4}concurrency:.*\n(?: {6}.*\n)+/m, ''), 'two builds of image race'],
    ['a service that gets lost', 'ownRules', broken(/^ *queue: max.*\n/m, '', 'monorepo.yml'), 'loses what'],
    ['no queue that GitHub knows', 'githubSchema', broken('queue: max', 'queue: all', 'monorepo.yml'), 'all'],
    ['nobody who waits', 'ownRules', broken('watch.yml', 'other.yml'), 'nobody waits'],
  ])('%s, by %s', (_what, linter, workflow, complaint) => {
    expect(linters[linter](workflow).join('\n')).toContain(complaint)
  })

  itNatively.each([
    ['a word that is split', broken('"$TARGET"', '$TARGET', 'watch.yml'), 'SC2086'],
    ['a variable of nothing', broken('<<<"$changes"', '<<<"$change"', 'monorepo.yml'), 'SC2154'],
    ['a quote that does not end', broken("'%f\\n'", "'%f\\n", 'monorepo.yml'), 'SC1'],
  ])('%s, by shellcheck', (_what, workflow, complaint) => {
    expect(shellcheck(workflow).join('\n')).toContain(complaint)
  })
})
