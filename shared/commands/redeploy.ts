import type { LongshoreConfig } from '../config/normalised.ts'
import { deploymentIdOf } from '../domain/deployment-id.ts'
import { shortDigest } from '../domain/image.ts'
import type { RedeployCommand } from '../inbound/command.ts'
import type { Clock, Inbox, NudgeQueue, RecordStore, Registry, StackState } from '../ports.ts'
import { assertNotFrozen } from './assert-not-frozen.ts'
import { assertNotObserved } from './assert-not-observed.ts'
import { assertNotStopped } from './assert-not-stopped.ts'
import { policyOf } from './policy-of.ts'
import { resolveImage } from './resolve-image.ts'

export interface CommandPorts {
  readonly clock: Clock
  readonly records: RecordStore
  readonly inbox: Inbox
  readonly queue: NudgeQueue
  readonly registry: Registry
  readonly stack: StackState
}

/** What a command answers: a sentence for people, fields for programs. */
export interface Accepted {
  readonly accepted: true
  readonly target: string
  readonly deploymentId: string
  readonly message: string
}

/**
 * Asks for a rollout of what runs, or of an image. `requestId` makes the deployment's id: asking twice with one request starts
 * one deployment. Throws {@link BadCommand} when it cannot be carried out.
 */
export async function redeploy(
  command: RedeployCommand,
  requestId: string,
  config: LongshoreConfig,
  ports: CommandPorts,
): Promise<Accepted> {
  const { target, override, by } = command
  const policy = policyOf(config, target)
  const { record } = await ports.records.load(target)
  assertNotObserved(policy, record)
  await assertNotStopped(target, record, ports.stack)
  const at = ports.clock.now()
  await assertNotFrozen(policy, record, { override, now: at }, ports.stack)
  const image = command.image && (await resolveImage(command.image, policy, ports.registry))
  const id = `command:${requestId}`
  const deploymentId = deploymentIdOf(at, target, id)
  const wished = { ...(image ? { image } : {}), ...(override === undefined ? {} : { override }) }
  const fact = { kind: 'redeploy' as const, id, at, by, deploymentId, ...wished }
  await ports.inbox.put([{ target, fact }])
  await ports.queue.send([{ target, dedupId: id }])
  const what = image ? `${image.tag ?? 'the image'} (${shortDigest(image.digest)})` : 'what runs now'
  return { accepted: true, target, deploymentId, message: `${target}: ${what} will be rolled out as ${deploymentId}.` }
}
