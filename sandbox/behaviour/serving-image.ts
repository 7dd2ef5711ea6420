import type { EcsControl } from '../services/ecs/ecs-control.ts'
import type { ImageBehaviour } from './image-behaviour.ts'

/** What serves a service now. */
export interface ServingImage {
  /** Of the first container that has one; without any the image is well. */
  readonly behaviour: ImageBehaviour
  /** Milliseconds since a task of it began to run. */
  readonly ranMs: number
}

/** Finds it; undefined when nothing runs. `service` is `cluster/service`. */
export function servingImage(
  ecs: Pick<EcsControl, 'serving' | 'native'>,
  behaviourOf: (digest: string) => ImageBehaviour | undefined,
  service: string,
  now: number,
): ServingImage | undefined {
  const [cluster = '', name = ''] = service.split('/')
  const serving = ecs.serving(cluster, name)
  if (serving === undefined) return undefined
  // With a strategy the balancer says who is asked: a new deployment is PRIMARY long before it gets traffic.
  const [most] = ecs.native.traffic(cluster, name)
  const digests = most === undefined ? serving.digests : Object.values(most.digests)
  const behaviour = digests.map(behaviourOf).find((one) => one !== undefined) ?? {}
  return { behaviour, ranMs: now - serving.since }
}
