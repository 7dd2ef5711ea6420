import type { DescribeInstancesResult, Instance } from '@aws-sdk/client-ec2'
import { allHosts, type Host, type Hosts, hostOfInstance } from '../../hosts/host.ts'
import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation, type World } from '../../kernel/service.ts'
import { type Filter, passes } from './filters.ts'

const LARGEST_PAGE = 1000
const STATE_CODES = { running: 16, stopped: 80, terminated: 48 } as const

/** DescribeInstances, one reservation for each instance. */
export function describeInstances(world: World, hosts: Hosts): Operation {
  return (input): DescribeInstancesResult => {
    const { InstanceIds: ids, Filters: filters = [], MaxResults: maxResults } = input
    if (ids !== undefined && maxResults !== undefined) {
      const text = 'The parameter instancesSet cannot be used with the parameter maxResults'
      throw new AwsError('InvalidParameterCombination', text)
    }
    refuseSmallPage(maxResults)
    const named = ids === undefined ? allHosts(hosts) : requireAll(hosts, ids)
    const found = named.filter((host) => passes(host, filters as readonly Filter[]))
    const { items, nextToken } = paginate(found, {
      maxResults,
      nextToken: input['NextToken'],
      defaultSize: LARGEST_PAGE,
      largestSize: LARGEST_PAGE,
    })
    return {
      Reservations: items.map((host) => ({
        ReservationId: host.instanceId.replace('i-', 'r-'),
        OwnerId: world.account,
        Instances: [instanceView(host)],
      })),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    }
  }
}

function refuseSmallPage(size: number | undefined): void {
  if (size === undefined || (size >= 5 && size <= LARGEST_PAGE)) return
  throw new AwsError(
    'InvalidParameterValue',
    `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value between 5 and ${LARGEST_PAGE}.`,
  )
}

function requireAll(hosts: Hosts, ids: readonly string[]): Host[] {
  return ids.map((id) => {
    const host = hostOfInstance(hosts, id)
    if (host) return host
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`)
  })
}

function instanceView(host: Host): Instance {
  return {
    InstanceId: host.instanceId,
    InstanceType: 't4g.small',
    PrivateIpAddress: host.privateIp,
    LaunchTime: new Date(host.launchedAt),
    State: { Name: host.state, Code: STATE_CODES[host.state] },
    Tags: Object.entries(host.tags).map(([Key, Value]) => ({ Key, Value })),
  }
}
