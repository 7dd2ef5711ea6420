import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { dropOldBuilds, rememberBuild, unchangedBuild } from './build-manifest.ts'
import { runBuild } from './run-build.ts'

/** The handlers of one serverless.yml, built once and shared by every world of the process. */
export interface Bundle {
  readonly directory: string
  /** The worker's own script. */
  readonly worker: string
  /** Absolute path of each function's module by its key. */
  readonly files: Readonly<Record<string, string>>
}

const WORKER_SOURCE = join(import.meta.dirname, 'worker.ts')
const ROOT = join(import.meta.dirname, '../..')
const CACHE = join(ROOT, 'node_modules/.cache/longshore-sandbox')
/** Another version of a package may have the same size and, unpacked by npm, the same date; the lock file tells. */
const BESIDE_SOURCES = ['package-lock.json', 'tsconfig.json'].map((file) => join(ROOT, file))
const built = new Map<string, Bundle>()

/**
 * Bundles `entries` (function key to source file, absolute) as they are deployed, but readable; `plugins` is the module of
 * esbuild plugins that the stack is packaged with.
 * The folder is named by its content and kept while no source changes, so that processes share it and what V8 compiled.
 * @throws {Error} esbuild's, with every syntax error or import that cannot be resolved
 */
export function bundleHandlers(entries: Readonly<Record<string, string>>, plugins?: string): Bundle {
  const order = JSON.stringify({ entries, plugins })
  const key = createHash('sha256').update(order).digest('hex').slice(0, 16)
  const known = built.get(key)
  if (known) return known
  const manifest = join(CACHE, `${key}.json`)
  const bundle = asBundle(unchangedBuild(manifest) ?? build(entries, plugins, manifest), Object.keys(entries))
  built.set(key, bundle)
  return bundle
}

function build(entries: Readonly<Record<string, string>>, plugins: string | undefined, manifest: string): string {
  const unfinished = join(CACHE, `${basename(manifest, '.json')}.${process.pid}`)
  mkdirSync(CACHE, { recursive: true })
  const order = { entries: { ...entries, 'sandbox-worker': WORKER_SOURCE }, outdir: unfinished, root: ROOT }
  const inputs = runBuild({ ...order, ...(plugins ? { plugins } : {}) })
  const directory = moved(unfinished)
  // What a plugin makes up is no file.
  const sources = inputs.map((file) => resolve(ROOT, file)).filter((file) => existsSync(file))
  rememberBuild(manifest, directory, [...sources, ...BESIDE_SOURCES, ...(plugins ? [plugins] : [])])
  dropOldBuilds(CACHE)
  return directory
}

// Another process may have built the same content meanwhile; either copy will do.
function moved(unfinished: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(unfinished).sort()) hash.update(name).update(readFileSync(join(unfinished, name)))
  const directory = join(CACHE, hash.digest('hex').slice(0, 16))
  try {
    renameSync(unfinished, directory)
  } catch (error) {
    if (!existsSync(directory)) throw error
    rmSync(unfinished, { recursive: true })
  }
  return directory
}

function asBundle(directory: string, keys: readonly string[]): Bundle {
  const files = Object.fromEntries(keys.map((key) => [key, join(directory, `${key}.cjs`)]))
  return { directory, worker: join(directory, 'sandbox-worker.cjs'), files }
}
