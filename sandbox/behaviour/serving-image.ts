import type { HostsControl } from '../hosts/hosts-control.ts'
import type { EcsControl } from '../services/ecs/ecs-control.ts'
import type { ImageBehaviour } from './image-behaviour.ts'

/** What serves a service now. */
export interface ServingImage {
  /** Of the first container that has one; without any the image is well. */
  readonly behaviour: ImageBehaviour
  /** Milliseconds since a task of it began to run. */
  readonly ranMs: number
}

/** Where images run. */
export interface ServingPlaces {
  readonly ecs: Pick<EcsControl, 'serving' | 'native'>
  readonly hosts: Pick<HostsControl, 'read' | 'names'>
}

/** Finds it; undefined when nothing runs. `served` is `cluster/service`, or `host:NAME`: what stands behind nginx there. */
export function servingImage(
  { ecs, hosts }: ServingPlaces,
  behaviourOf: (digest: string) => ImageBehaviour | undefined,
  served: string,
  now: number,
): ServingImage | undefined {
  if (served.startsWith('host:')) {
    const name = served.slice('host:'.length)
    if (!hosts.names().includes(name)) return undefined
    const { state, behind } = hosts.read(name)
    if (state !== 'running' || behind === undefined) return undefined
    // A host does not tell since when a container runs.
    return { behaviour: behaviourOf(behind.digest) ?? {}, ranMs: Number.POSITIVE_INFINITY }
  }
  const [cluster = '', name = ''] = served.split('/')
  const serving = ecs.serving(cluster, name)
  if (serving === undefined) return undefined
  // With a strategy the balancer says who is asked: a new deployment is PRIMARY long before it gets traffic.
  const [most] = ecs.native.traffic(cluster, name)
  const digests = most === undefined ? serving.digests : Object.values(most.digests)
  const behaviour = digests.map(behaviourOf).find((one) => one !== undefined) ?? {}
  return { behaviour, ranMs: now - serving.since }
}
