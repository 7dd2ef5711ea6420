import type { LongshoreConfig } from '../config/normalised.ts'
import type { HistoryCommand } from '../inbound/history-command.ts'
import type { HistoryEntry, HistoryPages } from '../ports.ts'
import { targetsIn } from './in-scope.ts'
import { imagesInWords, type ToldDeployment, toldEnded } from './told-deployment.ts'

export interface HistoryPorts {
  readonly history: Pick<HistoryPages, 'search'>
}

export interface ToldHistory {
  readonly message: string
  /** Newest first, each as far as a list needs it: its timeline is told by `status` with its id. */
  readonly deployments: readonly (Omit<ToldDeployment, 'timeline'> | Unreadable)[]
  /** Where to go on; absent at the end. There may be more even though nothing was found: one answer reads only so much. */
  readonly before?: string
}

/** One that an answer cannot hold must not hide the others. */
interface Unreadable {
  readonly target: string
  readonly id: string
  readonly unreadable: string
}

/** Ended deployments, newest first, as many as one answer may hold. */
export async function history(
  { kind: _kind, target, group, ...search }: HistoryCommand,
  config: LongshoreConfig,
  { history: pages }: HistoryPorts,
): Promise<ToldHistory> {
  const scope = { ...(target === undefined ? {} : { target }), ...(group === undefined ? {} : { group }) }
  const targets = targetsIn(scope, config) ?? Object.keys(config.targets)
  const { entries, before } = await pages.search({ ...search, targets })
  const deployments = entries.map(toldEntry)
  const lines = deployments.map(lineOf)
  return {
    message: [...lines, ...restInWords(lines.length, before)].join('\n'),
    deployments,
    ...(before === undefined ? {} : { before }),
  }
}

function toldEntry(entry: HistoryEntry): ToldHistory['deployments'][number] {
  const { target, id } = entry
  if (entry.kind === 'unreadable') return { target, id, unreadable: entry.why }
  const { timeline: _long, ...told } = toldEnded(entry.outcome)
  return told
}

function lineOf(told: ToldHistory['deployments'][number]): string {
  if ('unreadable' in told) return `${told.id} ${told.target}: cannot be read: ${told.unreadable}`
  const { id, target, endedAt, outcome, images, reason } = told
  return `${id} ${endedAt} ${target}: ${outcome} ${imagesInWords(images)}: ${reason}`
}

function restInWords(count: number, before: string | undefined): string[] {
  if (before !== undefined) return [`There are older ones: before ${before}.`]
  return count === 0 ? ['There are no deployments like this.'] : []
}
