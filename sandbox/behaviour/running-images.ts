import type { HostsControl } from '../hosts/hosts-control.ts'
import type { World } from '../kernel/service.ts'
import { startWeb, type WebAnswer, type WebReceiver } from '../receivers/web.ts'
import type { CloudwatchControl } from '../services/cloudwatch/cloudwatch-service.ts'
import type { EcsControl } from '../services/ecs/ecs-control.ts'
import type { LogsControl } from '../services/logs/logs-service.ts'
import { holdingAt, type ImageBehaviour, type ImageProbe } from './image-behaviour.ts'
import { measureRequests } from './service-traffic.ts'
import { type ServingImage, servingImage } from './serving-image.ts'

/** What images do while services run them: answer requests, write logs, and make the metrics of their load balancer. */
export interface RunningImages {
  /** What the image does from now on, wherever it runs. */
  readonly behave: (digest: string, behaviour: ImageBehaviour) => void
  /** Requests to this path, and to what is below it, are answered by what the service (`cluster/service`) or the host (`host:NAME`) runs. */
  readonly route: (path: string, served: string) => void
  /** Users send so many requests from now on, and have sent them for an hour. */
  readonly traffic: (service: string, perMinute: number) => void
  /** What a probe of the service finds now. */
  readonly probe: (service: string) => Omit<ImageProbe, 'fromMs'>
  /** The web server that the paths are on. */
  readonly web: WebReceiver
  readonly stop: () => Promise<void>
}

/** What of the account they act on. */
export interface Surroundings {
  readonly ecs: Pick<EcsControl, 'serving' | 'native' | 'services'>
  readonly hosts: Pick<HostsControl, 'read' | 'names'>
  readonly cloudwatch: Pick<CloudwatchControl, 'put'>
  readonly logs: Pick<LogsControl, 'write'>
}

interface ImagesState {
  readonly world: World
  readonly around: Surroundings
  readonly behaviours: Map<string, ImageBehaviour>
  readonly routes: Map<string, string>
  readonly traffic: Map<string, number>
  isBeating: boolean
}

/** Users come, and images write, in a beat: even enough for metrics of a minute, and cheap over hours of world time. */
const BEAT_MS = 10_000
const BEATS_PER_MINUTE = 60_000 / BEAT_MS
const HISTORY_MINUTES = 60

const NOBODY: WebAnswer = { status: 503, body: '503 Service Temporarily Unavailable' }

/** Starts the web server. Nothing beats before there is traffic, or an image that writes. */
export async function startRunningImages(world: World, around: Surroundings): Promise<RunningImages> {
  const state: ImagesState = {
    world,
    around,
    behaviours: new Map(),
    routes: new Map(),
    traffic: new Map(),
    isBeating: false,
  }
  const web = await startWeb(world.clock, (path) => answerTo(state, path))
  return {
    behave(digest, behaviour) {
      state.behaviours.set(digest, behaviour)
      if (behaviour.logs) keepBeating(state)
    },
    route: (path, served) => void state.routes.set(path, served),
    traffic(service, perMinute) {
      state.traffic.set(service, perMinute)
      fillHistory(state, service, perMinute)
      keepBeating(state)
    },
    probe: (service) => probeOf(serving(state, service)),
    web,
    stop: () => web.stop(),
  }
}

function serving(state: ImagesState, service: string): ServingImage | undefined {
  const { around, behaviours, world } = state
  return servingImage(around, (digest) => behaviours.get(digest), service, world.clock.now())
}

function answerTo(state: ImagesState, path: string): WebAnswer | undefined {
  const [, service] = [...state.routes].find(([route]) => path === route || path.startsWith(`${route}/`)) ?? []
  if (service === undefined) return undefined
  const image = serving(state, service)
  return image === undefined ? NOBODY : (holdingAt(image.behaviour.answers, image.ranMs) ?? {})
}

function probeOf(image: ServingImage | undefined): Omit<ImageProbe, 'fromMs'> {
  if (image === undefined) return { ok: false, reason: 'nothing runs' }
  const { ok = true, reason = 'all is well' } = holdingAt(image.behaviour.probe, image.ranMs) ?? {}
  return { ok, reason }
}

function fillHistory({ world, around }: ImagesState, service: string, requests: number): void {
  const now = world.clock.now()
  for (let minute = 1; minute <= HISTORY_MINUTES; minute += 1) {
    measureRequests(around.cloudwatch, { service, at: now - minute * 60_000, requests, by: {} })
  }
}

function keepBeating(state: ImagesState): void {
  if (state.isBeating) return
  state.isBeating = true
  const { clock } = state.world
  function next(number: number): void {
    clock.after(BEAT_MS, 'what runs serves and writes', () => {
      for (const { cluster, name } of state.around.ecs.services()) beat(state, `${cluster}/${name}`, number)
      next(number + 1)
    })
  }
  next(0)
}

function beat(state: ImagesState, service: string, number: number): void {
  const image = serving(state, service)
  const due = (perMinute: number) =>
    Math.floor(((number + 1) * perMinute) / BEATS_PER_MINUTE) - Math.floor((number * perMinute) / BEATS_PER_MINUTE)
  const requests = due(state.traffic.get(service) ?? 0)
  const by = image && (holdingAt(image.behaviour.serves, image.ranMs) ?? {})
  measureRequests(state.around.cloudwatch, { service, at: state.world.clock.now(), requests, by })
  if (image === undefined) return
  for (const { group, line, perMinute = BEATS_PER_MINUTE, fromMs = 0 } of image.behaviour.logs ?? []) {
    if (image.ranMs < fromMs) continue
    for (let times = due(perMinute); times > 0; times -= 1) state.around.logs.write(group, line, service)
  }
}
