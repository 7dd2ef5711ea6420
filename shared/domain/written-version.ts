import { type RecordVersion, recordVersion, type State, type TargetRecord } from './record.ts'

/** The oldest version whose readers know what a record in this state holds. */
export function versionFor({ name }: State): RecordVersion {
  return name === 'preparing' || name === 'finishing' ? recordVersion : 1
}

/** The record as it is written: in the version that its state needs. */
export function inItsVersion(record: TargetRecord): TargetRecord {
  const version = versionFor(record.state)
  return record.version === version ? record : { ...record, version }
}
