import type { LongshoreConfig } from '../config/normalised.ts'
import { awaitingApproval } from '../domain/approval.ts'
import type { ApproveCommand } from '../inbound/command.ts'
import { BadCommand } from './bad-command.ts'
import { policyOf } from './policy-of.ts'
import type { CommandPorts } from './redeploy.ts'
import type { Done } from './stop.ts'

/** Lets the deployment go on that waits for a person. Throws `BadCommand` when none does, saying what the target is at. */
export async function approve(
  { target, deployment: asked, by }: ApproveCommand,
  requestId: string,
  config: LongshoreConfig,
  ports: Pick<CommandPorts, 'clock' | 'inbox' | 'queue' | 'records'>,
): Promise<Done & { readonly deploymentId: string }> {
  policyOf(config, target)
  const { record } = await ports.records.load(target)
  const waiting = record && awaitingApproval(record)
  if (!waiting) {
    const phase = record?.state.name ?? 'unknown: nothing of it was seen yet'
    throw new BadCommand(`Nothing on ${target} waits for an approval: it is ${phase}. See status.`)
  }
  const { deployment, stage } = waiting
  if (asked !== undefined && asked !== deployment.id)
    throw new BadCommand(`${asked} waits for nothing any more: ${deployment.id} does. See status, and approve that.`)
  const id = `command:${requestId}`
  const fact = { kind: 'approve' as const, id, at: ports.clock.now(), by, deploymentId: deployment.id, stage }
  await ports.inbox.put([{ target, fact }])
  await ports.queue.send([{ target, dedupId: id }])
  return { accepted: true, target, deploymentId: deployment.id, message: `${deployment.id} goes on (${stage}).` }
}
