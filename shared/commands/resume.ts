import type { LongshoreConfig } from '../config/normalised.ts'
import type { ResumeCommand } from '../inbound/operating-command.ts'
import type { Done } from './done.ts'
import { scopeInWords, targetsIn, tellEach } from './in-scope.ts'
import { keptStill } from './kept-still.ts'
import type { CommandPorts } from './redeploy.ts'

/**
 * Lets starts go on. Targets: also lifts their holds and what a usurper left, and leaves stuck. The whole stack: lifts the
 * stack's pause and freeze alone, since lifting every hold everywhere would bring back every image that ever failed.
 */
export async function resume(
  command: ResumeCommand,
  requestId: string,
  config: LongshoreConfig,
  ports: Pick<CommandPorts, 'clock' | 'inbox' | 'queue' | 'stack'>,
): Promise<Done> {
  const { by, target = null, group } = command
  const targets = targetsIn(command, config)
  if (!targets) {
    await ports.stack.writeStop({ stopped: false, by })
    await ports.stack.liftFreeze()
    const id = `command:${requestId}`
    await ports.queue.send(Object.keys(config.targets).map((each) => ({ target: each, dedupId: `${id}:${each}` })))
    const frozen = keptStill(Object.keys(config.targets), config, { stopped: false }, ports.clock.now())
    const calendars = frozen === '' ? '' : ` In their calendars: ${frozen}.`
    const message = `The whole stack goes on. Pauses, freezes and holds of targets stay: resume a target to lift its own.${calendars}`
    return { accepted: true, target, message }
  }
  await tellEach(targets, requestId, (id) => ({ kind: 'resume', id, at: ports.clock.now(), by }), ports)
  const where = scopeInWords(command, targets)
  const still = keptStill(targets, config, await ports.stack.readStop(), ports.clock.now())
  const goesOut = still === '' ? ', and what they kept back goes out.' : `. What they kept back waits on: ${still}.`
  return {
    ...{ accepted: true, target },
    ...(group === undefined ? {} : { targets }),
    message: `${where} ${target === null ? 'go' : 'goes'} on: pause, freeze and holds are lifted${goesOut}`,
  }
}
