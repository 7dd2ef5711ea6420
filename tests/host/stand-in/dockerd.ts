// A docker daemon as far as the host script needs one. Its containers are real processes; what it knows is in files, for tests to read.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createPortProbe } from 'node:net'
import { join } from 'node:path'
import { type Container, type Fate, type Image, Refusal, type Registry, type RunOptions } from './docker-state.ts'
import { render } from './go-template.ts'
import { readOptions } from './options.ts'

const home = process.env['STAND_IN'] ?? '.'
const children = new Map<string, ChildProcess>()

function readJson<T>(name: string, otherwise: T): T {
  const path = join(home, name)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : otherwise
}

/** Whoever reads meanwhile finds the whole of it, the old or the new. */
function write(name: string, content: unknown): void {
  const unfinished = join(home, `unfinished-${process.pid}.json`)
  writeFileSync(unfinished, JSON.stringify(content))
  renameSync(unfinished, join(home, name))
}

function containers(): Container[] {
  return readdirSync(join(home, 'containers')).map((name) => readJson<Container>(`containers/${name}`, {} as Container))
}

function save(container: Container): void {
  write(`containers/${container.Id}.json`, container)
}

function find(name: string | undefined): Container {
  const found = containers().find((each) => each.Name === name || (name !== undefined && each.Id.startsWith(name)))
  if (found === undefined) throw new Refusal(1, `Error response from daemon: No such container: ${name}`)
  return found
}

function images(): Image[] {
  return readJson<Image[]>('images.json', [])
}

function findImage(reference: string | undefined): Image {
  const found = images().find((each) =>
    [`${each.repository}@${each.digest}`, `${each.repository}:${each.tag}`, each.id].includes(reference ?? ''),
  )
  if (found === undefined) throw new Refusal(1, `Error response from daemon: No such image: ${reference}`)
  return found
}

async function portIsFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = createPortProbe()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/** Starts the process of a container; like docker, starts it again when it dies and its policy says so. */
function launch(container: Container): void {
  const { fate, digest } = findImage(container.Image)
  const child = spawn(process.execPath, [join(import.meta.dirname, 'app.ts')], {
    stdio: 'ignore',
    env: {
      PORT: String(container.HostPort),
      DIGEST: digest,
      FATE: fate,
      LOG: join(home, 'logs', `${container.Id}.log`),
      GATE: join(home, 'gate'),
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    },
  })
  children.set(container.Id, child)
  container.State = { ...container.State, Status: 'running', Pid: child.pid ?? 0 }
  save(container)
  child.once('exit', (code, signal) => afterExit(container.Id, code ?? (signal === 'SIGKILL' ? 137 : 143)))
}

function afterExit(id: string, code: number): void {
  children.delete(id)
  if (!existsSync(join(home, 'containers', `${id}.json`))) return
  const container = find(id)
  container.State = { ...container.State, Status: 'exited', ExitCode: code, Pid: 0 }
  const restarts = !container.State.Stopping && container.HostConfig.RestartPolicy !== 'no' && code !== 0
  if (restarts) {
    container.RestartCount += 1
    container.State.Status = 'restarting'
    setTimeout(() => startAgain(id), 50 * container.RestartCount)
  }
  save(container)
}

/** Unless it was stopped or removed meanwhile. */
function startAgain(id: string): void {
  if (!existsSync(join(home, 'containers', `${id}.json`))) return
  const container = find(id)
  if (!container.State.Stopping) launch(container)
}

async function start(container: Container): Promise<void> {
  if (container.State.Status === 'running') return
  if (!(await portIsFree(container.HostPort)))
    throw new Refusal(
      1,
      `Error response from daemon: Bind for 127.0.0.1:${container.HostPort} failed: port is already allocated`,
    )
  container.State.Stopping = false
  launch(container)
}

async function run(words: string[]): Promise<string> {
  const { options, rest } = readOptions(words, ['detach'], 125)
  const [reference] = rest
  const name = options['name']?.[0] ?? 'nameless'
  if (options['env-file'] !== undefined && /^\S+ /m.test(readFileSync(options['env-file'][0] ?? '', 'utf8')))
    throw new Refusal(
      125,
      `docker: invalid env file: variable '${readFileSync(options['env-file'][0] ?? '', 'utf8')}' contains whitespaces`,
    )
  if (containers().some((each) => each.Name === name))
    throw new Refusal(125, `docker: Conflict. The container name "/${name}" is already in use`)
  const container = created(name, findImage(reference), reference ?? '', options)
  save(container)
  try {
    await start(container)
  } catch (error) {
    throw error instanceof Refusal
      ? new Refusal(125, error.message.replace('Error response', 'docker: Error response'))
      : error
  }
  return container.Id
}

function created(name: string, image: Image, reference: string, options: RunOptions): Container {
  const [, hostPort = '0', port = '0'] = (options['publish']?.[0] ?? '').split(':')
  return {
    Id: `${Date.now().toString(16)}${Math.floor(Math.random() * 2 ** 32).toString(16)}`.padEnd(64, '0'),
    Name: name,
    Image: image.id,
    Config: { Image: reference, Labels: Object.fromEntries((options['label'] ?? []).map((label) => label.split('='))) },
    State: { Status: 'created', ExitCode: 0, OOMKilled: false, Pid: 0, Stopping: false },
    HostConfig: { RestartPolicy: options['restart']?.[0] ?? 'no' },
    HostPort: Number(hostPort),
    Port: Number(port),
    Options: options,
    RestartCount: 0,
  }
}

async function stop(words: string[]): Promise<string> {
  const { options, rest } = readOptions(words, [], 125)
  const container = find(rest[0])
  const child = children.get(container.Id)
  container.State.Stopping = true
  save(container)
  if (child === undefined) {
    container.State.Status = container.State.Status === 'created' ? 'created' : 'exited'
    save(container)
    return container.Name
  }
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGKILL'), Number(options['t']?.[0] ?? 10) * 1000)
  await ended
  clearTimeout(patience)
  return container.Name
}

function rm(words: string[]): string {
  const container = find(readOptions(words, ['volumes'], 125).rest[0])
  if (['running', 'restarting'].includes(container.State.Status))
    throw new Refusal(
      1,
      `Error response from daemon: cannot remove container "/${container.Name}": container is running: stop the container before removing or force remove`,
    )
  rmSync(join(home, 'containers', `${container.Id}.json`))
  return container.Name
}

function rename([from, to]: string[]): string {
  const container = find(from)
  if (containers().some((each) => each.Name === to))
    throw new Refusal(1, `Error response from daemon: Conflict. The container name "/${to}" is already in use`)
  save({ ...container, Name: to ?? '' })
  return ''
}

function update(words: string[]): string {
  const { options, rest } = readOptions(words, [], 125)
  const container = find(rest[0])
  container.HostConfig.RestartPolicy = options['restart']?.[0] ?? container.HostConfig.RestartPolicy
  save(container)
  return container.Name
}

const pullTroubles: Partial<Record<Fate, string>> = {
  unreachable: 'Error response from daemon: Get "https://registry/v2/": dial tcp: i/o timeout',
  denied:
    "Error response from daemon: pull access denied for web, repository does not exist or may require 'docker login': denied: not authorized",
  helperless:
    'error getting credentials - err: exec: "docker-credential-ecr-login": executable file not found in $PATH',
}

function pull(words: string[]): string {
  const [reference = ''] = readOptions(words, ['quiet'], 125).rest
  const [repository = '', digest = ''] = reference.split('@')
  const registry = readJson<Registry>('registry.json', {})
  const fate = registry[digest]
  if (fate === undefined)
    throw new Refusal(
      1,
      `Error response from daemon: manifest for ${reference} not found: manifest unknown: Requested image not found`,
    )
  const trouble = pullTroubles[fate]
  if (trouble !== undefined) throw new Refusal(1, trouble)
  const image = { repository, digest, tag: '<none>', id: digest.replace(/.{8}$/, '1d1d1d1d'), fate }
  write('images.json', [...images(), image])
  return reference
}

function login(words: string[]): string {
  const { rest } = readOptions(words, ['password-stdin'], 125)
  if (rest[1] !== 'the-password')
    throw new Refusal(1, 'Error response from daemon: login attempt failed with status: 400 Bad Request')
  return 'Login Succeeded'
}

function rmi([reference]: string[]): string {
  const image = findImage(reference)
  const user = containers().find((each) => each.Image === image.id)
  if (user !== undefined)
    throw new Refusal(
      1,
      `Error response from daemon: conflict: unable to remove repository reference "${reference}" (must force) - container ${user.Id} is using its referenced image`,
    )
  write(
    'images.json',
    images().filter((each) => each.id !== image.id),
  )
  return `Untagged: ${reference}`
}

function inspect(words: string[]): string {
  const { options, rest } = readOptions(words, [], 125)
  return render(options['format']?.[0] ?? '', find(rest[0]))
}

function inspectImage([, ...words]: string[]): string {
  const { options, rest } = readOptions(words, [], 125)
  const image = findImage(rest[0])
  return render(options['format']?.[0] ?? '', { Id: image.id, RepoDigests: [`${image.repository}@${image.digest}`] })
}

function listImages(words: string[]): string {
  const { options, rest } = readOptions(words, ['digests'], 125)
  const rows = images().filter((each) => each.repository === rest[0])
  return rows.map((each) => render(options['format']?.[0] ?? '', { Tag: each.tag, Digest: each.digest })).join('\n')
}

function ps(words: string[]): string {
  const { options } = readOptions(words, ['quiet', 'no-trunc'], 125)
  const port = Number(options['filter']?.[0]?.replace('publish=', ''))
  return containers()
    .filter((each) => each.HostPort === port && each.State.Status === 'running')
    .map((each) => each.Id)
    .join('\n')
}

const commands: Record<string, (words: string[]) => string | Promise<string>> = {
  version: () => '27.3.1',
  run,
  start: async ([name]) => {
    await start(find(name))
    return ''
  },
  stop,
  rm,
  rename,
  update,
  pull,
  login,
  rmi,
  inspect,
  image: inspectImage,
  images: listImages,
  ps,
}

async function answer(words: string[]): Promise<{ status: number; body: string }> {
  const [name = '', ...rest] = words
  const command = commands[name]
  try {
    if (command === undefined) throw new Refusal(1, `docker: '${name}' is not a docker command.`)
    return { status: 200, body: await command(rest) }
  } catch (error) {
    if (error instanceof Refusal) return { status: 400 + error.exitCode, body: error.message }
    return { status: 401, body: `Error response from daemon: ${String(error)}` }
  }
}

const daemon = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const words = Buffer.concat(chunks).toString('utf8').split('\0').slice(0, -1)
    void answer(words).then(({ status, body }) => {
      response.statusCode = status
      response.end(body)
    })
  })
})

rmSync(join(home, 'docker.sock'), { force: true })
daemon.listen(join(home, 'docker.sock'), () => process.stdout.write('ready\n'))
process.on('SIGTERM', () => process.exit(0))
