import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import { type Host, withHost } from './host.ts'
import { copyTool } from './host-files.ts'
import { containersTold, push, served } from './host-state.ts'
import { itNatively } from './native-tools.ts'
import { deploy, type Run, revert, status } from './run-script.ts'

const heavy = process.env['LONGSHORE_HEAVY'] === '1'
const counted = ['docker', 'aws', 'nginx', 'mv', 'cp', 'cat', 'rm', 'sync', 'mkdir']

/** Puts a step before each tool that can change something. */
function installSteps(host: Host): string {
  const folder = join(host.folder, 'steps')
  mkdirSync(folder)
  for (const tool of counted) copyTool(join(import.meta.dirname, 'stand-in', 'step.sh'), join(folder, tool))
  return `${folder}:${host.environment['PATH']}`
}

/** Runs it and dies `before 7` or `after 7`; with `never` it only counts. */
async function dying(
  host: Host,
  path: string,
  when: string,
  act: (more: { environment: Record<string, string> }) => Promise<Run>,
): Promise<string[]> {
  writeFileSync(join(host.folder, 'kill', 'count'), '0\n')
  rmSync(join(host.folder, 'kill', 'calls'), { force: true })
  await act({ environment: { PATH: path, KILL: when } })
  return readFileSync(join(host.folder, 'kill', 'calls'), 'utf8')
    .trimEnd()
    .split('\n')
}

/** Asks nginx on and on, on new connections, while the act goes on; what it got. */
async function watching(host: Host, act: () => Promise<void>): Promise<string[]> {
  const seen = new Set<string>()
  let going = true
  async function look(): Promise<void> {
    while (going) {
      seen.add(await served(host).catch((error: unknown) => String(error)))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const looking = look()
  try {
    await act()
  } finally {
    going = false
    await looking
  }
  return [...seen]
}

/** The calls after which the host is in a state of its own; the rest only looks, or repeats one of these. */
const turningPoints = [
  /^docker (run|start|rename) /,
  /^docker rm .*-(blue|green)$/,
  /^docker (update|stop) .*-(blue|green)$/,
  /^mv .*(switching|longshore-next)/,
  /^nginx -s /,
  /^rm .*switching$/,
]

async function diesAndIsMended(
  host: Host,
  path: string,
  when: string,
  act: typeof deploy,
  name: string,
): Promise<void> {
  const calls = await dying(host, path, when, async (more) => await act(host, name, { prune: 'yes' }, more))
  const note = `killed ${when}: ${calls.at(-1)}`
  const mended = await act(host, name, { prune: 'yes' })
  expect({ note, code: mended.code, stderr: mended.stderr }).toEqual({ note, code: 0, stderr: '' })
  const active = mended.answer?.colour ?? ''
  const [other] = ['blue', 'green'].filter((colour) => colour !== active)
  const told = containersTold(host)
  expect({ note, served: await served(host), active: told.filter((each) => each.includes('running')) }).toEqual({
    note,
    served: name,
    active: [`legacy-web-${active}: ${name}, running, unless-stopped`],
  })
  expect({
    note,
    kept: told.filter((each) => each.startsWith(`legacy-web-${other}`) && !each.endsWith(', exited, no')),
  }).toEqual({ note, kept: [] })
  expect((await status(host)).answer).toMatchObject({ unfinished: false, busy: false })
  expect(readdirSync(join(host.folder, 'state', 'legacy-web'))).not.toContain('login')
}

/** When to die: in the quick suite after each turning point, in the heavy one before and after each call. */
function deaths(calls: string[]): string[] {
  return calls.flatMap((call, at) => {
    if (heavy) return [`before ${at + 1}`, `after ${at + 1}`]
    return turningPoints.some((pattern) => pattern.test(call)) ? [`after ${at + 1}`] : []
  })
}

itNatively(
  'a deployment that is killed at any step leaves nginx serving, and is mended by the next run',
  async () =>
    await withHost(async (host) => {
      for (let number = 0; number < 400; number += 1) push(host, `n${number}`)
      const path = installSteps(host)
      await deploy(host, 'n0', { prune: 'yes' })
      await deploy(host, 'n1', { prune: 'yes' })
      const seen = await watching(host, async () => {
        const calls = await dying(host, path, 'never', async (more) => await deploy(host, 'n2', { prune: 'yes' }, more))
        for (const [at, when] of deaths(calls).entries()) await diesAndIsMended(host, path, when, deploy, `n${at + 3}`)
      })
      expect(seen.filter((each) => !/^n\d+$/.test(each))).toEqual([])
    }),
  600_000,
)

itNatively(
  'a revert that is killed at any step leaves nginx serving, and is mended by the next run',
  async () =>
    await withHost(async (host) => {
      push(host, 'a')
      push(host, 'b')
      const path = installSteps(host)
      await deploy(host, 'a')
      await deploy(host, 'b')
      const seen = await watching(host, async () => {
        const calls = await dying(host, path, 'never', async (more) => await revert(host, 'a', {}, more))
        const names = ['b', 'a']
        for (const [at, when] of deaths(calls).entries())
          await diesAndIsMended(host, path, when, revert, names[at % 2] ?? 'a')
      })
      expect(seen.filter((each) => !['a', 'b'].includes(each))).toEqual([])
    }),
  600_000,
)
