import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { buildSync } from 'esbuild'
import { dropOldBuilds, rememberBuild, unchangedBuild } from './build-manifest.ts'
import { CONFIG_MODULE } from './worker-messages.ts'

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
 * Bundles `entries` (function key to source file, absolute) as they are deployed, but readable.
 * The folder is named by its content and kept while no source changes, so that processes share it and what V8 compiled.
 * @throws {Error} esbuild's, with every syntax error or import that cannot be resolved
 */
export function bundleHandlers(entries: Readonly<Record<string, string>>): Bundle {
  const key = createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 16)
  const known = built.get(key)
  if (known) return known
  const manifest = join(CACHE, `${key}.json`)
  const bundle = asBundle(unchangedBuild(manifest) ?? build(entries, manifest), Object.keys(entries))
  built.set(key, bundle)
  return bundle
}

function build(entries: Readonly<Record<string, string>>, manifest: string): string {
  const { outputFiles, metafile } = buildSync({
    entryPoints: { ...entries, 'sandbox-worker': WORKER_SOURCE },
    outdir: CACHE,
    outExtension: { '.js': '.cjs' },
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: [CONFIG_MODULE],
    logLevel: 'silent',
  })
  const directory = writeOnce(outputFiles)
  const sources = Object.keys(metafile.inputs).map((file) => resolve(ROOT, file))
  rememberBuild(manifest, directory, [...sources, ...BESIDE_SOURCES])
  dropOldBuilds(CACHE)
  return directory
}

function writeOnce(files: readonly { readonly path: string; readonly contents: Uint8Array }[]): string {
  const hash = createHash('sha256')
  for (const { path, contents } of files) hash.update(basename(path)).update(contents)
  const directory = join(CACHE, hash.digest('hex').slice(0, 16))
  if (existsSync(directory)) return directory
  const unfinished = `${directory}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  for (const { path, contents } of files) writeFileSync(join(unfinished, basename(path)), contents)
  moveInto(unfinished, directory)
  return directory
}

// Another process may have written the same content meanwhile; either copy will do.
function moveInto(unfinished: string, directory: string): void {
  try {
    renameSync(unfinished, directory)
  } catch (error) {
    if (!existsSync(directory)) throw error
    rmSync(unfinished, { recursive: true })
  }
}

function asBundle(directory: string, keys: readonly string[]): Bundle {
  const files = Object.fromEntries(keys.map((key) => [key, join(directory, `${key}.cjs`)]))
  return { directory, worker: join(directory, 'sandbox-worker.cjs'), files }
}
