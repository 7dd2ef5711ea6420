import type { LongshoreConfig } from '../config/normalised.ts'
import { startStage } from '../domain/fact.ts'
import type { ApproveCommand } from '../inbound/operating-command.ts'
import { beginsWhen } from './begins-when.ts'
import type { Done } from './done.ts'
import { questionFor } from './open-questions.ts'
import { policyOf } from './policy-of.ts'
import type { CommandPorts } from './redeploy.ts'

/** Lets the deployment go on that waits for a person. Throws `BadCommand` when none does, saying what the target is at. */
export async function approve(
  command: ApproveCommand,
  requestId: string,
  config: LongshoreConfig,
  ports: Pick<CommandPorts, 'clock' | 'inbox' | 'queue' | 'records' | 'stack'>,
): Promise<Done & { readonly deploymentId: string }> {
  const { target, by } = command
  const policy = policyOf(config, target)
  const known = await ports.records.load(target)
  const at = ports.clock.now()
  const id = `command:${requestId}`
  const { deploymentId, stage, approvedBy } = questionFor(command, known, id, at)
  if (approvedBy !== undefined) {
    const message = `${approvedBy} approved ${deploymentId} already; nothing else is needed.`
    return { accepted: true, target, deploymentId, message }
  }
  await ports.inbox.put([{ target, fact: { kind: 'approve' as const, id, at, by, deploymentId, stage } }])
  await ports.queue.send([{ target, dedupId: id }])
  const what = stage === startStage ? await beginsWhen(known.record, policy, at, ports.stack) : `goes on (${stage}).`
  return { accepted: true, target, deploymentId, message: `${deploymentId} ${what}` }
}
