import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository, writeHostFiles } from './host-files.ts'
import { hostScript } from './host-script.ts'
import type { Settings } from './run-script.ts'
import type { Container } from './stand-in/docker-state.ts'

/** A Docker host of a test: a real nginx of its own, a stand-in docker whose containers are real processes. All in `folder`. */
export type Host = {
  folder: string
  /** nginx's. */
  port: number
  ports: { blue: number; green: number }
  upstreamFile: string
  /** Of all commands that run on the host. */
  environment: Record<string, string>
  /** Settings that all actions share. */
  basis: Settings
  children: ChildProcess[]
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map(async (server) => await once(server, 'listening')))
  const ports = servers.map((server) => {
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  })
  await Promise.all(servers.map(async (server) => await new Promise((resolve) => server.close(resolve))))
  return ports
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const open = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  })
  socket.destroy()
  return open
}

async function startNginx(host: Host): Promise<void> {
  const nginx = spawn('nginx', ['-g', 'daemon off;'], { env: host.environment, stdio: ['ignore', 'ignore', 'inherit'] })
  host.children.push(nginx)
  while (!(await isOpen(host.port)))
    if (nginx.exitCode !== null) throw new Error(`nginx did not start: code ${nginx.exitCode}`)
}

async function startDocker(host: Host): Promise<ChildProcess> {
  const daemon = spawn(process.execPath, [join(import.meta.dirname, 'stand-in', 'dockerd.ts')], {
    env: host.environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  host.children.push(daemon)
  await once(daemon.stdout, 'data')
  return daemon
}

/**
 * Starts a host with nothing deployed. Its upstream file names blue's port, or green's; with `none` there is no such file, and nginx passes
 * nothing on. `more`: directives beside the server in the upstream.
 */
export async function startHost(upstream: 'blue' | 'green' | 'none' = 'blue', more = ''): Promise<Host> {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-host-'))
  const [port = 0, blue = 0, green = 0] = await freePorts(3)
  const upstreamFile = join(folder, 'conf.d', 'legacy-web.conf')
  writeHostFiles(folder, port, upstream !== 'none')
  writeFileSync(join(folder, 'host-script.sh'), hostScript())
  const server = `server 127.0.0.1:${upstream === 'green' ? green : blue};`
  if (upstream !== 'none')
    writeFileSync(upstreamFile, `# whose: server 127.0.0.1:1;\nupstream legacy-web { ${server} ${more} }\n`)
  const host: Host = {
    folder,
    port,
    ports: { blue, green },
    upstreamFile,
    environment: {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      STAND_IN: folder,
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    },
    basis: {
      target: 'legacy-web',
      repository,
      'port.blue': blue,
      'port.green': green,
      'upstream.file': upstreamFile,
      'health.path': '/healthz',
      'state.folder': join(folder, 'state'),
    },
    children: [],
  }
  await Promise.all([startDocker(host), startNginx(host)])
  return host
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

export async function stopDocker(host: Host): Promise<void> {
  await Promise.all(host.children.filter((child) => child.spawnargs.at(-1)?.endsWith('dockerd.ts')).map(end))
}

/** Ends every process of the host and removes its folder. */
async function stopHost(host: Host): Promise<void> {
  await Promise.all(host.children.map(end))
  const folder = join(host.folder, 'containers')
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const { State } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Container
    if (State.Pid > 0) process.kill(State.Pid, 'SIGKILL')
  }
  rmSync(host.folder, { recursive: true, force: true })
}

/** Hands a fresh host to a test, and ends it whatever comes. */
export async function withHost(
  act: (host: Host) => Promise<void>,
  ...how: Parameters<typeof startHost>
): Promise<void> {
  const host = await startHost(...how)
  try {
    await act(host)
  } finally {
    await stopHost(host)
  }
}
