import { spawnSync } from 'node:child_process'
import { it, jest } from '@jest/globals'

function isThere(tool: string): boolean {
  return process.platform === 'linux' && spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${tool}`]).status === 0
}

// Real processes take their time on a busy machine.
jest.setTimeout(120_000)

const missing = ['nginx', 'shellcheck', 'flock', 'curl', 'ps'].filter((tool) => !isThere(tool))

/**
 * `it` where nginx, shellcheck and the like are there. Where they are not, the tests skip and say so; with REQUIRE_NATIVE=1, which `.ci/run`
 * sets, they run and fail.
 */
export const itNatively = missing.length === 0 || process.env['REQUIRE_NATIVE'] === '1' ? it : it.skip

if (missing.length > 0)
  process.stderr.write(
    `tests/host needs ${missing.join(', ')} (Debian: apt-get install nginx-light shellcheck), so its tests skip here.\n`,
  )
