import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type HostsWorld, serveHosts } from './hosts-world.ts'

const folder = 'shared/platforms/docker-host/host'
const script = readdirSync(folder)
  .filter((file) => file.endsWith('.sh'))
  .sort()
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('')
const repository = '123456789012.dkr.ecr.us-east-1.amazonaws.com/web'
const upstreamFile = '/etc/nginx/conf.d/web.upstream.conf'

let world: HostsWorld
let old: string
let next: string
beforeEach(async () => {
  world = await serveHosts()
  old = world.ecr.push({ repository: 'web', tag: 'v1' }).digest
  next = world.ecr.push({ repository: 'web', tag: 'v2' }).digest
})
afterEach(() => world.stop())

function addHost(name: string): void {
  const serves = { container: 'web-blue', repository, digest: old, port: 3032, upstreamFile, upstream: 'web' }
  world.hosts.add({ name, serves })
}

function lines(settings: Readonly<Record<string, string>>): string[] {
  const all = {
    target: 'web',
    repository,
    'port.blue': '3032',
    'port.green': '3031',
    'upstream.file': upstreamFile,
    deployment: 'd1',
    'container.port': '80',
    ...settings,
  }
  const word = Buffer.from(
    Object.entries(all)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  ).toString('base64')
  return [`bash -s -- ${word} <<'LONGSHORE_HOST_SCRIPT'`, script.trimEnd(), 'LONGSHORE_HOST_SCRIPT']
}

async function answer(names: readonly string[], settings: Readonly<Record<string, string>>): Promise<unknown[]> {
  const id = await world.send(names, lines(settings))
  await world.later(600)
  const invocations = await world.invocations(id)
  return invocations.map(({ StatusDetails, CommandPlugins }) => {
    const output = CommandPlugins?.[0]?.Output ?? ''
    return output.startsWith('{') ? JSON.parse(output) : `${StatusDetails} ${output}`
  })
}

const deploy = (names: readonly string[]) => answer(names, { action: 'deploy', digest: next })
const shows = (name: string) => {
  const { upstream, behind, containers } = world.hosts.read(name)
  return [
    upstream,
    behind?.name,
    behind?.digest === next ? 'next' : 'old',
    containers.filter((each) => each.isRunning).length,
  ]
}

describe('the host script on a stand-in', () => {
  it('switches from blue to green', async () => {
    addHost('web-1')
    expect(await deploy(['web-1'])).toEqual([
      expect.objectContaining({
        outcome: 'switched',
        colour: 'green',
        digest: next,
        healthy: true,
        previous: { colour: 'blue', digest: old },
      }),
    ])
    expect(shows('web-1')).toEqual([3031, 'web-green', 'next', 1])
  })

  it('goes back to the container it kept', async () => {
    addHost('web-1')
    await deploy(['web-1'])
    const back = await answer(['web-1'], { action: 'revert', digest: old })
    expect(back).toEqual([expect.objectContaining({ outcome: 'switched', colour: 'blue', digest: old })])
    expect(shows('web-1')).toEqual([3032, 'web-blue', 'old', 1])
  })

  it('deploys to a host that has nothing yet', async () => {
    world.hosts.add({ name: 'web-1' })
    expect(await deploy(['web-1'])).toEqual([expect.objectContaining({ outcome: 'switched', colour: 'blue' })])
    expect(shows('web-1')).toEqual([3032, 'web-blue', 'next', 1])
  })

  it.each([
    ['fails-health-check', 'unhealthy'],
    ['crashes', 'unhealthy'],
    ['oom', 'unhealthy'],
    ['cannot-pull', 'pull'],
    ['no-capacity', 'start'],
  ])('leaves the old colour when the image %s', async (fate, failure) => {
    addHost('web-1')
    world.hosts.fate(next, fate)
    expect(await deploy(['web-1'])).toEqual([
      expect.objectContaining({ outcome: 'failed', failure, colour: 'blue', digest: old, healthy: true }),
    ])
    expect(shows('web-1')).toEqual([3032, 'web-blue', 'old', 1])
  })

  it('waits for a slow image', async () => {
    addHost('web-1')
    world.hosts.fate(next, 'slow')
    expect(await deploy(['web-1'])).toEqual([expect.objectContaining({ outcome: 'switched', colour: 'green' })])
  })

  it('refuses an image that is gone', async () => {
    addHost('web-1')
    world.ecr.deleteImage('web', { imageDigest: next })
    expect(await deploy(['web-1'])).toEqual([expect.objectContaining({ outcome: 'failed', failure: 'image-gone' })])
  })

  it('fails on the host that is sick only', async () => {
    addHost('web-1')
    addHost('web-2')
    world.hosts.sicken('web-2')
    expect(await deploy(['web-1', 'web-2'])).toEqual([
      expect.objectContaining({ outcome: 'switched', colour: 'green' }),
      expect.objectContaining({ outcome: 'failed', failure: 'unhealthy', colour: 'blue' }),
    ])
  })
})

describe('a host that dies in the middle', () => {
  it.each([
    ['docker run', 'before', [3032, 'web-blue', 'old', 1]],
    ['docker run', 'after', [3032, 'web-blue', 'old', 2]],
    ['nginx -s reload', 'before', [3031, 'web-green', 'next', 2]],
    ['docker stop', 'before', [3031, 'web-green', 'next', 2]],
  ] as const)('is mended by the next run: %s (%s)', async (command, when, left) => {
    addHost('web-1')
    world.hosts.dieAt('web-1', { command, when })
    expect(await deploy(['web-1'])).toEqual(['InProgress '])
    expect(shows('web-1')).toEqual(left)
    world.hosts.up('web-1')
    expect(await deploy(['web-1'])).toEqual([expect.objectContaining({ digest: next, healthy: true })])
    expect(shows('web-1')).toEqual([3031, 'web-green', 'next', 1])
  })
})
