import { parseDuration } from '../duration.ts'
import type { DockerHostTarget } from '../normalised.ts'
import type { DockerHostFile } from './docker-host-file.ts'
import { imageContainer } from './image-container.ts'
import type { WrittenTarget } from './written-target.ts'

const defaultContainerPort = 80

export function writtenDockerHost(host: DockerHostFile): WrittenTarget {
  const { repository, tags, upstream } = host
  const { key, value } = tagOf(host)
  return {
    key: 'dockerHost',
    resource: `hosts ${key}=${value} ${upstream.file}`,
    called: `${upstream.file} on the instances with the tag ${key}=${value}`,
    resourcePath: ['dockerHost', 'upstream', 'file'],
    containers: { [imageContainer]: { repository, tags } },
    containerPath: () => ['dockerHost'],
    place: () => ({ kind: 'docker-host', dockerHost: dockerHostTarget(host) }),
  }
}

function tagOf({ instances }: DockerHostFile): DockerHostTarget['tag'] {
  const [key = '', value = ''] = Object.entries(instances.tag)[0] ?? []
  return { key, value }
}

function dockerHostTarget(host: DockerHostFile): DockerHostTarget {
  const { batch = {}, health = {}, drain, stop } = host
  const times = { health: seconds(health.within, 60), drain: seconds(drain, 60), stop: seconds(stop, 10) }
  return {
    tag: tagOf(host),
    batch: {
      first: sizeOf(batch.first),
      next: sizeOf(batch.next),
      pauseMs: parseDuration(batch.pause ?? '') ?? 0,
    },
    settings: [...settingsOf(host), ...Object.entries(times).map(([what, value]) => `${what}.seconds=${value}`)],
    prune: host.prune ?? false,
    runSeconds: times.health + times.drain + times.stop,
  }
}

function seconds(duration: string | undefined, otherwise: number): number {
  const millis = parseDuration(duration ?? '')
  return millis === undefined ? otherwise : Math.round(millis / 1000)
}

function sizeOf(size: number | string | undefined): DockerHostTarget['batch']['first'] {
  if (typeof size === 'string') return { percent: Number.parseInt(size, 10) }
  return size ?? 1
}

/** As the host script takes them. */
function settingsOf({ port, upstream, health = {}, run = {}, login }: DockerHostFile): string[] {
  const { status = [], path } = health
  const { env, volumes = [], restart, logDriver, logOptions = [] } = run
  const single: readonly [string, string | number | undefined][] = [
    ['port.blue', port.blue],
    ['port.green', port.green],
    ['container.port', port.container ?? defaultContainerPort],
    ['upstream.file', upstream.file],
    ['upstream.name', upstream.name],
    ['health.path', path],
    ['env.file', env],
    ['restart', restart],
    ['log.driver', logDriver],
    ['login', login],
  ]
  return [
    ...single.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`])),
    ...status.map((each) => `health.status=${each}`),
    ...volumes.map((each) => `volume=${each}`),
    ...logOptions.map((each) => `log.option=${each}`),
  ]
}
