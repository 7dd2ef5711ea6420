import type { LongshoreConfig } from '../config/normalised.ts'
import { startStage } from '../domain/fact.ts'
import type { TargetRecord } from '../domain/record.ts'
import type { ApproveCommand } from '../inbound/operating-command.ts'
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
  policyOf(config, target)
  const { record } = await ports.records.load(target)
  const at = ports.clock.now()
  const { deploymentId, stage, approvedBy } = questionFor(command, record, at)
  if (approvedBy !== undefined) {
    const message = `${approvedBy} approved ${deploymentId} already; nothing else is needed.`
    return { accepted: true, target, deploymentId, message }
  }
  const id = `command:${requestId}`
  await ports.inbox.put([{ target, fact: { kind: 'approve' as const, id, at, by, deploymentId, stage } }])
  await ports.queue.send([{ target, dedupId: id }])
  const what = stage === startStage ? 'is approved and begins' : `goes on (${stage})`
  const message = `${deploymentId} ${what}.${await keptBack(record, stage, ports)}`
  return { accepted: true, target, deploymentId, message }
}

/** An approval is kept while the target is paused, but its time runs on. */
async function keptBack(
  record: TargetRecord | undefined,
  stage: string,
  { stack }: Pick<CommandPorts, 'stack'>,
): Promise<string> {
  const until = record?.pending?.question?.until
  if (stage !== startStage || until === undefined) return ''
  const stopped = record?.stopped ?? (await stack.readStop())
  const isPaused = 'stopped' in stopped ? stopped.stopped : true
  if (!isPaused) return ''
  return ` Starts are paused by ${stopped.by ?? 'somebody'}: it begins on resume, if that comes before ${new Date(until).toISOString()}.`
}
