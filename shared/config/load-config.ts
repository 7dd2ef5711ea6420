import { checkShape } from './check-shape.ts'
import type { Finding, Mistake } from './mistake.ts'
import { defaultMaxParallel, normalise } from './normalise.ts'
import type { LongshoreConfig } from './normalised.ts'
import { fileRules, lockRules } from './rules/all-rules.ts'
import { targetsThatKeepImages } from './rules/prune-warnings.ts'
import type { Rule } from './rules/rule.ts'
import { LockFile, LongshoreFile } from './schema.ts'
import { secretsInClear } from './secrets-in-clear.ts'
import { readYaml, type YamlDocument } from './yaml-document.ts'

/** A configuration that can be used, or everything that is wrong with it in the order of the file. */
export type LoadedConfig =
  | {
      readonly ok: true
      readonly config: LongshoreConfig
      readonly maxParallel: number
      /** What can be used as it is, but does not do what somebody may expect. */
      readonly warnings: readonly Mistake[]
    }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] }

/** Reads longshore.yml with its lock file (undefined: there is none). Never throws for what is written there. */
export function loadConfig(
  text: string,
  lockText: string | undefined,
  { stage }: { readonly stage: string },
): LoadedConfig {
  const lock = readLock(lockText)
  const { file, mistakes, place } = checkFile(
    text,
    lock.file,
    lock.mistakes.length > 0 ? fileRules : [...fileRules, ...lockRules],
  )
  const all = [...mistakes, ...lock.mistakes]
  if (!file || all.length > 0) return { ok: false, mistakes: all }
  const config = normalise(file, lock.file, stage)
  return {
    ok: true,
    config,
    maxParallel: file.defaults?.maxParallel ?? defaultMaxParallel,
    warnings: place(targetsThatKeepImages(config)),
  }
}

/** Checks longshore.yml alone; used before there is a lock file. */
export function checkFileAlone(text: string): Pick<Checked, 'file' | 'mistakes'> {
  return checkFile(text, undefined, fileRules)
}

interface Checked {
  readonly file: LongshoreFile | undefined
  readonly mistakes: readonly Mistake[]
  /** Gives what is found later its lines. */
  readonly place: (findings: readonly Finding[]) => readonly Mistake[]
}

function checkFile(text: string, lock: LockFile | undefined, rules: readonly Rule[]): Checked {
  const document = readYaml('longshore.yml', text)
  const place = (findings: readonly Finding[]) => placeAll(document, findings)
  if (document.syntax.length > 0) return { file: undefined, mistakes: document.syntax, place }
  const { findings, usable: file } = checkShape(LongshoreFile, document.data ?? {})
  const namesSlack = typeof document.data === 'object' && document.data !== null && 'slack' in document.data
  const broken = file ? rules.flatMap((rule) => rule({ file, lock, namesSlack })) : []
  return { file, mistakes: place([...secretsInClear(document.data), ...findings, ...broken]), place }
}

/** Reads a lock file alone; undefined when there is none. */
export function readLock(text: string | undefined): { file: LockFile | undefined; mistakes: readonly Mistake[] } {
  if (text === undefined) return { file: undefined, mistakes: [] }
  const document = readYaml('longshore.lock.yml', text)
  if (document.syntax.length > 0) return { file: undefined, mistakes: document.syntax }
  const { findings, usable: file } = checkShape(LockFile, document.data ?? {})
  return { file, mistakes: placeAll(document, findings) }
}

/** By line; of several findings about one place the first says it all. */
function placeAll(document: YamlDocument, findings: readonly Finding[]): Mistake[] {
  const places = new Set<string>()
  return findings
    .filter(({ path, rule }) => {
      const place = JSON.stringify(path)
      const seen = places.has(place) && rule !== 'missing-lock-entry'
      places.add(place)
      return !seen
    })
    .map((finding) => document.place(finding))
    .sort((a, b) => a.line - b.line)
}
