import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** What esbuild is to bundle. */
export interface BuildOrder {
  /** Name of each output to its source file, absolute. */
  readonly entries: Readonly<Record<string, string>>
  /** Where the outputs are written. */
  readonly outdir: string
  /** What the names of the inputs are relative to. */
  readonly root: string
  /** A module that gives esbuild plugins, or a function of the Serverless Framework's object that does. */
  readonly plugins?: string
}

const BUILDER = join(import.meta.dirname, 'builder.ts')

/**
 * Bundles in a process of its own and waits for it, because esbuild runs plugins asynchronously only. Gives the files that
 * went in.
 * @throws {Error} esbuild's, with every syntax error or import that cannot be resolved
 */
export function runBuild(order: BuildOrder): readonly string[] {
  const child = spawnSync(process.execPath, [BUILDER], {
    input: JSON.stringify(order),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  })
  const printed = child.output?.[3] ?? ''
  if (child.status === 0 && printed !== '') return JSON.parse(printed)
  throw new Error(`Cannot bundle the handlers: ${child.error?.message ?? child.stderr.trim()}`)
}
