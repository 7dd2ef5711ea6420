import type { LongshoreConfig } from '../config/normalised.ts'
import { whyNotCancelled } from '../domain/cancel.ts'
import { startStage } from '../domain/fact.ts'
import type { TargetRecord } from '../domain/record.ts'
import type { RejectCommand } from '../inbound/operating-command.ts'
import { BadCommand } from './bad-command.ts'
import type { Done } from './done.ts'
import { questionFor } from './open-questions.ts'
import { policyOf } from './policy-of.ts'
import type { CommandPorts } from './redeploy.ts'

/**
 * Says no to the deployment that waits for a person. Throws `BadCommand` when none does, saying what the target is at, or when it
 * cannot be taken back, saying what to do instead.
 */
export async function reject(
  command: RejectCommand,
  requestId: string,
  config: LongshoreConfig,
  ports: Pick<CommandPorts, 'clock' | 'inbox' | 'queue' | 'records'>,
): Promise<Done & { readonly deploymentId: string }> {
  const { target, by, reason } = command
  policyOf(config, target)
  const known = await ports.records.load(target)
  const at = ports.clock.now()
  const id = `command:${requestId}`
  const { deploymentId, stage } = questionFor(command, known, id, at)
  if (stage !== startStage) assertTakenBack(target, known.record)
  const fact = { kind: 'reject' as const, id, at, by, deploymentId, ...(reason ? { reason } : {}) }
  await ports.inbox.put([{ target, fact }])
  await ports.queue.send([{ target, dedupId: id }])
  const what = stage === startStage ? 'does not begin' : `is taken back (${stage})`
  return { accepted: true, target, deploymentId, message: `${deploymentId} ${what}.` }
}

function assertTakenBack(target: string, record: TargetRecord | undefined): void {
  const why = record && 'deployment' in record.state ? whyNotCancelled(record.state) : undefined
  if (why !== undefined) throw new BadCommand(`Nothing is rejected on ${target}: ${why}.`)
}
