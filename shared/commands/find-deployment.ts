import type { LongshoreConfig } from '../config/normalised.ts'
import type { HistoryPages, RecordStore } from '../ports.ts'
import { BadCommand } from './bad-command.ts'
import { inTurns } from './in-turns.ts'
import { type ToldDeployment, toldEnded, toldInProgress, toldPending, toldRefused } from './told-deployment.ts'

export interface FindPorts {
  readonly records: Pick<RecordStore, 'load'>
  readonly history: Pick<HistoryPages, 'read'>
}

/** Looks for a deployment, or for what was refused under its id, on the target that is named, else on all. Throws {@link BadCommand} when there is none of this id. */
export async function findDeployment(
  id: string,
  target: string | undefined,
  config: LongshoreConfig,
  ports: FindPorts,
  now: number,
): Promise<ToldDeployment> {
  if (target !== undefined) return (await lookOn(target, id, ports, now)) ?? refuse(id, `on ${target}`, [])
  const unread: string[] = []
  const looked = await inTurns(Object.keys(config.targets), async (each) => {
    try {
      return await lookOn(each, id, ports, now)
    } catch {
      // What cannot be read on one target must not hide what another has; it is named where nothing was found.
      unread.push(each)
      return undefined
    }
  })
  return looked.find((each) => each !== undefined) ?? refuse(id, 'on any target', unread)
}

function refuse(id: string, where: string, unread: readonly string[]): never {
  const but = unread.length > 0 ? `; what ${unread.join(', ')} remembers could not be read` : ''
  throw new BadCommand(
    `There is no deployment ${id} ${where}: none in progress, none that waits, and none among those that ended (400 days are kept)${but}. See history.`,
  )
}

async function lookOn(target: string, id: string, ports: FindPorts, now: number): Promise<ToldDeployment | undefined> {
  const [{ record }, past] = await Promise.all([ports.records.load(target), ports.history.read(target, id)])
  if (past?.kind === 'ended') return toldEnded(past.outcome)
  if (past) throw new BadCommand(`The deployment ${id} on ${target} ended, but cannot be read: ${past.why}.`)
  if (record && 'deployment' in record.state && record.state.deployment.id === id)
    return toldInProgress(target, record.state.name, record.state.deployment, now)
  if (record?.pending?.deploymentId === id) return toldPending(target, record.pending)
  const refused = record?.refused?.find(({ deploymentId }) => deploymentId === id)
  return refused && toldRefused(target, refused)
}
