import type { DescribeInstanceInformationResult, InstanceInformation } from '@aws-sdk/client-ssm'
import { allHosts, type Host, type Hosts, isReachable } from '../../hosts/host.ts'
import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation, type World } from '../../kernel/service.ts'

const LARGEST_PAGE = 50
const DEFAULT_PAGE = 10

interface Filter {
  readonly Key: string
  readonly Values: readonly string[]
}

/** DescribeInstanceInformation: the instances whose agent ever registered. */
export function describeInstanceInformation(world: World, hosts: Hosts): Operation {
  return (input): DescribeInstanceInformationResult => {
    const filters: readonly Filter[] = input['Filters'] ?? []
    const found = allHosts(hosts).filter(
      (host) =>
        host.agent !== 'missing' && host.state !== 'terminated' && filters.every((filter) => passes(host, filter)),
    )
    const { items, nextToken } = paginate(found, {
      maxResults: input['MaxResults'],
      nextToken: input['NextToken'],
      defaultSize: DEFAULT_PAGE,
      largestSize: LARGEST_PAGE,
    })
    return {
      InstanceInformationList: items.map((host) => view(world, host)),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    }
  }
}

function passes(host: Host, { Key, Values }: Filter): boolean {
  if (Key === 'InstanceIds') return Values.includes(host.instanceId)
  if (Key === 'PingStatus') return Values.includes(pingStatus(host))
  if (Key.startsWith('tag:')) return Values.includes(host.tags[Key.slice('tag:'.length)] ?? '')
  throw new AwsError('InvalidFilterKey', '')
}

function pingStatus(host: Host): 'Online' | 'ConnectionLost' {
  return isReachable(host) ? 'Online' : 'ConnectionLost'
}

function view(world: World, host: Host): InstanceInformation {
  return {
    InstanceId: host.instanceId,
    PingStatus: pingStatus(host),
    LastPingDateTime: new Date(isReachable(host) ? world.clock.now() : (host.lastPingAt ?? host.launchedAt)),
    AgentVersion: '3.3.2299.0',
    PlatformType: 'Linux',
    PlatformName: 'Amazon Linux',
    PlatformVersion: '2023',
    ResourceType: 'EC2Instance',
    IPAddress: host.privateIp,
    ComputerName: `ip-${host.privateIp.replaceAll('.', '-')}.ec2.internal`,
  }
}
