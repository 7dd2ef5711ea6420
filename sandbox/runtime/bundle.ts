import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { buildSync } from 'esbuild'
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
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/longshore-sandbox')
const built = new Map<string, Bundle>()

/**
 * Bundles `entries` (function key to source file, absolute) as they are deployed, but readable.
 * The folder is named by its content, so that processes share it and the code V8 has compiled.
 * @throws {Error} esbuild's, with every syntax error or import that cannot be resolved
 */
export function bundleHandlers(entries: Readonly<Record<string, string>>): Bundle {
  const key = JSON.stringify(entries)
  const known = built.get(key)
  if (known) return known
  const { outputFiles } = buildSync({
    entryPoints: { ...entries, 'sandbox-worker': WORKER_SOURCE },
    outdir: CACHE,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: [CONFIG_MODULE],
    logLevel: 'silent',
  })
  const bundle = asBundle(writeOnce(outputFiles), Object.keys(entries))
  built.set(key, bundle)
  return bundle
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
