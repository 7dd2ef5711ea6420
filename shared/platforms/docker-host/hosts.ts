import type { Instance } from '@aws-sdk/client-ec2'
import { calling } from '../../aws/refusal.ts'
import type { DockerHostTarget } from '../../config/normalised.ts'
import type { Millis } from '../../domain/image.ts'
import type { DockerHostContext } from './docker-host-context.ts'

/** An instance that carries a target's tag. */
export interface Host {
  readonly id: string
  /** `web-1 (i-0123…)`, or the id alone. */
  readonly called: string
  /** `running`, or why not: `stopped`, `terminated`, `pending` … */
  readonly state: string
  readonly launchedAt: Millis
  readonly tags: Readonly<Record<string, string>>
}

const pageSize = 1000

/** The instances of all given targets, in as many calls as there are tag keys (and pages). By name, then id. */
export async function findHosts(
  context: Pick<DockerHostContext, 'ec2'>,
  targets: readonly DockerHostTarget[],
): Promise<readonly Host[]> {
  const keys = Map.groupBy(targets, ({ tag }) => tag.key)
  const found = await Promise.all(
    [...keys].map(([key, some]) => describe(context, key, [...new Set(some.map(({ tag }) => tag.value))])),
  )
  const byId = new Map(found.flat().map((host) => [host.id, host]))
  return [...byId.values()].sort((a, b) => (a.called < b.called ? -1 : 1))
}

/** The hosts of one target among those found. */
export function hostsOf({ tag }: DockerHostTarget, hosts: readonly Host[]): Host[] {
  return hosts.filter(({ tags }) => tags[tag.key] === tag.value)
}

export function isRunning({ state }: Host): boolean {
  return state === 'running'
}

/** It never comes back: scaled in, or replaced. */
export function isGone({ state }: Host): boolean {
  return state === 'shutting-down' || state === 'terminated'
}

async function describe(
  { ec2 }: Pick<DockerHostContext, 'ec2'>,
  key: string,
  values: readonly string[],
): Promise<Host[]> {
  const api = await ec2()
  const hosts: Host[] = []
  let token: string | undefined
  do {
    const page = await calling({ action: 'ec2:DescribeInstances', subject: `instances with the tag ${key}` }, () =>
      api.describeInstances({
        Filters: [{ Name: `tag:${key}`, Values: [...values] }],
        MaxResults: pageSize,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    )
    hosts.push(...(page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances.map(hostOf)))
    token = page.NextToken
  } while (token)
  return hosts
}

function hostOf({ InstanceId: id = '', Tags = [], State, LaunchTime }: Instance): Host {
  const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))
  const name = tags['Name']
  return {
    id,
    called: name ? `${name} (${id})` : id,
    state: State?.Name ?? 'unknown',
    launchedAt: LaunchTime?.getTime() ?? 0,
    tags,
  }
}
