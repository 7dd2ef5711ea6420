import { errorName } from '../../aws/problem.ts'
import { Refusal, refuse } from '../../aws/refusal.ts'
import type { DockerHostTarget } from '../../config/normalised.ts'
import type { Millis } from '../../domain/image.ts'
import type { Policy } from '../../domain/policy.ts'
import { agentsOf } from './agents.ts'
import type { DockerHostContext } from './docker-host-context.ts'
import { findHosts, type Host, isRunning } from './hosts.ts'
import { mostInstances } from './progress.ts'
import { send } from './send.ts'
import type { Request } from './settings.ts'

/** Where a request goes. */
export interface Addressed {
  readonly context: DockerHostContext
  readonly policy: Policy
  readonly target: DockerHostTarget
}

/**
 * Sends a request to hosts, however many. SSM refuses a command to fifty instances for the one that it does not know: a
 * deployment ends there, and names it, unless the instance is gone for good; on the way back the others get theirs.
 * @returns when SSM took the first. Throws a Refusal when nothing was sent.
 */
export async function deliver(to: Addressed, hosts: readonly Host[], request: Request): Promise<Millis> {
  const times: Millis[] = []
  const unknown: Host[] = []
  for (let start = 0; start < hosts.length; start += mostInstances) {
    const some = hosts.slice(start, start + mostInstances)
    const sent = await deliverSome(to, some, request)
    unknown.push(...sent.unknown)
    if (sent.at !== undefined) times.push(sent.at)
  }
  if (times.length === 0) refuse('invalid', unknownWords(unknown))
  return Math.min(...times)
}

async function deliverSome(
  to: Addressed,
  hosts: readonly Host[],
  request: Request,
): Promise<{ readonly at?: Millis; readonly unknown: readonly Host[] }> {
  const { context, policy, target } = to
  try {
    return { at: await send(context, policy, target, hosts, request), unknown: [] }
  } catch (error) {
    if (!(error instanceof Refusal) || errorName(error.cause) !== 'InvalidInstanceId') throw error
    const unknown = await unknownOf(to, hosts, error)
    if (unknown.length === 0) throw error
    const rest = hosts.filter((host) => !unknown.includes(host))
    if (request.action === 'deploy' && (await stillRun(to, unknown))) refuse('invalid', unknownWords(unknown))
    return rest.length === 0 ? { unknown } : { at: await send(context, policy, target, rest, request), unknown }
  }
}

/** Those that the refusal names; where it names none, those whose agent never registered. */
async function unknownOf({ context }: Addressed, hosts: readonly Host[], { problem }: Refusal): Promise<Host[]> {
  const named = new Set(problem.message.match(/\bm?i-[0-9a-f]+/g))
  const told = hosts.filter(({ id }) => named.has(id))
  if (told.length > 0) return told
  return (await agentsOf(context, hosts)).flatMap(({ host, heard }) => (heard === 'never' ? [host] : []))
}

async function stillRun({ context, target }: Addressed, hosts: readonly Host[]): Promise<boolean> {
  const now = await findHosts(context, [target])
  return now.some((host) => isRunning(host) && hosts.some(({ id }) => id === host.id))
}

function unknownWords(hosts: readonly Host[]): string {
  const called = hosts.map((host) => host.called).join(', ')
  return `SSM takes no command for ${called}: install or start the SSM agent there and give the instance a role with AmazonSSMManagedInstanceCore, or take it out of the group.`
}
