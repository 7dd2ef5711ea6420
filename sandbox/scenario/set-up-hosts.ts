import { type AccountHost, referenceOf } from './account-host.ts'
import type { ScenarioHost } from './host-schema.ts'

type ScenarioHosts = Readonly<Record<string, ScenarioHost>>

/** Images that hosts run. */
export function hostImages(hosts: ScenarioHosts): string[] {
  return Object.values(hosts).flatMap(({ serves }) => serves?.image ?? [])
}

/** Starts the hosts; a group's are called NAME-1, NAME-2 … */
export function setUpHosts(hosts: ScenarioHosts, host: AccountHost): void {
  for (const [name, { count, ...one }] of Object.entries(hosts)) {
    if (count === undefined) add(name, one, host)
    else for (let nth = 1; nth <= count; nth += 1) add(`${name}-${nth}`, one, host)
  }
}

function add(
  name: string,
  { tags = {}, serves, agent = 'online' }: Omit<ScenarioHost, 'count'>,
  host: AccountHost,
): void {
  host.hosts.add({ name, tags, agent, ...(serves ? { serves: servingOf(serves, host) } : {}) })
}

function servingOf({ image, container, port, upstream }: NonNullable<ScenarioHost['serves']>, host: AccountHost) {
  const { repository, tag, digest } = host.images.named(image)
  const known = tag === undefined ? digest : (host.ecr.digestOf(repository, tag) ?? digest)
  const uri = referenceOf(image, host).replace(/(@sha256:.*|:[^:/]+)$/, '')
  const name = container.replace(/-(blue|green)$/, '')
  return { container, repository: uri, digest: known, port, upstreamFile: upstream, upstream: name }
}
