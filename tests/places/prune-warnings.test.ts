import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { loadConfig } from '../../shared/config/load-config.ts'
import { aCommandLine } from '../cli/a-command-line.ts'
import { aFile } from '../config/a-configuration.ts'
import { aService, home, member, memberService, role } from './a-member.ts'

type Data = Record<string, unknown>

const here = { worker: aService('worker') }
const inRegion = { ...here, api: aService('api', { region: 'eu-west-1' }) }
const hosts = {
  ...{ account: member, role, externalId: 'longshore-e5f1' },
  dockerHost: {
    ...{ instances: { tag: { App: 'web' } }, repository: `${home.account}.dkr.ecr.us-east-1.amazonaws.com/team/web` },
    ...{ tags: { exact: 'stable' }, port: { blue: 3032, green: 3031, container: 3000 } },
    upstream: { file: '/etc/nginx/conf.d/web.conf' },
  },
}

function fileOf(targets: Data, rest: Data): string {
  return aFile(targets, { ...home, ...rest })
}

function warningsIn(targets: Data, rest: Data) {
  const loaded = loadConfig(fileOf(targets, rest), undefined, { stage: 'dev' })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes))
  return loaded.warnings.map(({ rule, what }) => `${rule}: ${what}`)
}

it.each<[string, Data, Data]>([
  ['prune is not asked for', { api: memberService('api') }, {}],
  ['all targets are at home', { ...here, api: aService('api', home) }, { prune: {} }],
  ['hosts elsewhere follow what is left alone', { ...here, web: hosts }, { prune: { repositories: ['team/worker'] } }],
])('nothing is said where %s', (_what, targets, rest) => {
  expect(warningsIn(targets, rest)).toEqual([])
})

it.each<[string, Data, string]>([
  ['region', inRegion, `while target api is in account ${home.account}, region eu-west-1.`],
  ['account', { ...here, api: memberService('api') }, `while target api is in account ${member}, region us-east-1.`],
])('pruning that a target in another %s stops altogether is told', (_what, targets, words) => {
  expect(warningsIn(targets, { prune: { repositories: ['team/worker'] } })).toEqual([
    `nothing-is-pruned: No image is ever pruned ${words}`,
  ])
})

it('of hosts elsewhere the repositories that stay are told', () => {
  expect(warningsIn({ ...here, web: hosts }, { prune: {} })).toEqual([
    `repository-is-not-pruned: No image of team/web is ever pruned while target web, Docker hosts in account ${member}, region us-east-1, follows it.`,
  ])
})

it('check tells it with its line, says what it comes to each day, and ends well', async () => {
  const line = aCommandLine({ 'longshore.yml': fileOf(inRegion, { prune: { schedule: 'rate(1 day)' } }) })
  expect(await line.run('check')).toBe(0)
  expect(line.complained()).toMatch(/^The configuration has 1 warning:\n\S*longshore\.yml:\d+ No image is ever pruned/)
  expect(line.complained()).toMatch(/a sidecar.*Each scheduled run ends with an error.*\[nothing-is-pruned\]$/)
  expect(line.printed()).toMatch(/ No mistakes, 1 warning\.$/)
})

it('check hands it over to machines', async () => {
  const line = aCommandLine({ 'longshore.yml': fileOf(inRegion, { prune: {} }) })
  expect(await line.run('check', '--json')).toBe(0)
  expect(line.complained()).toBe('')
  expect(JSON.parse(line.printed())).toMatchObject({ warnings: [{ rule: 'nothing-is-pruned', file: 'longshore.yml' }] })
})

it('packaging tells it once and goes on', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'longshore-')), 'longshore.yml')
  writeFileSync(path, fileOf(inRegion, { prune: {} }))
  const script =
    "const parts = require('./longshore.template.cjs'); console.log(parts.region, parts.account, Object.keys(parts.config.targets))"
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
    cwd: join(import.meta.dirname, '../..'),
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LONGSHORE_CONFIG: path },
  })
  expect({ status, stdout }).toEqual({ status: 0, stdout: "us-east-1 111111111111 [ 'worker', 'api' ]\n" })
  expect(stderr.match(/No image is ever pruned while target api/g)).toHaveLength(1)
})
