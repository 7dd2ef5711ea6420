import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What a host serves at the start. */
export interface Serving {
  /** Name of the container that runs. */
  readonly container: string
  /** Full URI without tag. */
  readonly repository: string
  readonly digest: string
  /** On 127.0.0.1; nginx points at it. */
  readonly port: number
  /** Absolute path of the file that holds nginx's upstream. */
  readonly upstreamFile: string
  /** Name of the upstream. */
  readonly upstream: string
}

/** A container as `docker ps --all` knows it. */
export interface ContainerNow {
  readonly name: string
  readonly digest: string
  readonly port: number
  readonly isRunning: boolean
}

/** The stand-in docker keeps each container in a folder of small files, one for each thing it knows. */
const CONTAINERS = 'docker/containers'
const IMAGES = 'docker/images'
const NGINX = 'etc/nginx/conf.d'

/** Lays out a host's directory, with what runs on it. */
export function furnish(directory: string, serves: Serving | undefined): void {
  for (const folder of [CONTAINERS, IMAGES, NGINX, 'var/lib']) {
    mkdirSync(join(directory, folder), { recursive: true })
  }
  if (!serves) return
  const { container, repository, digest, port, upstreamFile, upstream } = serves
  writeFields(join(directory, IMAGES, digest.replace(':', '-')), { repository, digest })
  writeFields(join(directory, CONTAINERS, container), {
    id: Buffer.from(container).toString('hex').padEnd(64, '0').slice(0, 64),
    image: `${repository}@${digest}`,
    repository,
    digest,
    port: String(port),
    state: 'running',
    fate: 'healthy',
    restart: 'unless-stopped',
    labels: '',
    exit: '0',
  })
  const file = join(directory, upstreamFile)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `upstream ${upstream} { server 127.0.0.1:${port}; }\n`)
}

function writeFields(folder: string, fields: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, value] of Object.entries(fields)) writeFileSync(join(folder, name), `${value}\n`)
}

export function containersOf(directory: string): ContainerNow[] {
  return readdirSync(join(directory, CONTAINERS)).map((name) => {
    const field = (what: string) => readFileSync(join(directory, CONTAINERS, name, what), 'utf8').trim()
    return { name, digest: field('digest'), port: Number(field('port')), isRunning: field('state') === 'running' }
  })
}

/** Digests of the images that docker has. */
export function imagesOf(directory: string): string[] {
  return readdirSync(join(directory, IMAGES)).map((name) => name.replace('-', ':'))
}

/** The port that nginx's upstream names, in whatever file of its configuration. */
export function serving(directory: string): number | undefined {
  const files = readdirSync(join(directory, 'etc/nginx'), { recursive: true, encoding: 'utf8' })
  const texts = files
    .filter((file) => file.endsWith('.conf'))
    .map((file) => readFileSync(join(directory, 'etc/nginx', file), 'utf8'))
  const port = texts.map((text) => /server 127\.0\.0\.1:(\d+)/.exec(text)?.[1]).find((found) => found !== undefined)
  return port === undefined ? undefined : Number(port)
}

/** Gives the container behind nginx another image. */
export function replaceServed(directory: string, digest: string): void {
  const port = serving(directory)
  const served = containersOf(directory).find((container) => container.isRunning && container.port === port)
  if (!served) throw new Error('Nothing runs behind nginx on this host: there is nothing to replace.')
  const folder = join(directory, CONTAINERS, served.name)
  const repository = readFileSync(join(folder, 'repository'), 'utf8').trim()
  writeFields(folder, { image: `${repository}@${digest}`, digest })
  writeFields(join(directory, IMAGES, digest.replace(':', '-')), { repository, digest })
}
