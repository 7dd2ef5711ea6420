import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { join } from 'node:path'

const REHEARSE = join(import.meta.dirname, '../../sandbox/rehearse.ts')

export interface CliResult {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export function startCli(...args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [REHEARSE, ...args], { env: { ...process.env, NODE_OPTIONS: '' } })
}

/** Runs the command line to its end. */
export function runCli(...args: readonly string[]): Promise<CliResult> {
  return ended(startCli(...args))
}

export function ended(child: ChildProcessWithoutNullStreams): Promise<CliResult> {
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })))
}

/** Resolves with what was printed as soon as it contains the text. */
export function printed(child: ChildProcessWithoutNullStreams, wanted: string): Promise<string> {
  let out = ''
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      out += text.toString()
      if (out.includes(wanted)) resolve(out)
    })
    child.once('close', (code) => reject(new Error(`ended with ${code} before "${wanted}" was printed: ${out}`)))
  })
}
