/** A process that bundles what it is told on its input, and answers on descriptor 3 with the files that went in. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { build, type Plugin } from 'esbuild'
import type { BuildOrder } from './run-build.ts'
import { CONFIG_MODULE } from './worker-messages.ts'

/** Before the stack's own plugins: each world gives its handlers its own configuration. */
const configurationFromOutside: Plugin = {
  name: 'configuration-from-outside',
  setup(builder) {
    builder.onResolve({ filter: new RegExp(`^${CONFIG_MODULE}$`) }, ({ path }) => ({ path, external: true }))
  },
}

function pluginsOf(file: string | undefined): Plugin[] {
  if (file === undefined) return []
  const given: unknown = createRequire(import.meta.url)(file)
  const plugins: unknown = typeof given === 'function' ? given({ service: { provider: { stage: 'dev' } } }) : given
  if (Array.isArray(plugins)) return plugins
  throw new Error(`${file} gives no list of esbuild plugins.`)
}

async function answer({ entries, outdir, root, plugins }: BuildOrder): Promise<void> {
  const { metafile } = await build({
    entryPoints: entries,
    outdir,
    outExtension: { '.js': '.cjs' },
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    plugins: [configurationFromOutside, ...pluginsOf(plugins)],
    logLevel: 'silent',
  })
  writeFileSync(3, JSON.stringify(Object.keys(metafile.inputs)))
}

try {
  await answer(JSON.parse(readFileSync(0, 'utf8')))
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
