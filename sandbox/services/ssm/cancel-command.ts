import type { CancelCommandResult } from '@aws-sdk/client-ssm'
import type { Operation } from '../../kernel/service.ts'
import { type Commands, hasEnded, requireCommand } from './command.ts'
import { end } from './invocation-life.ts'

/** CancelCommand: what has not ended ends; what a script has done by then stays done. */
export function cancelCommand(commands: Commands): Operation {
  return ({ CommandId: id, InstanceIds: instanceIds = [] }): CancelCommandResult => {
    const command = requireCommand(commands, id)
    for (const invocation of command.invocations) {
      const isMeant = instanceIds.length === 0 || instanceIds.includes(invocation.host.instanceId)
      if (isMeant && !hasEnded(invocation)) end(commands, command, invocation, 'Cancelled', 'Cancelled')
    }
    return {}
  }
}
