import type { Random } from '../kernel/service.ts'

/** Where in a script a host dies: at the first call of a stand-in that begins so (`docker run`, `nginx -s reload`). */
export interface Death {
  readonly command: string
  readonly when: 'before' | 'after'
}

/** A simulated EC2 instance with Docker and nginx on it. Times are epoch milliseconds. */
export interface Host {
  /** The sandbox's own name for it; also its Name tag. */
  readonly name: string
  readonly instanceId: string
  readonly privateIp: string
  readonly tags: Readonly<Record<string, string>>
  readonly launchedAt: number
  /** Its file system. */
  readonly directory: string
  state: 'running' | 'stopped' | 'terminated'
  /** `missing`: the agent never registered. */
  agent: 'online' | 'offline' | 'missing'
  /** When the agent was last heard of, once it is not online. */
  lastPingAt?: number
  /** Fails every health check, whatever the image. */
  sick: boolean
  death: Death | undefined
}

/** An image as a host can pull it. */
export interface PullableImage {
  /** Full URI without tag. */
  readonly repository: string
  readonly digest: string
}

export interface Hosts {
  readonly random: Random
  readonly now: () => number
  readonly byName: Map<string, Host>
  readonly registry: () => readonly PullableImage[]
  /** What becomes of containers, by digest; healthy when nothing is said. */
  readonly fates: Map<string, string>
  /** Told whenever a host or its agent comes or goes. */
  readonly listeners: Set<() => void>
  /** A script's host died at the place it was told to. */
  readonly died: (host: Host) => void
}

export function allHosts(hosts: Hosts): Host[] {
  return [...hosts.byName.values()]
}

export function hostOfInstance(hosts: Hosts, instanceId: string): Host | undefined {
  return allHosts(hosts).find((host) => host.instanceId === instanceId)
}

export function hostNamed(hosts: Hosts, name: string): Host {
  const host = hosts.byName.get(name)
  if (host) return host
  const known = [...hosts.byName.keys()].join(', ') || 'none'
  throw new Error(`No host is called ${name}. Set it up first; there are: ${known}.`)
}

/** Whether a command sent now reaches the host. */
export function isReachable(host: Host): boolean {
  return host.state === 'running' && host.agent === 'online'
}
