import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hex } from '../kernel/random.ts'
import type { World } from '../kernel/service.ts'
import { allHosts, type Death, type Host, type Hosts, hostNamed } from './host.ts'
import {
  type ContainerNow,
  containersOf,
  furnish,
  imagesOf,
  replaceServed,
  type Serving,
  serving,
} from './host-files.ts'

export interface HostSetUp {
  readonly name: string
  readonly tags?: Readonly<Record<string, string>>
  /** What runs on it and what nginx points at; a bare host when left out. */
  readonly serves?: Serving
  readonly agent?: Host['agent']
  readonly sick?: boolean
  /** Epoch milliseconds; a day ago when left out. */
  readonly launchedAt?: number
}

/** What a host serves: the container behind nginx, and every container on it. */
export interface HostNow {
  readonly state: Host['state']
  readonly instanceId: string
  /** The port that nginx's upstream names; absent without an upstream file. */
  readonly upstream?: number
  /** The running container that publishes that port. */
  readonly behind?: ContainerNow
  readonly containers: readonly ContainerNow[]
  /** Digests of the images on it. */
  readonly images: readonly string[]
}

/** Set-up and read-back of the Docker hosts. A host is named as it was added. */
export interface HostsControl {
  /** Starts an instance with Docker, nginx and the SSM agent. @returns its instance id */
  readonly add: (host: HostSetUp) => string
  /** The instance stops: EC2 shows it as stopped, its agent is lost, and a script on it never tells how it ended. */
  readonly down: (name: string) => void
  /** The instance runs but its SSM agent is not heard of any more. */
  readonly offline: (name: string) => void
  /** The instance runs, but SSM knows it no more: it refuses commands for it. */
  readonly deregister: (name: string) => void
  /** The instance runs, its agent is online, and nothing is wrong with it any more. */
  readonly up: (name: string) => void
  readonly terminate: (name: string) => void
  /** From now on every health check on it fails. */
  readonly sicken: (name: string) => void
  /** It goes down in the middle of a script: at the next call that begins so. */
  readonly dieAt: (name: string, death: Death) => void
  /** What becomes of containers that start from now on with this image; see the stand-in docker for the names it knows. */
  readonly fate: (digest: string, fate: string) => void
  /** Somebody puts another image of the same repository in the place of what nginx points at, by hand. */
  readonly replace: (name: string, digest: string) => void
  readonly read: (name: string) => HostNow
  readonly names: () => readonly string[]
}

export interface HostsParts {
  readonly hosts: Hosts
  readonly control: HostsControl
  /** Removes their directories. */
  readonly close: () => void
}

/** Simulated Docker hosts: a directory for each instance. */
export function createHosts(world: World, registry: Hosts['registry']): HostsParts {
  const listeners = new Set<() => void>()
  const hosts: Hosts = {
    random: world.random.fork('hosts'),
    now: world.clock.now,
    byName: new Map(),
    registry,
    fates: new Map(),
    listeners,
    died: (host) => change(hosts, host, { state: 'stopped', agent: 'offline', death: undefined }),
  }
  return {
    hosts,
    control: hostsControl(hosts),
    close() {
      for (const { directory } of allHosts(hosts)) rmSync(directory, { recursive: true, force: true })
    },
  }
}

function hostsControl(hosts: Hosts): HostsControl {
  const alter = (name: string, now: Partial<Host>): void => change(hosts, hostNamed(hosts, name), now)
  return {
    add: (host) => add(hosts, host).instanceId,
    down: (name) => alter(name, { state: 'stopped', agent: 'offline' }),
    offline: (name) => alter(name, { agent: 'offline' }),
    deregister: (name) => alter(name, { agent: 'missing' }),
    up: (name) => alter(name, { state: 'running', agent: 'online', sick: false, death: undefined }),
    terminate: (name) => alter(name, { state: 'terminated', agent: 'offline' }),
    sicken: (name) => alter(name, { sick: true }),
    dieAt: (name, death) => alter(name, { death }),
    fate: (digest, fate) => void hosts.fates.set(digest, fate),
    replace: (name, digest) => replaceServed(hostNamed(hosts, name).directory, digest),
    read: (name) => read(hostNamed(hosts, name)),
    names: () => [...hosts.byName.keys()],
  }
}

function change(hosts: Hosts, host: Host, now: Partial<Host>): void {
  if (host.agent === 'online' && now.agent === 'offline') host.lastPingAt = hosts.now()
  Object.assign(host, now)
  for (const listener of [...hosts.listeners]) listener()
}

function add(hosts: Hosts, { name, tags = {}, serves, agent = 'online', sick = false, launchedAt }: HostSetUp): Host {
  const { random } = hosts
  const host: Host = {
    name,
    instanceId: `i-0${hex(random, 16)}`,
    privateIp: `10.0.${random.integer(0, 15)}.${random.integer(4, 250)}`,
    tags: { Name: name, ...tags },
    launchedAt: launchedAt ?? hosts.now() - 24 * 60 * 60 * 1000,
    directory: mkdtempSync(join(tmpdir(), 'longshore-host-')),
    state: 'running',
    agent,
    sick,
    death: undefined,
  }
  hosts.byName.set(name, host)
  furnish(host.directory, serves)
  return host
}

function read({ state, instanceId, directory }: Host): HostNow {
  const containers = containersOf(directory)
  const upstream = serving(directory)
  const behind = containers.find(({ port, isRunning }) => isRunning && port === upstream)
  return {
    state,
    instanceId,
    containers,
    images: imagesOf(directory),
    ...(upstream === undefined ? {} : { upstream }),
    ...(behind ? { behind } : {}),
  }
}
