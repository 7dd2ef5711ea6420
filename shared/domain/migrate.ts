import { recordVersion, type TargetRecord } from './record.ts'
import { versionFor } from './written-version.ts'

/** The record was written by a newer version of Longshore: nothing may be overwritten. Deploy that version again. */
export class RecordFromTheFuture extends Error {
  override readonly name = 'RecordFromTheFuture'
  constructor(version: number) {
    super(
      `Cannot read the record: it has version ${version}, and this Longshore knows up to ${recordVersion}. ` +
        'A newer Longshore wrote it. Deploy that version again; nothing was overwritten.',
    )
  }
}

/** What is stored is not a record. Our bug, or a hand-made change of the table. */
export class RecordUnreadable extends Error {
  override readonly name = 'RecordUnreadable'
}

/**
 * Reads a stored record of any version up to this one.
 * Throws {@link RecordFromTheFuture} for a newer one, {@link RecordUnreadable} for something else.
 */
export function migrate(stored: unknown): TargetRecord {
  const version = versionOf(stored)
  if (version > recordVersion) throw new RecordFromTheFuture(version)
  const current = version === 0 ? fromVersion0(stored) : stored
  if (!isRecord(current)) throw new RecordUnreadable(`Cannot read the record: it is not one of version ${version}.`)
  return current
}

function versionOf(stored: unknown): number {
  if (!isObject(stored)) throw new RecordUnreadable('Cannot read the record: it is not an object.')
  const { version } = stored
  if (version === undefined) return 0
  if (typeof version !== 'number') throw new RecordUnreadable('Cannot read the record: its version is not a number.')
  return version
}

/** Version 0 had no version, kept one `phase` beside `deployment`, and knew neither `ours` nor `manifests`. */
function fromVersion0(stored: unknown): unknown {
  if (!isObject(stored)) return stored
  const { phase, deployment, ...rest } = stored
  const resting = phase === undefined || phase === 'idle' || !isObject(deployment)
  const state = resting ? { name: 'idle' } : { name: phase, deployment }
  return {
    ours: [],
    manifests: {},
    folded: [],
    outbox: [],
    holds: [],
    mark: {},
    ...rest,
    version: versionFor({ state: { name: 'idle' } }),
    state,
  }
}

function isRecord(value: unknown): value is TargetRecord {
  if (!isObject(value) || typeof value['target'] !== 'string' || !isObject(value['state'])) return false
  const lists = ['ledger', 'holds', 'outbox', 'folded', 'ours']
  return lists.every((key) => Array.isArray(value[key])) && isObject(value['mark']) && isObject(value['manifests'])
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
