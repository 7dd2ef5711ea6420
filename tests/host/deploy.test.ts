import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import { withHost } from './host.ts'
import { digest, repository } from './host-files.ts'
import { container, containersTold, docker, imagesHere, pullByTag, push, served, upstream } from './host-state.ts'
import { itNatively } from './native-tools.ts'
import { deploy } from './run-script.ts'

itNatively('a deployment fills the idle colour, points nginx at it, and stops and keeps the old one', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    push(host, 'b')
    const first = await deploy(host, 'a')
    expect(first).toMatchObject({
      code: 0,
      stderr: '',
      answer: { outcome: 'switched', colour: 'green', healthy: true },
    })
    expect(first.answer?.previous).toEqual({ colour: 'blue', digest: '' })
    expect(await served(host)).toBe('a')

    const second = await deploy(host, 'b')
    expect(second.answer).toEqual({
      target: 'legacy-web',
      action: 'deploy',
      outcome: 'switched',
      failure: '',
      reason: 'blue runs sha256:620000000000 and answers on /healthz.',
      colour: 'blue',
      digest: digest('b'),
      healthy: true,
      previous: { colour: 'green', digest: digest('a') },
      steps: [
        'pulled',
        'started blue',
        expect.stringMatching(/^blue healthy after \d+ s$/),
        'switched to blue',
        'green drained',
        'stopped green',
      ],
    })
    expect(await served(host)).toBe('b')
    expect(containersTold(host)).toEqual([
      'legacy-web-blue: b, running, unless-stopped',
      'legacy-web-green: a, exited, no',
    ])
    expect(upstream(host)).toBe(
      `# whose: server 127.0.0.1:1;\nupstream legacy-web { server 127.0.0.1:${host.ports.blue};  }\n`,
    )
    expect(readdirSync(join(host.folder, 'state', 'legacy-web')).toSorted()).toEqual(['lock', 'upstream-before'])
    expect(readdirSync(join(host.folder, 'conf.d'))).toEqual(['legacy-web.conf'])
  })
})

itNatively('a deployment writes the upstream file where there is none', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    const { answer } = await deploy(host, 'a', { 'upstream.name': 'web.internal' })
    expect(answer).toMatchObject({ outcome: 'switched', colour: 'blue', previous: { colour: 'green', digest: '' } })
    expect(upstream(host)).toBe(`upstream web.internal {\n  server 127.0.0.1:${host.ports.blue};\n}\n`)
  }, 'none')
})

itNatively.each(['blue', 'green'] as const)(
  'a deployment takes over from a container that a person started on %s',
  async (colour) => {
    await withHost(
      async (host) => {
        const other = colour === 'blue' ? 'green' : 'blue'
        push(host, 'b')
        const reference = pullByTag(host, 'a', 'v1')
        docker(
          host,
          'run',
          '--detach',
          '--name',
          'old_web_1',
          '--restart',
          'always',
          '--publish',
          `127.0.0.1:${host.ports[colour]}:80`,
          reference,
        )
        const { answer } = await deploy(host, 'b')
        expect(answer).toMatchObject({
          outcome: 'switched',
          colour: other,
          previous: { colour, digest: digest('a') },
        })
        expect(containersTold(host)).toEqual(
          [`legacy-web-${other}: b, running, unless-stopped`, `legacy-web-${colour}: v1, exited, no`].toSorted(),
        )
        expect(upstream(host)).toContain(`{ server 127.0.0.1:${host.ports[other]}; keepalive 4; }`)
        expect(await served(host)).toBe('b')
      },
      colour,
      'keepalive 4;',
    )
  },
)

itNatively(
  'a deployment leaves a release alone that runs already, and starts it anew when asked, once for each deployment',
  async () => {
    await withHost(async (host) => {
      push(host, 'a')
      await deploy(host, 'a')
      const before = container(host, 'legacy-web-green')
      expect((await deploy(host, 'a')).answer).toMatchObject({
        outcome: 'kept',
        colour: 'green',
        digest: digest('a'),
        steps: [],
      })
      expect(container(host, 'legacy-web-green')).toEqual(before)

      const again = { same: 'restart', deployment: 'redeploy-1' }
      expect((await deploy(host, 'a', again)).answer).toMatchObject({ outcome: 'switched', colour: 'blue' })
      expect((await deploy(host, 'a', again)).answer).toMatchObject({ outcome: 'kept', colour: 'blue' })
    })
  },
)

itNatively('a deployment hands every option to docker as it is, whatever a shell would make of it', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    const trap = join(host.folder, 'trapped')
    writeFileSync(join(host.folder, 'web.env'), 'TOKEN=hush\n')
    const volumes = ['/srv/a b:/data:ro', `/srv/$(touch ${trap}):/x`, 'named-volume:/y']
    const logs = ['awslogs-group=/web', `tag={{.Name}} \`touch ${trap}\`; "quoted" 'too' \\ *`]
    const { code } = await deploy(host, 'a', {
      'env.file': join(host.folder, 'web.env'),
      volume: volumes,
      'log.driver': 'awslogs',
      'log.option': logs,
      restart: 'on-failure:3',
      'container.port': 8080,
    })
    expect(code).toBe(0)
    expect(container(host, 'legacy-web-green')?.Options).toEqual({
      detach: [''],
      pull: ['never'],
      name: ['legacy-web-green'],
      restart: ['on-failure:3'],
      label: ['longshore.deployment=d-a'],
      publish: [`127.0.0.1:${host.ports.green}:8080`],
      volume: volumes,
      'log-opt': logs,
      'log-driver': ['awslogs'],
      'env-file': [join(host.folder, 'web.env')],
    })
    expect(existsSync(trap)).toBe(false)
  })
})

itNatively('a deployment keeps no password and prints none', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    const { stdout, stderr } = await deploy(host, 'a')
    expect(stdout + stderr).not.toContain('the-password')
    const files = readdirSync(host.folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
    const holders = files.filter((file) =>
      readFileSync(join(file.parentPath, file.name), 'utf8').includes('the-password'),
    )
    expect(holders.map((file) => file.name).toSorted()).toEqual(['password'])
  })
})

itNatively(
  'a deployment prunes images of its repository only, and neither what runs, nor what is kept, nor what is in the list',
  async () => {
    await withHost(async (host) => {
      for (const name of ['a', 'b', 'c', 'd']) push(host, name)
      pullByTag(host, 'tagged', 'v0')
      pullByTag(host, 'foreign', 'v0', `${repository}-worker`)
      for (const name of ['a', 'b', 'c']) await deploy(host, name)
      expect(imagesHere(host)).toEqual(['a', 'b', 'c', 'tagged'])
      const { answer } = await deploy(host, 'd', { prune: 'yes', keep: [digest('a'), digest('never-here')] })
      expect(answer?.steps.at(-1)).toBe('pruned 2 images')
      expect(imagesHere(host)).toEqual(['a', 'c', 'd'])
      docker(host, 'image', 'inspect', '--format', '', `${repository}-worker:v0`)
    })
  },
)

itNatively('a deployment stops the old colour when its requests do not end in time, and says so', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    push(host, 'b')
    await deploy(host, 'a')
    const slow = fetch(`http://127.0.0.1:${host.port}/?id=slow&ms=8000`)
    const { answer } = await deploy(host, 'b', { 'drain.seconds': 1, 'stop.seconds': 30 })
    expect(answer?.outcome).toBe('switched')
    expect(answer?.steps).toContain('green not drained in 1 s')
    expect((await slow).status).toBe(200)
  })
})

itNatively(
  'a deployment waits for a client that has connected to the old nginx workers and not asked yet',
  async () => {
    await withHost(async (host) => {
      push(host, 'a')
      push(host, 'b')
      await deploy(host, 'a')
      const client = connect(host.port, '127.0.0.1')
      await once(client, 'connect')
      const before = upstream(host)
      const running = deploy(host, 'b')
      const bracket = join(host.folder, 'state', 'legacy-web', 'switching')
      while (upstream(host) === before || existsSync(bracket)) await new Promise((resolve) => setTimeout(resolve, 5))
      client.write('GET / HTTP/1.0\r\n\r\n')
      const [answer] = await once(client, 'data')
      client.destroy()
      expect(String(answer)).toMatch(/^HTTP\/1\.1 200 OK/)
      expect(String(answer)).toContain(digest('a'))
      expect((await running).answer?.steps).toContain('green drained')
    })
  },
)
