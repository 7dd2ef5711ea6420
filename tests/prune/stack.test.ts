import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { build } from 'esbuild'
import { bundleFiles, root } from '../../bench/bundle.ts'
import { functionOf } from '../../sandbox/kernel/kills.ts'
import { shippedFile } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { aFile, aLock, aTarget, configOf } from '../config/a-configuration.ts'
import { packageStack } from '../template/package-stack.ts'

const targets = { api: aTarget('api') }
const prune = { schedule: 'rate(1 day)', apply: true }

it('a configuration that asks for pruning packages: a function of its own, its schedule and its alarm', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-prune-'))
  const config = join(folder, 'longshore.yml')
  writeFileSync(config, aFile(targets, { prune }))
  writeFileSync(join(folder, 'longshore.lock.yml'), aLock(targets))
  const stack = packageStack({ config })
  expect({ exitCode: stack.exitCode, output: stack.output }).toMatchObject({ exitCode: 0 })
  const { resources } = stack.template
  const rules = Object.values(resources).filter(
    ({ Type, Properties }) => Type === 'AWS::Events::Rule' && Properties.ScheduleExpression === 'rate(1 day)',
  )
  expect(rules).toHaveLength(1)
  expect(resources['PruneErrors']?.Properties).toMatchObject({
    Dimensions: [{ Name: 'FunctionName', Value: 'longshore-dev-prune' }],
  })
}, 120_000)

it('its bundle stays below 500 KB, whatever kinds of target there are', async () => {
  const { prune: bundle } = await bundleFiles({ prune: join(root, 'functions/prune.ts') })
  expect(bundle?.compressed).toBeLessThan(500_000)
}, 60_000)

it('its function exports its handler and nothing else', async () => {
  const entryPoints = [join(root, 'functions/prune.ts')]
  const { metafile } = await build({ entryPoints, format: 'esm', metafile: true, write: false })
  expect(Object.values(metafile.outputs).flatMap(({ exports }) => exports)).toEqual(['handler'])
})

it('every call that it makes in its story is one that its role allows', async () => {
  const { report } = await runScenario(shippedFile('prune-told-then-applied'))
  const calls = (report?.calls ?? []).filter(({ caller }) => functionOf(caller) === 'prune')
  const made = new Set(calls.map(({ service, operation }) => `${service}:${operation}`))
  expect([...made]).toContain('ecr:BatchDeleteImage')
  const allowed = statements('prune', configOf(targets, { prune })).flatMap(({ Action }) => Action)
  expect([...made].filter((action) => !allowed.includes(action))).toEqual([])
}, 120_000)
