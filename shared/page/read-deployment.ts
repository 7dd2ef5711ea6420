import type { OutcomeAnnouncement } from '../domain/announcement.ts'
import { attemptOf } from '../domain/attempt.ts'
import { deploymentSoFar } from '../domain/deployment.ts'
import type { TargetRecord } from '../domain/record.ts'
import { placeOf } from '../notify/place.ts'
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
  const found = await ports.history.read(target, id)
  if (found?.kind === 'unreadable') return { why: found.why }
  const place = Object.hasOwn(ports.config.targets, target) ? placeOf(target, ports.config) : undefined
  const console = place?.consoleUrl === undefined ? {} : { consoleUrl: place.consoleUrl }
  if (found) return { ...endedView(found.outcome), ...console }
  const record = place && (await ports.records.load(target)).record
  const view = record && underWay(record, id)
  return view
    ? { ...view, ...console }
    : { why: `There is no deployment ${id} of ${target}, or it is over 400 days old.` }
}

function endedView({ target, outcome, reason, at, deployment }: OutcomeAnnouncement): DeploymentView {
  return { target, summary: deployment, ended: { outcome, reason, at }, evidence: [] }
}

function underWay(record: TargetRecord, id: string): DeploymentView | undefined {
  const { state, target } = record
  if (!('deployment' in state) || state.deployment.id !== id) return undefined
  const { deployment: progress, phase } = targetView(target, record)
  const evidence = state.name === 'stuck' ? [] : (attemptOf(state)?.evidence ?? [])
  return {
    target,
    summary: deploymentSoFar(state.deployment),
    ...(progress ? { now: { phase, progress } } : {}),
    evidence: evidence.map(({ at, reason }) => ({ at, reason })),
  }
}
