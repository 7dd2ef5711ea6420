import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'

const root = join(import.meta.dirname, '../..')

/** What a command that was run in a process of its own came to. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A local AWS that `npm run rehearse -- --serve` keeps up, and a folder to run commands in as a person would. */
export interface ServedStack {
  readonly endpoint: string
  readonly folder: string
  /** `longshore status api-production`, as it is typed; Ctrl-C as soon as it says something. */
  run(line: string, environment?: Readonly<Record<string, string | undefined>>, interruptAt?: RegExp): Promise<Ran>
  /** `serverless invoke -f <name> -d <payload>` from the repository. */
  invoke(name: string, payload: object): Promise<Ran>
  stop(): Promise<void>
}

/** The account and the configuration of the examples: staging goes by itself, production asks a person before each start. */
function files(): Readonly<Record<string, string>> {
  const target = (cluster: string) => ({
    ...{ group: 'shop', settle: '0s' },
    ecs: { cluster, service: 'api', containers: { app: { repository: 'team/api', tags: { semver: '>=1.0.0' } } } },
  })
  const configuration = {
    version: 1,
    ...{ page: true, prune: {}, slack: { webhook: { ssm: '/longshore/slack-webhook' } } },
    targets: {
      'api-staging': target('staging'),
      'api-production': { ...target('production'), approve: { within: '24h' } },
    },
  }
  const service = { desiredCount: 1, containers: { app: 'team/api:v1.0.0' } }
  const scenario = {
    ...{ name: 'served', title: 'What the examples of the command line run against', configuration: 'longshore.yml' },
    account: { services: { 'staging/api': service, 'production/api': service } },
    steps: [{ at: '1m', wait: '0s' }],
    expect: {},
  }
  return { 'longshore.yml': stringify(configuration), 'served.yml': stringify(scenario) }
}

export async function serveStack(): Promise<ServedStack> {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-served-'))
  for (const [name, text] of Object.entries(files())) writeFileSync(join(folder, name), text)
  const server = spawn(
    process.execPath,
    [join(root, 'sandbox/rehearse.ts'), '--serve', '--speed', '40', '--scenario', join(folder, 'served.yml')],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const complaints: string[] = []
  server.stderr?.on('data', (chunk) => complaints.push(String(chunk)))
  const endpoint = await endpointOf(server)
  const own = { PATH: process.env['PATH'], HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' }
  const credentials = { AWS_ACCESS_KEY_ID: 'rehearsal', AWS_SECRET_ACCESS_KEY: 'rehearsal', AWS_REGION: 'us-east-1' }
  const environment = { ...own, ...credentials, AWS_ENDPOINT_URL: endpoint }
  const longshore = join(root, 'shared/cli/longshore.mjs')
  return {
    endpoint,
    folder,
    run: (line, other = {}, interruptAt) =>
      noted(
        line,
        ran(process.execPath, [longshore, ...wordsOf(line).slice(1)], {
          ...{ cwd: folderFor(line, folder), env: { ...environment, ...other } },
          ...(interruptAt === undefined ? {} : { interruptAt }),
        }),
      ),
    invoke: (name, payload) =>
      noted(
        `serverless invoke -f ${name} -d '${JSON.stringify(payload)}'`,
        ran(join(root, 'node_modules/.bin/serverless'), ['invoke', '-f', name, '-d', JSON.stringify(payload)], {
          cwd: root,
          env: { ...environment, LONGSHORE_CONFIG: join(folder, 'longshore.yml') },
        }),
      ),
    async stop() {
      if (server.exitCode !== null) throw new Error(`The local AWS ended by itself: ${complaints.join('')}`)
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGTERM')
      await ended
    },
  }
}

/** What writes a configuration of its own must not take the place of the one that all others go by. */
function folderFor(line: string, folder: string): string {
  return line.startsWith('longshore init') ? mkdtempSync(join(tmpdir(), 'longshore-init-')) : folder
}

/** From the banner, which everybody copies it from. */
function endpointOf(server: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += String(chunk)
      const [, endpoint] = /A local AWS is up at (http:\S+\d)\./.exec(said) ?? []
      if (endpoint !== undefined && said.includes('A push that is fine')) resolve(endpoint)
    }
    server.stdout?.on('data', listen)
    server.stderr?.on('data', listen)
    server.once('exit', (code) => reject(new Error(`The local AWS ended with ${code}: ${said}`)))
  })
}

function ran(
  file: string,
  args: readonly string[],
  { interruptAt, ...options }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly interruptAt?: RegExp },
): Promise<Ran> {
  return new Promise((resolve) => {
    const running = execFile(file, [...args], { ...options, timeout: 60_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, stdout, stderr })
    })
    running.stderr?.on('data', (chunk) => {
      if (interruptAt?.test(String(chunk))) running.kill('SIGINT')
    })
  })
}

/** Where `LONGSHORE_SERVED_LOG` names a file, each call is written there: what was asked, its exit code and time, the answer in a line. */
async function noted(asked: string, running: Promise<Ran>): Promise<Ran> {
  const file = process.env['LONGSHORE_SERVED_LOG']
  const began = Date.now()
  const done = await running
  const seconds = ((Date.now() - began) / 1_000).toFixed(1)
  if (file) appendFileSync(file, `$ ${asked}\n    ${done.code} after ${seconds} s: ${inALine(done)}\n`)
  return done
}

function inALine({ stdout, stderr }: Ran): string {
  const [, message] = /"message": ?("(?:[^"\\]|\\.)*")/.exec(stdout) ?? []
  const said: string = message === undefined ? stdout.trim() || stderr.trim() : JSON.parse(message)
  const line = said.replaceAll(/\s+/g, ' ')
  return line.length > 180 ? `${line.slice(0, 179)}…` : line
}

/** As a shell takes a line apart, as far as examples need it: words, and texts in double quotes. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}
