import type { LockedTarget, LockFile } from '../config/schema.ts'

/** What differs between two lock files, one line each: `+` new, `-` gone, `~` changed. */
export function describeChanges(before: LockFile | undefined, after: LockFile): string[] {
  const names = new Set([...Object.keys(before?.targets ?? {}), ...Object.keys(after.targets)])
  return [
    ...placeChanges(before, after),
    ...[...names].flatMap((name) => changesOf(name, before?.targets[name], after.targets[name])),
  ]
}

function placeChanges(before: LockFile | undefined, after: LockFile): string[] {
  return (['account', 'region'] as const)
    .filter((key) => before !== undefined && before[key] !== after[key])
    .map((key) => `~ ${key}: ${before?.[key]} → ${after[key]}`)
}

function changesOf(name: string, before: LockedTarget | undefined, after: LockedTarget | undefined): string[] {
  if (!after) return [`- ${name}`]
  const keys = ['account', 'region', 'cluster', 'service', 'family', 'taskRole', 'executionRole'] as const
  if (!before) return [`+ ${name}: ${keys.flatMap((key) => after[key] ?? []).join(', ')}`]
  return keys
    .filter((key) => before[key] !== after[key])
    .map((key) => `~ ${name}: ${key} ${before[key] ?? 'none'} → ${after[key] ?? 'none'}`)
}
