import { createHash } from 'node:crypto'
import type { LongshoreConfig, PruneSettings, TargetConfig } from '../config/normalised.ts'
import { isProblem } from '../domain/observation.ts'
import type { PruneCommand } from '../inbound/prune-command.ts'
import type { Scheduled } from '../inbound/scheduled.ts'
import type { Claims } from '../ports.ts'
import type { Unread } from '../prune/facts.ts'
import { repositoryInWords } from '../prune/in-words.ts'
import { prunePlan, type RepositoryPlan } from '../prune/plan.ts'
import { type PruneReport, type Removed, repositoryReport } from '../prune/report.ts'
import type { Answering, PruneLog, PruneRegistry, ToldPlans } from '../prune-ports.ts'
import { BadCommand } from './bad-command.ts'
import { type PruneFactsPorts, type PruneLook, pruneLook } from './prune-facts.ts'
import { removePlanned } from './prune-remove.ts'

export interface PrunePorts extends PruneFactsPorts {
  readonly registry: PruneRegistry
  readonly told: ToldPlans
  readonly claims: Claims
  readonly log: PruneLog
  readonly answering: Answering
}

/** People have so long to read what will be deleted before the schedule does it. */
const readingMs = 12 * 60 * 60_000
/** As long as the function may take. */
const leaseMs = 15 * 60_000
const lease = ['prune', 'stack'] as const

/**
 * Tells which images nobody needs. Deletes them when a person says so, or when the schedule comes, the configuration says so, and what
 * these very rules come to was told before.
 * Throws {@link BadCommand} where nothing is configured to be pruned, or another run is at work.
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
  const isTold = await wasTold(rules, ports)
  const isWanted = request.kind === 'prune' ? request.apply : settings.apply
  if (!isWanted || (request.kind === 'scheduled' && !isTold)) {
    const report = await reportOnly(settings, look, isWanted)
    if (report.unread.length === 0) await tell(rules, ports)
    return report
  }
  if ((await ports.claims.claim(...lease, leaseMs)) !== 'claimed') {
    throw new BadCommand(
      'Cannot prune: another run is at work. Try again when it is over, in 15 minutes at the latest.',
    )
  }
  try {
    return await apply(settings, look, ports)
  } finally {
    await release(ports)
  }
}

/** What was deleted is to be told also where this fails: the lease runs out by itself. */
async function release({ claims, log, answering }: PrunePorts): Promise<void> {
  const released = await answering(() => claims.release(...lease))
  if (isProblem(released)) log.info('prune stays claimed until its lease ends', { error: released.message })
}

async function wasTold(rules: string, { told, clock }: PrunePorts): Promise<boolean> {
  const before = await told.read()
  return before?.rules === rules && clock.now() - before.at >= readingMs
}

/** The first time counts: telling it again and again does not put it off. */
async function tell(rules: string, { told, clock }: PrunePorts): Promise<void> {
  if ((await told.read())?.rules !== rules) await told.write({ rules, at: clock.now() })
}

/** Who lists more repositories, wants less kept, follows something else, or looks elsewhere for what runs, is told of it first. */
function rulesOf({ olderThanMs, keep, repositories, apply }: PruneSettings, { targets }: LongshoreConfig): string {
  const follows = createHash('sha256').update(Object.entries(targets).map(asked).toSorted().join('\n')).digest('hex')
  return JSON.stringify({ olderThanMs, keep, apply, repositories: repositories.toSorted(), follows })
}

/** Where a target is, and what it follows. */
function asked([target, { policy, group: _group, ...place }]: readonly [string, TargetConfig]): string {
  const followed = Object.entries(policy.containers).map(([container, { repository, tags, order }]) =>
    JSON.stringify({ container, repository, tags, order }),
  )
  return JSON.stringify({ target, place, followed: followed.toSorted() })
}

async function reportOnly({ repositories }: PruneSettings, look: PruneLook, isFirst: boolean): Promise<PruneReport> {
  const facts = await look(repositories)
  const plans = prunePlan(facts)
  const words = isFirst ? firstWords(unreadFor(plans, facts.unread).length === 0) : onlyTold
  return reportOf(plans, facts.unread, { next: words })
}

const onlyTold = 'Nothing was deleted. To delete: longshore prune --apply, or apply: true under prune in longshore.yml.'

/** What nobody could be told of yet is not to go twelve hours later. */
function firstWords(isWhole: boolean): string {
  return isWhole
    ? 'Nothing was deleted: this was told for the first time. The schedule deletes it from 12 hours from now on.'
    : 'Nothing was deleted. This counts as told once everything could be looked at; the schedule deletes it 12 hours after that.'
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
  const missing = unreadFor(plans, unread)
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

/** Why something of these repositories could not be told. */
function unreadFor(plans: readonly RepositoryPlan[], unread: readonly Unread[]): string[] {
  const names = plans.map(({ repository }) => repository)
  const concerning = unread.filter(
    ({ repositories: some }) => some === 'all' || some.some((one) => names.includes(one)),
  )
  return [...new Set(concerning.map(({ why }) => why))]
}
