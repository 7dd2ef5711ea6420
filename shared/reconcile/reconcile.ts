import { acknowledge } from '../domain/acknowledge.ts'
import { blankRecord, type Decision, decide } from '../domain/decide.ts'
import type { Effect, Result } from '../domain/effect.ts'
import { ledgerImages } from '../domain/ledger.ts'
import { needsOf } from '../domain/needs.ts'
import type { Policy } from '../domain/policy.ts'
import type { TargetRecord } from '../domain/record.ts'
import type { Clock, Loaded, RecordStore, Seen } from '../ports.ts'
import { type ObservationPorts, observe } from './observe.ts'
import { type PerformLog, type PerformPorts, perform } from './perform.ts'

export interface ReconcilePorts extends ObservationPorts, PerformPorts {
  readonly clock: Clock
  readonly records: RecordStore
  readonly log: DecisionLog
}

/** One line per decision; the shell adds nothing secret. */
export interface DecisionLog extends PerformLog {
  decided(
    target: string,
    about: {
      readonly phase: string
      readonly reason: string
      readonly deploymentId?: string
      readonly effects: readonly string[]
    },
  ): void
  conflict(target: string, deploymentId: string | undefined): void
}

/** A decision that wants another look at once gets it, this often in one run; then the queue or the tick goes on. */
const roundBound = 6

/**
 * Brings one target forward: load ▸ observe ▸ decide ▸ save ▸ perform ▸ acknowledge, again while there is something to do at
 * once. Whatever step the process dies at, the next run goes on from what was saved. Throws only when loading or saving
 * fails; the queue then delivers again.
 */
export async function reconcile(policy: Policy, seen: Seen | undefined, ports: ReconcilePorts): Promise<void> {
  let handed = seen
  for (let round = 0; round < roundBound; round += 1) {
    const loaded = await ports.records.load(policy.target)
    const decision = await decideOn(loaded, policy, handed, ports)
    const again = await carryOut(loaded, decision, policy, ports)
    if (!again) return
    handed = undefined
  }
}

async function decideOn(
  loaded: Loaded,
  policy: Policy,
  seen: Seen | undefined,
  ports: ReconcilePorts,
): Promise<Decision> {
  const record = loaded.record ?? blankRecord(policy.target)
  const needs = needsOf(record, loaded.facts, policy, ports.clock.now())
  const observation = await observe(record, policy, needs, seen, ports)
  return decide({ record: loaded.record, policy, facts: loaded.facts, observation, now: ports.clock.now() })
}

/** Whether there is more to do at once. */
async function carryOut(loaded: Loaded, decision: Decision, policy: Policy, ports: ReconcilePorts): Promise<boolean> {
  ports.log.decided(policy.target, decisionLine(decision, loaded.record))
  const write = await saved(loaded, decision.next, ports)
  if (write === undefined) return true
  if (decision.done.length > 0) await ports.records.removeFacts(policy.target, decision.done)
  const results = await perform(
    decision.effects,
    policyInForce(decision, policy),
    write,
    ports,
    ledgerImages(decision.next),
  )
  const next = await acknowledged(decision, results, write, ports)
  return next.wakeAt !== undefined && next.wakeAt <= ports.clock.now()
}

/** A deployment is carried out, and taken back, by the policy it started with. */
function policyInForce({ next: { state } }: Decision, policy: Policy): Policy {
  return 'deployment' in state && state.name !== 'stuck' ? state.deployment.policy : policy
}

/** The number of the write the record now stands at; undefined when somebody else was faster. */
async function saved(loaded: Loaded, next: TargetRecord, ports: ReconcilePorts): Promise<number | undefined> {
  if (loaded.record && JSON.stringify(loaded.record) === JSON.stringify(next)) return loaded.write
  const outcome = await ports.records.save(next, loaded.write)
  if (outcome === 'saved') return loaded.write + 1
  ports.log.conflict(next.target, deploymentIn(next))
  return undefined
}

async function acknowledged(
  decision: Decision,
  results: readonly Result[],
  write: number,
  ports: ReconcilePorts,
): Promise<TargetRecord> {
  if (results.length === 0) return decision.next
  const next = acknowledge(decision.next, results, ports.clock.now())
  const outcome = await ports.records.save(next, write)
  if (outcome === 'conflict') ports.log.conflict(next.target, deploymentIn(next))
  return next
}

/** A decision that ends a deployment is still about it. */
function decisionLine(
  { next, reason, effects }: Decision,
  before: TargetRecord | undefined,
): Parameters<DecisionLog['decided']>[1] {
  const deploymentId = deploymentIn(next) ?? deploymentIn(before)
  return { phase: next.state.name, reason, effects: effects.map(named), ...(deploymentId ? { deploymentId } : {}) }
}

export function deploymentIn(record: TargetRecord | undefined): string | undefined {
  return record && 'deployment' in record.state ? record.state.deployment.id : undefined
}

function named(effect: Effect): string {
  if (effect.kind === 'announce') return `announce ${effect.announcement.id}`
  return `${effect.kind} ${effect.kind === 'tell' ? effect.progress.id : effect.deploymentId}`
}
