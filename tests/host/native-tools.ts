import { spawnSync } from 'node:child_process'
import { it, jest } from '@jest/globals'

function isThere(tool: string): boolean {
  return process.platform === 'linux' && spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${tool}`]).status === 0
}

// Real processes take their time on a busy machine.
jest.setTimeout(120_000)

const missing = ['nginx', 'shellcheck', 'flock', 'curl', 'ps'].filter((tool) => !isThere(tool))

const needed = `tests/host needs ${missing.join(', ')} (Debian: apt-get install nginx-light shellcheck)`

if (missing.length > 0 && process.env['REQUIRE_NATIVE'] === '1')
  throw new Error(`${needed}, and REQUIRE_NATIVE=1 lets no test skip.`)
if (missing.length > 0) process.stderr.write(`${needed}, so its tests skip here.\n`)

/** `it` where the tools are that the host script needs; elsewhere these tests skip, or fail with REQUIRE_NATIVE=1 as in `.ci/run`. */
export const itNatively = missing.length === 0 ? it : it.skip
