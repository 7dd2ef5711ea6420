import { type RecordVersion, recordVersion, type TargetRecord } from './record.ts'

/** The oldest version whose readers know what a record holds. */
export function versionFor(record: Pick<TargetRecord, 'state' | 'pending' | 'frozen'>): RecordVersion {
  if (record.frozen || waitsForPeople(record) || isPromotion(record) || isTakenBack(record)) return recordVersion
  const { name } = record.state
  return name === 'preparing' || name === 'finishing' ? 2 : 1
}

/** A Longshore that knows neither approvals nor freezes would begin what waits for them. */
function waitsForPeople({ state, pending }: Pick<TargetRecord, 'state' | 'pending'>): boolean {
  const isKept = state.name === 'waiting' && (state.why === 'approval' || state.why === 'freeze')
  return isKept || pending?.question !== undefined || pending?.frozen !== undefined
}

function isPromotion({ state, pending }: Pick<TargetRecord, 'state' | 'pending'>): boolean {
  const isUnderWay = 'deployment' in state && state.deployment.trigger.kind === 'promote'
  return isUnderWay || pending?.command?.kind === 'promote'
}

/** A Longshore that knows no cancel would go on once the task has ended well. */
function isTakenBack({ state }: Pick<TargetRecord, 'state'>): boolean {
  return state.name === 'preparing' && state.task.stopping?.takesBack === true
}

/** The record as it is written: in the version that it needs. */
export function inItsVersion(record: TargetRecord): TargetRecord {
  const version = versionFor(record)
  return record.version === version ? record : { ...record, version }
}
