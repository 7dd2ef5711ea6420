import type { OutcomeAnnouncement } from '../domain/announcement.ts'
import { attemptOf } from '../domain/attempt.ts'
import { deploymentSoFar } from '../domain/deployment.ts'
import type { Millis } from '../domain/image.ts'
import type { TargetRecord } from '../domain/record.ts'
import { spentInPhase } from '../figures/spent-in-phase.ts'
import { whereTimeWent } from '../figures/where-time-went.ts'
import { placeOf } from '../notify/place.ts'
import { redact } from '../redact.ts'
import type { DeploymentView } from './deployment-page.ts'
import type { PagePorts } from './page-ports.ts'
import { targetView } from './target-view.ts'

/**
 * Reads one deployment: as it ended, else as it is under way. `why` it cannot be shown when neither is there. The history
 * is asked first: what is in the record as well has just ended.
 */
export async function readDeployment(
  target: string,
  id: string,
  ports: PagePorts,
): Promise<DeploymentView | { readonly why: string }> {
  const [found, commits] = await Promise.all([ports.history.read(target, id), commitsOf(id, ports)])
  if (found?.kind === 'unreadable') return { why: found.why }
  const place = Object.hasOwn(ports.config.targets, target) ? placeOf(target, ports.config) : undefined
  const console = place?.consoleUrl === undefined ? {} : { consoleUrl: place.consoleUrl }
  if (found) return { ...endedView(found.outcome), ...commits, ...console }
  const record = place && (await ports.records.load(target)).record
  const view = record && underWay(record, id, ports.clock.now())
  return view
    ? { ...view, ...commits, ...console }
    : { why: `There is no deployment ${id} of ${target}, or it is over 400 days old.` }
}

/** What cannot be read of them is said on the page; why, in the log. */
async function commitsOf(id: string, { commits, log }: PagePorts): Promise<Brought> {
  const unreadable: string[] = []
  const read = await commits.of(id, (why) => unreadable.push(redact(why)))
  for (const error of unreadable) log.error('commits cannot be shown', { deployment: id, error })
  return { commits: read, ...(unreadable.length > 0 ? { commitsUnreadable: true } : {}) }
}

type Brought = Pick<DeploymentView, 'commits' | 'commitsUnreadable'>
type Told = Omit<DeploymentView, keyof Brought | 'consoleUrl'>

function endedView({ target, outcome, reason, at, deployment }: OutcomeAnnouncement): Told {
  const spent = whereTimeWent(deployment, deployment.endedAt)
  return { target, summary: deployment, ended: { outcome, reason, at }, spent, proofs: [], evidence: [] }
}

function underWay(record: TargetRecord, id: string, now: Millis): Told | undefined {
  const { state, target } = record
  if (!('deployment' in state) || state.deployment.id !== id) return undefined
  const { deployment: progress, phase } = targetView(target, record)
  const attempt = state.name === 'stuck' ? undefined : attemptOf(state)
  const summary = deploymentSoFar(state.deployment)
  return {
    target,
    summary,
    ...(progress ? { now: { phase, progress } } : {}),
    spent: whereTimeWent(summary, now, spentInPhase[state.name]),
    proofs: state.deployment.proofs ?? [],
    evidence: (attempt?.evidence ?? []).map(({ at, reason }) => ({ at, reason })),
  }
}
