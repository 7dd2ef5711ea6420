import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

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

/** Long enough that no running process still starts workers from a build that was replaced. */
const KEPT_MS = 60 * 60_000

/** Removes from `cache` what no later run can use: manifests whose sources are gone, and builds that none names. */
export function dropOldBuilds(cache: string): void {
  const names = readdirSync(cache)
  const manifests = names.filter((name) => name.endsWith('.json')).map((name) => join(cache, name))
  const gone = manifests.filter((file) => !readManifest(file)?.inputs.every(([source]) => stampOf(source) !== ''))
  const named = manifests.filter((file) => !gone.includes(file)).map((file) => readManifest(file)?.directory)
  const builds = names.filter((name) => !name.endsWith('.json')).map((name) => join(cache, name))
  const old = builds.filter((build) => !named.includes(build) && Date.now() - changedAt(build) > KEPT_MS)
  for (const path of [...gone, ...old]) rmSync(path, { recursive: true, force: true })
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
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
