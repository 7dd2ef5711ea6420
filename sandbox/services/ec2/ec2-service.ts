import type { Hosts } from '../../hosts/host.ts'
import type { Service, World } from '../../kernel/service.ts'
import { describeInstances } from './describe-instances.ts'

/** EC2 as far as finding instances goes. */
export function ec2Service(world: World, hosts: Hosts): Service {
  return { name: 'ec2', operations: { DescribeInstances: describeInstances(world, hosts) } }
}
