import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { build } from 'esbuild'
import { functionKeys } from '../../shared/config/derive/function-key.ts'
import { packageStack } from './package-stack.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe.each([...functionKeys])('functions/%s.ts', (key) => {
  const file = join(root, 'functions', `${key}.ts`)

  it('exports its handler and nothing else', async () => {
    const { metafile } = await build({ entryPoints: [file], format: 'esm', metafile: true, write: false })
    expect(Object.values(metafile.outputs).flatMap(({ exports }) => exports)).toEqual(['handler'])
  })

  it('only parses, names the targets and hands over', () => {
    expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(30)
  })
})

it('every handler packages into at most 500 KB', () => {
  const packaged = packageStack({ handlers: 'real' })
  expect({ exitCode: packaged.exitCode, output: packaged.output }).toMatchObject({ exitCode: 0 })
  const sizes = functionKeys.map((key) => [key, statSync(join(packaged.artifacts, `${key}.zip`)).size] as const)
  expect(sizes.filter(([, size]) => size > 500_000)).toEqual([])
})
