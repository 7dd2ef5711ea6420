import type { Host, Hosts } from '../../hosts/host.ts'
import { runScript } from '../../hosts/run-script.ts'
import type { Service, World } from '../../kernel/service.ts'
import { cancelCommand } from './cancel-command.ts'
import type { Command, Commands } from './command.ts'
import { describeInstanceInformation } from './describe-instance-information.ts'
import { getCommandInvocation, listCommandInvocations, listCommands } from './read-commands.ts'
import { sendCommand } from './send-command.ts'

/** SSM's Run Command: the scripts really run, on the hosts' stand-ins. */
export function runCommandOperations(world: World, hosts: Hosts): Service['operations'] {
  const commands: Commands = {
    world,
    random: world.random.fork('ssm-commands'),
    sent: [],
    listeners: hosts.listeners,
    runOn: (host, parameters, limitMs) => run(hosts, host, parameters, limitMs),
  }
  return {
    CancelCommand: cancelCommand(commands),
    DescribeInstanceInformation: describeInstanceInformation(world, hosts),
    GetCommandInvocation: getCommandInvocation(commands),
    ListCommandInvocations: listCommandInvocations(commands),
    ListCommands: listCommands(commands),
    SendCommand: sendCommand(commands, hosts),
  }
}

function run(hosts: Hosts, host: Host, parameters: Command['parameters'], limitMs: number) {
  const { commands: lines = [], workingDirectory = [] } = parameters
  const [directory] = workingDirectory
  return runScript(hosts, host, { lines, limitMs, ...(directory ? { workingDirectory: directory } : {}) })
}
