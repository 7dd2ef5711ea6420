import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import { type Host, withHost } from './host.ts'
import { picture, push, served } from './host-state.ts'
import { itNatively } from './native-tools.ts'
import { deploy } from './run-script.ts'

/** A PATH on which nobody waits two minutes for a lock. */
function impatient(host: Host): Record<string, string> {
  const folder = join(host.folder, 'impatient')
  mkdirSync(folder)
  const path = host.environment['PATH'] ?? ''
  const words = `#!/bin/sh\nPATH='${path}'\n[ "$2" != 120 ] || { shift 2; set -- -n "$@"; }\nexec flock "$@"\n`
  writeFileSync(join(folder, 'flock'), words, { mode: 0o755 })
  return { PATH: `${folder}:${path}` }
}

itNatively('a switch that was cut off is undone only when no other target is switching nginx', async () => {
  await withHost(async (host) => {
    for (const name of ['a', 'b', 'c']) push(host, name)
    await deploy(host, 'a')
    await deploy(host, 'b')
    writeFileSync(join(host.folder, 'state', 'legacy-web', 'switching'), 'green\n')
    const before = await picture(host)
    const other = spawn('flock', [join(host.folder, 'state', 'nginx.lock'), 'sh', '-c', 'echo held; exec cat'])
    host.children.push(other)
    await once(other.stdout, 'data')
    const turnedAway = await deploy(host, 'c', {}, { environment: impatient(host) })
    expect({ code: turnedAway.code, ...turnedAway.answer }).toMatchObject({ code: 13, failure: 'busy' })
    expect(await picture(host)).toEqual(before)
    other.stdin.end()
    await once(other, 'exit')
    expect((await deploy(host, 'c')).answer).toMatchObject({ outcome: 'switched' })
    expect(await served(host)).toBe('c')
  })
})
