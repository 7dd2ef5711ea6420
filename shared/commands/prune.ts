import type { LongshoreConfig, PruneSettings } from '../config/normalised.ts'
import type { Millis } from '../domain/image.ts'
import { isProblem } from '../domain/observation.ts'
import type { PruneCommand } from '../inbound/prune-command.ts'
import type { Scheduled } from '../inbound/scheduled.ts'
import type { Claims } from '../ports.ts'
import type { Unread } from '../prune/facts.ts'
import { repositoryInWords } from '../prune/in-words.ts'
import { prunePlan, type RepositoryPlan } from '../prune/plan.ts'
import { type PruneReport, type Removed, repositoryReport } from '../prune/report.ts'
import { whysFor } from '../prune/unread.ts'
import type { Answering, PruneLog, PruneRegistry, ToldPlans } from '../prune-ports.ts'
import { BadCommand } from './bad-command.ts'
import { type PruneFactsPorts, type PruneLook, pruneLook } from './prune-facts.ts'
import { removePlanned } from './prune-remove.ts'
import { firstTold, nextWords, readFrom, rulesOf, tell } from './prune-told.ts'

export interface PrunePorts extends PruneFactsPorts {
  readonly registry: PruneRegistry
  readonly told: ToldPlans
  readonly claims: Claims
  readonly log: PruneLog
  readonly answering: Answering
}

/** As long as the function may take. */
const leaseMs = 15 * 60_000
const lease = ['prune', 'stack'] as const

/**
 * Tells which images nobody needs. Deletes them when a person says so, or when the schedule comes, the configuration says so, and what
 * these very rules come to was told before.
 * Throws {@link BadCommand} where nothing is configured to be pruned, or where a person asks while another run is at work.
 */
export async function prune(
  request: PruneCommand | Scheduled,
  config: LongshoreConfig,
  ports: PrunePorts,
): Promise<PruneReport> {
  const settings = config.prune
  if (!settings) throw new BadCommand('Cannot prune: longshore.yml does not ask for it. Add prune: to it and deploy.')
  const look = pruneLook(config, settings, ports)
  const rules = rulesOf(settings, config)
  const first = await firstTold(rules, ports)
  const isRead = first !== undefined && ports.clock.now() >= readFrom(first)
  if (request.kind === 'prune' ? !request.apply : !settings.apply || !isRead) {
    return reportOnly(settings, look, first, () => tell(rules, ports))
  }
  if ((await ports.claims.claim(...lease, leaseMs)) !== 'claimed') return whileBusy(request)
  try {
    return await apply(settings, look, ports)
  } finally {
    await release(ports)
  }
}

/** Whoever is at work deletes what the schedule would: only a person has to know that nothing came of asking. */
function whileBusy({ kind }: PruneCommand | Scheduled): PruneReport {
  if (kind === 'scheduled') {
    const message = 'Nothing was looked at: another run is at work.'
    return { message, applied: false, repositories: [], unread: [] }
  }
  throw new BadCommand('Cannot prune: another run is at work. Try again when it is over, in 15 minutes at the latest.')
}

/** What was deleted is to be told also where this fails: the lease runs out by itself. */
async function release({ claims, log, answering }: PrunePorts): Promise<void> {
  const released = await answering(() => claims.release(...lease))
  if (isProblem(released)) log.info('prune stays claimed until its lease ends', { error: released.message })
}

/** The first time that everything could be told counts: telling it again and again does not put it off. */
async function reportOnly(
  settings: PruneSettings,
  look: PruneLook,
  first: Millis | undefined,
  tellNow: () => Promise<Millis>,
): Promise<PruneReport> {
  const facts = await look(settings.repositories)
  const plans = prunePlan(facts)
  const isWhole = missingIn(plans, facts.unread).length === 0
  const at = first ?? (isWhole ? await tellNow() : undefined)
  return reportOf(plans, facts.unread, { next: nextWords(settings, at) })
}

async function apply({ repositories }: PruneSettings, look: PruneLook, ports: PrunePorts): Promise<PruneReport> {
  const facts = await look(repositories)
  const plans = prunePlan(facts)
  const { removed, unread } = await removePlanned(plans, look, ports)
  return reportOf(plans, [...facts.unread, ...unread], { removed })
}

function reportOf(
  plans: readonly RepositoryPlan[],
  unread: readonly Unread[],
  { removed, next }: { readonly removed?: ReadonlyMap<string, Removed>; readonly next?: string },
): PruneReport {
  const missing = missingIn(plans, unread)
  const reports = plans.map((plan) => repositoryReport(plan, removed?.get(plan.repository)))
  const isNothing = reports.every(({ proposed }) => proposed.images === 0)
  const lines = [
    ...reports.map(repositoryInWords),
    ...missing.map((why) => `Not pruned because of this: ${why}`),
    isNothing ? 'Nothing is to be deleted.' : next,
  ]
  return {
    message: lines.filter((line) => line !== undefined).join('\n'),
    applied: removed !== undefined,
    repositories: reports,
    unread: missing,
  }
}

function missingIn(plans: readonly RepositoryPlan[], unread: readonly Unread[]): string[] {
  return whysFor(
    plans.map(({ repository }) => repository),
    unread,
  )
}
