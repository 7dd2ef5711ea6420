import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What a build was made from: when nothing of it changed, the build is still good. */
interface Manifest {
  readonly directory: string
  /** Each source file with its size and time of change. */
  readonly inputs: readonly (readonly [file: string, stamp: string])[]
}

/** The folder of the build that `manifest` describes; undefined when there is none, or a file it was made from changed. */
export function unchangedBuild(manifest: string): string | undefined {
  const known = readManifest(manifest)
  const fresh = known?.inputs.every(([file, stamp]) => stampOf(file) === stamp) && stampOf(known.directory) !== ''
  return fresh ? known?.directory : undefined
}

export function rememberBuild(manifest: string, directory: string, files: readonly string[]): void {
  const content: Manifest = { directory, inputs: files.map((file) => [file, stampOf(file)]) }
  mkdirSync(dirname(manifest), { recursive: true })
  writeFileSync(manifest, JSON.stringify(content))
}

// A missing or half-written manifest only means building again.
function readManifest(manifest: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(manifest, 'utf8'))
  } catch {
    return undefined
  }
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats ? `${stats.size}:${stats.mtimeMs}` : ''
}
