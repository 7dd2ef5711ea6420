import { spawn } from 'node:child_process'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Host, Hosts } from './host.ts'

/** What a script did on a host. It runs in no world time; its stand-ins note how long things would have taken. */
export interface ScriptRun {
  /** `host-died`: nobody will ever tell how it ended. */
  readonly end: 'exited' | 'out-of-time' | 'host-died'
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly worldMs: number
}

export interface Script {
  readonly lines: readonly string[]
  /** World milliseconds after which it is killed. */
  readonly limitMs: number
  readonly workingDirectory?: string
}

const STAND_INS = join(dirname(fileURLToPath(import.meta.url)), 'stand-in')
/** A script that is still at it after so much real time waits for something that its stand-ins do not give. */
const LONGEST_REAL_MS = 60_000

const running = new WeakMap<Host, Promise<unknown>>()

/**
 * Runs a script on a host with a real shell, as the SSM agent does. The caller keeps the clock from jumping meanwhile.
 * Scripts that run at the same time in the world run one after another here; locks are held in the world's time.
 */
export function runScript(hosts: Hosts, host: Host, script: Script): Promise<ScriptRun> {
  const before = running.get(host) ?? Promise.resolve()
  const run = before.then(() => runAlone(hosts, host, script))
  running.set(
    host,
    run.catch(() => undefined),
  )
  return run
}

async function runAlone(hosts: Hosts, host: Host, script: Script): Promise<ScriptRun> {
  const folder = join(host.directory, 'run')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await prepare(hosts, host, script, folder)
  const { code, stdout, stderr } = await execute(host, script, folder)
  const end = await endOf(folder)
  const worldMs = await spentIn(folder)
  if (end === 'host-died') hosts.died(host)
  else await holdLocks(folder, hosts.now() + worldMs)
  return { end, exitCode: code, stdout, stderr, worldMs }
}

/** The locks that the script took are its own until it ends in the world's time. */
async function holdLocks(folder: string, until: number): Promise<void> {
  const taken = await readFile(join(folder, 'taken'), 'utf8').catch(() => '')
  for (const lock of taken.split('\n').filter((line) => line !== '')) await writeFile(lock, `${until}\n`)
}

/** What the stand-ins read: the time, the limit, the registry, where the host dies and whether it is sick. */
async function prepare(hosts: Hosts, host: Host, { lines, limitMs }: Script, folder: string): Promise<void> {
  const [first = ''] = lines
  const text = [...(first.startsWith('#!') ? [] : ['#!/bin/sh']), ...lines, ''].join('\n')
  const registry = hosts
    .registry()
    .map(({ repository, digest }) => `${repository} ${digest} ${hosts.fates.get(digest) ?? 'healthy'}\n`)
  await Promise.all([
    writeFile(join(folder, '_script.sh'), text),
    writeFile(join(folder, 'now'), `${hosts.now()}\n`),
    writeFile(join(folder, 'limit'), `${limitMs}\n`),
    writeFile(join(folder, 'spent'), ''),
    writeFile(join(folder, 'registry'), registry.join('')),
    writeFile(join(folder, 'sick'), host.sick ? 'yes\n' : 'no\n'),
    writeFile(join(folder, 'dies'), host.death ? `${host.death.when} ${host.death.command}\n` : ''),
  ])
  await chmod(join(folder, '_script.sh'), 0o700)
}

interface Exit {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function execute(host: Host, { workingDirectory }: Script, folder: string): Promise<Exit> {
  // The script is the leader of a process group, so that a dying host takes everything with it.
  const leader = spawn('sh', ['-c', 'STAND_IN_LEADER=$$ exec "$0"', join(folder, '_script.sh')], {
    cwd: join(host.directory, workingDirectory ?? ''),
    detached: true,
    env: {
      PATH: `${STAND_INS}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
      HOME: host.directory,
      LANG: 'C',
      STAND_IN_HOST: host.directory,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    leader[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text
    })
  }
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(() => {
      killGroup(leader.pid)
      reject(
        new Error(
          `A script on the host ${host.name} still ran after ${LONGEST_REAL_MS / 1000} s of real time. ${printed.stderr}`,
        ),
      )
    }, LONGEST_REAL_MS)
    leader.on('error', reject)
    leader.on('close', (code) => {
      clearTimeout(timeout)
      resolve({ code: code ?? -1, ...printed })
    })
  })
}

function killGroup(pid: number | undefined): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL')
}

async function endOf(folder: string): Promise<ScriptRun['end']> {
  const killed = await readFile(join(folder, 'killed'), 'utf8').catch(() => '')
  if (killed === '') return 'exited'
  return killed.startsWith('died') ? 'host-died' : 'out-of-time'
}

async function spentIn(folder: string): Promise<number> {
  const lines = await readFile(join(folder, 'spent'), 'utf8')
  return lines.split('\n').reduce((sum, line) => sum + Number(line), 0)
}
