import { calling } from '../../aws/refusal.ts'
import type { Millis } from '../../domain/image.ts'
import type { DockerHostContext } from './docker-host-context.ts'
import type { Host } from './hosts.ts'

/** The SSM agent of a host, as SSM last heard of it. */
export interface Agent {
  readonly host: Host
  /** `never`: it has not registered. */
  readonly heard: 'online' | 'lost' | 'never'
  readonly lastAt?: Millis
}

/** A call takes so many instances. */
const chunk = 50

/** Asks SSM whose agent it hears of. */
export async function agentsOf(
  context: Pick<DockerHostContext, 'commands'>,
  hosts: readonly Host[],
): Promise<readonly Agent[]> {
  const agents: Agent[] = []
  for (let start = 0; start < hosts.length; start += chunk) {
    agents.push(...(await ask(context, hosts.slice(start, start + chunk))))
  }
  return agents
}

async function ask({ commands }: Pick<DockerHostContext, 'commands'>, hosts: readonly Host[]): Promise<Agent[]> {
  const api = await commands()
  const doing = { action: 'ssm:DescribeInstanceInformation', subject: 'the SSM agents of the instances' }
  const Filters = [{ Key: 'InstanceIds', Values: hosts.map(({ id }) => id) }]
  const answer = await calling(doing, () => api.describeInstanceInformation({ Filters, MaxResults: chunk }))
  return hosts.map((host): Agent => {
    const told = answer.InstanceInformationList?.find(({ InstanceId }) => InstanceId === host.id)
    if (!told) return { host, heard: 'never' }
    const lastAt = told.LastPingDateTime?.getTime()
    return {
      host,
      heard: told.PingStatus === 'Online' ? 'online' : 'lost',
      ...(lastAt === undefined ? {} : { lastAt }),
    }
  })
}

/** What is wrong with an agent, in words; undefined when nothing is. */
export function agentTrouble({ host, heard, lastAt }: Agent): string | undefined {
  if (heard === 'online') return undefined
  if (heard === 'never')
    return `the SSM agent of ${host.called} never registered: install it and give the instance a role with AmazonSSMManagedInstanceCore`
  const since = lastAt === undefined ? '' : ` since ${new Date(lastAt).toISOString()}`
  return `the SSM agent of ${host.called} has not been heard of${since}: start it, or take the instance out of the group`
}
