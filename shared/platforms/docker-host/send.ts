import { calling } from '../../aws/refusal.ts'
import type { DockerHostTarget } from '../../config/normalised.ts'
import type { Millis } from '../../domain/image.ts'
import type { Policy } from '../../domain/policy.ts'
import { commentOf, readComment } from './command-name.ts'
import type { DockerHostContext } from './docker-host-context.ts'
import type { Host } from './hosts.ts'
import { names } from './progress.ts'
import { type Run, runShellScript } from './runs.ts'
import { linesFor, type Request } from './settings.ts'

/** How long SSM tries to reach an agent. */
const deliverySeconds = 300
/** What a pull may take, and whatever else has no setting of its own. */
const besidesSeconds = 1_800 + 300
/** So many of the newest are remembered: more than lists can lack. */
const remembered = 500

const purposes = { deploy: 'apply', revert: 'revert', status: 'look' } as const

/** Sends one command to all given hosts at once, fifty at most. @returns when SSM took it */
export async function send(
  context: DockerHostContext,
  policy: Policy,
  target: DockerHostTarget,
  hosts: readonly Host[],
  request: Request,
): Promise<Millis> {
  const api = await context.commands()
  const comment = commentFor(policy, request)
  const input = {
    DocumentName: runShellScript,
    InstanceIds: hosts.map(({ id }) => id),
    Comment: comment,
    TimeoutSeconds: deliverySeconds,
    MaxConcurrency: '100%',
    MaxErrors: '100%',
    Parameters: {
      commands: linesFor(policy, target, request, context.script),
      executionTimeout: [String(target.runSeconds + besidesSeconds)],
    },
  }
  const doing = { action: 'ssm:SendCommand', subject: `a command to ${names(hosts)}` }
  const { Command: taken } = await calling(doing, () => api.sendCommand(input))
  const at = taken?.RequestedDateTime?.getTime() ?? context.clock.now()
  remember(context, comment, hosts, { at, id: taken?.CommandId ?? '' })
  return at
}

function commentFor({ target }: Policy, request: Request): string {
  const purpose = purposes[request.action]
  return request.action === 'status'
    ? commentOf(target, purpose)
    : commentOf(target, purpose, request.deploymentId, request.digest)
}

function remember(
  context: DockerHostContext,
  comment: string,
  hosts: readonly Host[],
  command: Pick<Run, 'id' | 'at'>,
): void {
  const name = readComment(comment)
  if (!name) return
  const runs = hosts.map(({ id }): Run => ({ ...command, instance: id, name, state: 'under-way' }))
  context.sent = [...runs, ...context.sent].slice(0, remembered)
}
