import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Host } from './host.ts'
import { digest } from './host-files.ts'

/** Settings of the script by key; a list is a key repeated. */
export type Settings = Record<string, string | number | string[]>

type Colour = { digest: string; state: string; healthy: boolean }

/** What the script prints: see the README beside it. */
export type Answer = {
  target: string
  action: string
  outcome: 'switched' | 'kept' | 'failed' | 'seen'
  failure: string
  reason: string
  colour: string
  digest: string
  healthy: boolean
  previous: { colour: string; digest: string }
  colours?: { blue: Colour; green: Colour }
  busy?: boolean
  unfinished?: boolean
  steps: string[]
}

/** `answer` is undefined when the script was killed before it could answer. */
export type Run = { code: number | null; stdout: string; stderr: string; answer: Answer | undefined }

export function settingsWord(settings: Settings): string {
  const lines = Object.entries(settings).flatMap(([key, value]) => [value].flat().map((each) => `${key}=${each}`))
  return Buffer.from(lines.join('\n')).toString('base64')
}

const patience: Settings = { 'health.seconds': 20, 'drain.seconds': 30, 'stop.seconds': 5, 'container.port': 80 }

export type Circumstances = { environment?: Record<string, string>; signal?: AbortSignal }

/** Runs the script with one word as its argument. */
export async function runWith(
  host: Host,
  word: string,
  { environment = {}, signal }: Circumstances = {},
): Promise<Run> {
  const child = spawn('sh', ['-c', 'SCRIPT_PID=$$ exec bash "$0" "$1"', join(host.folder, 'host-script.sh'), word], {
    env: { ...host.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  signal?.addEventListener('abort', () => child.kill('SIGTERM'))
  const [code] = await once(child, 'close')
  return { code, stdout, stderr, answer: stdout === '' ? undefined : (JSON.parse(stdout) as Answer) }
}

export async function run(host: Host, settings: Settings, circumstances?: Circumstances): Promise<Run> {
  return await runWith(host, settingsWord({ ...host.basis, ...patience, ...settings }), circumstances)
}

/** Deploys the image of that short name. */
export async function deploy(
  host: Host,
  name: string,
  settings: Settings = {},
  circumstances?: Circumstances,
): Promise<Run> {
  return await run(
    host,
    { action: 'deploy', digest: digest(name), deployment: `d-${name}`, ...settings },
    circumstances,
  )
}

export async function revert(
  host: Host,
  name: string,
  settings: Settings = {},
  circumstances?: Circumstances,
): Promise<Run> {
  return await run(
    host,
    { action: 'revert', digest: digest(name), deployment: `r-${name}`, ...settings },
    circumstances,
  )
}

export async function status(host: Host): Promise<Run> {
  return await runWith(host, settingsWord({ ...host.basis, action: 'status' }))
}
