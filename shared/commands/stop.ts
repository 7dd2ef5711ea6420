import type { LongshoreConfig } from '../config/normalised.ts'
import type { ResumeCommand, StopCommand } from '../inbound/command.ts'
import { policyOf } from './policy-of.ts'
import type { CommandPorts } from './redeploy.ts'

type StopPorts = Pick<CommandPorts, 'clock' | 'inbox' | 'queue' | 'stack'>

/** What stop and resume answer. */
export interface Done {
  readonly accepted: true
  readonly target: string | null
  readonly message: string
}

/** Holds back all automatic starts, of one target or of the whole stack. What is in progress finishes; a revert always runs. */
export async function stop(
  command: StopCommand,
  requestId: string,
  config: LongshoreConfig,
  ports: StopPorts,
): Promise<Done> {
  const { target, by, reason } = command
  const why = reason ? { reason } : {}
  if (target === undefined) {
    await ports.stack.writeStop({ stopped: true, by, ...why })
    return {
      accepted: true,
      target: null,
      message: 'Nothing starts any more on any target. What is in progress finishes. Resume: {}.',
    }
  }
  policyOf(config, target)
  const id = `command:${requestId}`
  await ports.inbox.put([{ target, fact: { kind: 'stop', id, at: ports.clock.now(), by, ...why } }])
  await ports.queue.send([{ target, dedupId: id }])
  return { accepted: true, target, message: `Nothing starts any more on ${target}. What is in progress finishes.` }
}

/**
 * Lets starts go on. One target: also lifts its holds and what a usurper left, and leaves stuck. The whole stack: lifts the
 * stack's stop alone, since lifting every hold everywhere would bring back every image that ever failed.
 */
export async function resume(
  command: ResumeCommand,
  requestId: string,
  config: LongshoreConfig,
  ports: StopPorts,
): Promise<Done> {
  const { target, by } = command
  const id = `command:${requestId}`
  if (target === undefined) {
    await ports.stack.writeStop({ stopped: false, by })
    await ports.queue.send(Object.keys(config.targets).map((each) => ({ target: each, dedupId: `${id}:${each}` })))
    return {
      accepted: true,
      target: null,
      message: 'The whole stack goes on. Holds of targets stay: resume a target to lift its holds.',
    }
  }
  policyOf(config, target)
  await ports.inbox.put([{ target, fact: { kind: 'resume', id, at: ports.clock.now(), by } }])
  await ports.queue.send([{ target, dedupId: id }])
  return {
    accepted: true,
    target,
    message: `${target} goes on: stop and holds are lifted, and what they kept back goes out.`,
  }
}
