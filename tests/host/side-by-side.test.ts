import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import { type Host, withHost } from './host.ts'
import { digest } from './host-files.ts'
import { container, containersTold, openGate, picture, push, served } from './host-state.ts'
import { itNatively } from './native-tools.ts'
import { deploy, revert, run, status } from './run-script.ts'

async function untilThere(host: Host, name: string): Promise<void> {
  while (container(host, name) === undefined) await new Promise((resolve) => setTimeout(resolve, 5))
}

itNatively('a second run for a target is turned away while one is in progress, and status tells of it', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    push(host, 'b', 'gated')
    await deploy(host, 'a')
    const running = deploy(host, 'b')
    await untilThere(host, 'legacy-web-blue')
    const second = await revert(host, 'a')
    expect({ code: second.code, ...second.answer }).toMatchObject({
      code: 13,
      failure: 'busy',
      colour: 'green',
      digest: digest('a'),
    })
    expect((await status(host)).answer).toMatchObject({
      outcome: 'seen',
      busy: true,
      unfinished: false,
      colours: {
        blue: { digest: digest('b'), state: 'running', healthy: false },
        green: { digest: digest('a'), healthy: true },
      },
    })
    openGate(host)
    expect((await running).answer).toMatchObject({ outcome: 'switched', colour: 'blue' })
  })
})

itNatively('a run that is ended by a signal says so, and the next one clears up after it', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    push(host, 'b', 'gated')
    push(host, 'c')
    await deploy(host, 'a')
    const ending = new AbortController()
    const running = deploy(host, 'b', {}, { signal: ending.signal })
    await untilThere(host, 'legacy-web-blue')
    ending.abort()
    const { code, answer } = await running
    expect({ code, ...answer }).toMatchObject({
      code: 20,
      failure: 'interrupted',
      colour: 'green',
      digest: digest('a'),
    })
    expect((await deploy(host, 'c')).answer).toMatchObject({ outcome: 'switched', colour: 'blue' })
    expect(containersTold(host)).toEqual([
      'legacy-web-blue: c, running, unless-stopped',
      'legacy-web-green: a, exited, no',
    ])
    expect(await served(host)).toBe('c')
  })
})

itNatively('status tells what is there and touches nothing', async () => {
  await withHost(async (host) => {
    const nothing = await status(host)
    expect(nothing).toMatchObject({
      code: 0,
      stderr: '',
      answer: { outcome: 'seen', colour: 'blue', digest: '', healthy: false },
    })
    expect(readdirSync(join(host.folder, 'state'))).toEqual([])
    push(host, 'a')
    push(host, 'b')
    await deploy(host, 'a')
    await deploy(host, 'b')
    const before = await picture(host)
    const { stdout, answer } = await status(host)
    expect(answer).toEqual({
      target: 'legacy-web',
      action: 'status',
      outcome: 'seen',
      failure: '',
      reason: 'nginx points at blue.',
      colour: 'blue',
      digest: digest('b'),
      healthy: true,
      previous: { colour: 'green', digest: digest('a') },
      colours: {
        blue: { digest: digest('b'), state: 'running', healthy: true },
        green: { digest: digest('a'), state: 'exited', healthy: false },
      },
      busy: false,
      unfinished: false,
      steps: [],
    })
    expect(stdout.length).toBeLessThan(2400)
    expect(await picture(host)).toEqual(before)
    expect(existsSync(join(host.folder, 'state', 'legacy-web', 'login'))).toBe(false)
  })
})

itNatively('targets of one host do not meet', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    push(host, 'b')
    await deploy(host, 'a')
    const other = {
      target: 'other',
      'upstream.file': join(host.folder, 'conf.d', 'other.conf'),
      'port.blue': host.ports.blue,
      'port.green': host.ports.blue + 1,
    }
    const { answer } = await run(host, { action: 'deploy', digest: digest('b'), deployment: 'd-b', ...other })
    expect(answer).toMatchObject({
      target: 'other',
      outcome: 'switched',
      colour: 'blue',
      previous: { colour: 'green', digest: '' },
    })
    expect(containersTold(host)).toEqual([
      'legacy-web-green: a, running, unless-stopped',
      'other-blue: b, running, unless-stopped',
    ])
  })
})
