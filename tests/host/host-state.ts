import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from './host.ts'
import { digest, nameOfDigest, repository } from './host-files.ts'
import type { Container, Fate, Image, Registry } from './stand-in/docker-state.ts'

function readJson<T>(path: string, otherwise: T): T {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : otherwise
}

/** Puts an image into the registry; without a fate, takes it out. */
export function push(host: Host, name: string, fate: Fate | undefined = 'graceful'): void {
  const path = join(host.folder, 'registry.json')
  writeFileSync(path, JSON.stringify({ ...readJson<Registry>(path, {}), [digest(name)]: fate }))
}

export function removeFromRegistry(host: Host, name: string): void {
  const path = join(host.folder, 'registry.json')
  const { [digest(name)]: _gone, ...rest } = readJson<Registry>(path, {})
  writeFileSync(path, JSON.stringify(rest))
}

function images(host: Host): Image[] {
  return readJson<Image[]>(join(host.folder, 'images.json'), [])
}

/** Names of the images of our repository that are on the host. */
export function imagesHere(host: Host): string[] {
  return images(host)
    .filter((image) => image.repository === repository)
    .map((image) => nameOfDigest(image.digest))
    .toSorted()
}

/** Puts an image on the host as if somebody had pulled it by its tag. */
export function pullByTag(host: Host, name: string, tag: string, of: string = repository): string {
  const image = {
    repository: of,
    tag,
    digest: digest(name),
    id: digest(`id-${of}-${name}`.slice(-30)),
    fate: 'graceful',
  }
  writeFileSync(join(host.folder, 'images.json'), JSON.stringify([...images(host), image]))
  return `${of}:${tag}`
}

/** Calls docker as a person on the host would. */
export function docker(host: Host, ...words: string[]): void {
  const { status, stderr } = spawnSync('docker', words, { env: host.environment, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

export function containers(host: Host): Container[] {
  const names = readdirSync(join(host.folder, 'containers'))
  return names.map((name) => readJson<Container>(join(host.folder, 'containers', name), {} as Container))
}

export function container(host: Host, name: string): Container | undefined {
  return containers(host).find((each) => each.Name === name)
}

/** Each container as `name: image, state, restart policy`. */
export function containersTold(host: Host): string[] {
  return containers(host)
    .map(({ Name, Config, State, HostConfig }) => {
      const image = Config.Image.includes('@')
        ? nameOfDigest(Config.Image.split('@')[1] ?? '')
        : Config.Image.split(':')[1]
      return `${Name}: ${image}, ${State.Status}, ${HostConfig.RestartPolicy}`
    })
    .toSorted()
}

/** Which release nginx serves, by its short name; or the status, if that is not 200. */
export async function served(host: Host): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${host.port}/`, { headers: { connection: 'close' } })
  const body = await response.text()
  return response.status === 200 ? nameOfDigest(body) : String(response.status)
}

export function upstream(host: Host): string | undefined {
  return existsSync(host.upstreamFile) ? readFileSync(host.upstreamFile, 'utf8') : undefined
}

/** What must not change when a run refuses: the files nginx reads, and the containers that run. */
export async function picture(host: Host): Promise<unknown> {
  const running = containers(host).filter((each) => each.State.Status === 'running')
  return {
    served: await served(host),
    running: running.map((each) => `${each.Name} ${each.Id} ${each.State.Pid} ${each.HostConfig.RestartPolicy}`),
    nginx: readdirSync(join(host.folder, 'conf.d')).map(
      (name) => `${name}: ${readFileSync(join(host.folder, 'conf.d', name), 'utf8')}`,
    ),
    state: existsSync(join(host.folder, 'state', 'legacy-web', 'switching')),
  }
}

/** What each container did, in order: `begin ID` and `end ID` of a request, `term N` with N requests in progress. */
export function logs(host: Host): string[][] {
  const folder = join(host.folder, 'logs')
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
}

/** Lets the apps with the fate `gated` begin to answer. */
export function openGate(host: Host): void {
  writeFileSync(join(host.folder, 'gate'), '')
}
