import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import { type Host, stopDocker, withHost } from './host.ts'
import { digest } from './host-files.ts'
import {
  container,
  containers,
  containersTold,
  docker,
  openGate,
  picture,
  pullByTag,
  push,
  served,
  upstream,
} from './host-state.ts'
import { itNatively } from './native-tools.ts'
import { deploy, type Run, type Settings, status } from './run-script.ts'
import type { Fate } from './stand-in/docker-state.ts'

/** Resolves once the container is there, looking at nothing but the files of the stand-in. */
async function untilThere(host: Host, name: string): Promise<void> {
  while (container(host, name) === undefined) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** A run that is to fail over a host where `a` is deployed; nothing that serves may change. */
async function failsWithoutHarm(host: Host, act: () => Promise<Run>): Promise<Run> {
  const before = await picture(host)
  const result = await act()
  expect(await picture(host)).toEqual(before)
  expect(result.stderr).toBe('')
  expect(result.answer).toMatchObject({ outcome: 'failed', colour: 'green', digest: digest('a') })
  return result
}

itNatively.each<[Fate, Settings, RegExp]>([
  [
    'crash',
    { restart: 'no' },
    /^The new blue container ended with code 3\. nginx still points at green\. Read: docker logs legacy-web-failed$/,
  ],
  ['crash', {}, /ended and was restarted \d times, last with code 3/],
  ['sick', { 'health.seconds': 4 }, /did not answer 200 on \/healthz within 4 s, but: 503/],
  [
    'deaf',
    { 'health.seconds': 1, 'health.status': ['200', '204'] },
    /did not answer 200 204 on \/healthz within 1 s, but: nothing/,
  ],
])(
  'a deployment that fails leaves everything as it was for an image that is %s (%j)',
  async (fate, settings, reason) => {
    await withHost(async (host) => {
      push(host, 'a')
      push(host, 'bad', fate)
      await deploy(host, 'a')
      const { code, answer } = await failsWithoutHarm(host, async () => await deploy(host, 'bad', settings))
      expect({ code, ...answer }).toMatchObject({
        code: 18,
        failure: 'unhealthy',
        reason: expect.stringMatching(reason),
      })
      expect(containersTold(host)).toEqual([
        'legacy-web-failed: bad, exited, no',
        'legacy-web-green: a, running, unless-stopped',
      ])
    })
  },
)

itNatively(
  'a deployment that fails before it begins names what is wrong with the registry, docker or the host, and touches nothing',
  async () => {
    await withHost(async (host) => {
      push(host, 'a')
      push(host, 'far', 'unreachable')
      push(host, 'denied', 'denied')
      push(host, 'helperless', 'helperless')
      push(host, 'b')
      await deploy(host, 'a')
      const table: [number, string, RegExp, () => Promise<Run>][] = [
        [15, 'image-gone', /registry has no such image.*manifest unknown/, async () => await deploy(host, 'gone')],
        [16, 'pull', /does not let this host pull.*not authorized/, async () => await deploy(host, 'denied')],
        [14, 'login', /refuses the login.*docker-credential-ecr-login/, async () => await deploy(host, 'helperless')],
        [16, 'pull', /could not be pulled.*i\/o timeout/, async () => await deploy(host, 'far')],
        [
          11,
          'host',
          /There is no env file .*absent\.env on this host/,
          async () => await deploy(host, 'b', { 'env.file': `${host.folder}/absent.env` }),
        ],
        [
          11,
          'host',
          /The folder of the upstream file does not exist/,
          async () => await deploy(host, 'b', { 'upstream.file': '/no/such/folder/x.conf' }),
        ],
        [
          14,
          'login',
          /No password from ECR: Unable to locate credentials/,
          async () => await without(host, 'password', 'b'),
        ],
        [14, 'login', /registry refuses the login.*400 Bad Request/, async () => await withWrongPassword(host)],
        [14, 'login', /refuses the login.*no basic auth/, async () => await deploy(host, 'b', { login: 'none' })],
      ]
      for (const [code, failure, reason, act] of table) {
        const before = await picture(host)
        const result = await act()
        expect({ code: result.code, failure: result.answer?.failure, reason: result.answer?.reason }).toEqual({
          code,
          failure,
          reason: expect.stringMatching(reason),
        })
        expect(await picture(host)).toEqual(before)
      }
      await stopDocker(host)
      const { code, answer } = await deploy(host, 'b')
      expect({ code, ...answer }).toMatchObject({
        code: 12,
        failure: 'docker',
        reason: expect.stringMatching(/Docker's daemon does not answer: Cannot connect/),
      })
      expect(await served(host)).toBe('a')
    })
  },
)

itNatively(
  'a deployment that fails to be created names why, without what the env file says, and empties the colour',
  async () => {
    await withHost(async (host) => {
      push(host, 'a')
      push(host, 'b')
      await deploy(host, 'a')
      const envFile = join(host.folder, 'web.env')
      writeFileSync(envFile, 'MY PASSWORD=hush\n')
      const { code, answer, stdout } = await failsWithoutHarm(
        host,
        async () => await deploy(host, 'b', { 'env.file': envFile }),
      )
      expect({ code, ...answer }).toMatchObject({
        code: 17,
        failure: 'start',
        reason: expect.stringMatching(/web\.env is malformed/),
      })
      expect(stdout).not.toContain('hush')
      expect(containers(host)).toHaveLength(1)
    })
  },
)

itNatively(
  'a deployment that fails because somebody else holds the port of the idle colour touches neither',
  async () => {
    await withHost(async (host) => {
      push(host, 'a')
      push(host, 'b')
      await deploy(host, 'a')
      docker(
        host,
        'run',
        '--detach',
        '--name',
        'stranger',
        '--publish',
        `127.0.0.1:${host.ports.blue}:80`,
        pullByTag(host, 'x', 'v1'),
      )
      const { code, answer } = await failsWithoutHarm(host, async () => await deploy(host, 'b'))
      expect({ code, reason: answer?.reason }).toEqual({
        code: 11,
        reason: expect.stringMatching(/Port \d+ of blue is taken by container [0-9a-f]{12}, which nginx does not use/),
      })
    })
  },
)

itNatively('a deployment that fails at nginx -t puts the upstream file back', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    push(host, 'b', 'gated')
    await deploy(host, 'a')
    const before = upstream(host)
    const broken = join(host.folder, 'conf.d', 'somebody.conf')
    const running = deploy(host, 'b')
    await untilThere(host, 'legacy-web-blue')
    writeFileSync(broken, 'no_such_directive on;\n')
    openGate(host)
    const { code, answer } = await running
    expect({ code, ...answer }).toMatchObject({
      code: 19,
      failure: 'proxy',
      colour: 'green',
      reason: expect.stringMatching(/nginx -t refuses the new upstream file: .*unknown directive "no_such_directive"/),
    })
    expect(upstream(host)).toBe(before)
    expect(containersTold(host)).toEqual([
      'legacy-web-failed: b, exited, no',
      'legacy-web-green: a, running, unless-stopped',
    ])
    expect(await served(host)).toBe('a')

    const next = await deploy(host, 'b')
    expect({ code: next.code, reason: next.answer?.reason }).toEqual({
      code: 19,
      reason: expect.stringMatching(/refuses the configuration of this host/),
    })
    rmSync(broken)
    expect((await deploy(host, 'b')).answer?.outcome).toBe('switched')
  })
})

itNatively(
  'a deployment that fails at nginx -t of the first deployment takes the upstream file away again',
  async () => {
    await withHost(async (host) => {
      push(host, 'a')
      writeFileSync(join(host.folder, 'conf.d', 'theirs.conf'), 'upstream legacy-web { server 127.0.0.1:1; }\n')
      const { code, answer } = await deploy(host, 'a')
      expect({ code, ...answer }).toMatchObject({
        code: 19,
        colour: '',
        digest: '',
        reason: expect.stringMatching(/duplicate upstream "legacy-web"/),
      })
      expect(upstream(host)).toBeUndefined()
    }, 'none')
  },
)

itNatively('a deployment that fails because nginx does not take the file over puts it back', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    push(host, 'b')
    await deploy(host, 'a')
    const before = upstream(host)
    writeFileSync(join(host.folder, 'conf.d', 'taken.conf'), `server { listen 127.0.0.1:${host.ports.green}; }\n`)
    const { code, answer } = await deploy(host, 'b', { 'health.seconds': 3000 }, { environment: quickTime(host) })
    expect({ code, ...answer }).toMatchObject({
      code: 19,
      colour: 'green',
      digest: digest('a'),
      reason: expect.stringMatching(/nginx does not reload: it did not take the new upstream file within 30 s/),
    })
    expect(upstream(host)).toBe(before)
    expect(await served(host)).toBe('a')
  })
})

itNatively(
  'a deployment that fails because nginx is not there, or its upstream file is not about us, says what to mend',
  async () => {
    await withHost(async (host) => {
      push(host, 'a')
      writeFileSync(host.upstreamFile, 'upstream legacy-web { server 127.0.0.1:9; } # server 127.0.0.1:3032\n')
      const other = await deploy(host, 'a')
      expect({ code: other.code, reason: other.answer?.reason }).toEqual({
        code: 11,
        reason: expect.stringMatching(/is to name 127\.0\.0\.1 with the port of blue or of green/),
      })
      writeFileSync(
        host.upstreamFile,
        `upstream legacy-web { server 127.0.0.1:${host.ports.blue}; server localhost:${host.ports.green}; }\n`,
      )
      expect((await status(host)).code).toBe(11)
      writeFileSync(host.upstreamFile, `upstream legacy-web { server localhost:${host.ports.blue}; }\n`)
      rmSync(join(host.folder, 'nginx.pid'))
      const stopped = await deploy(host, 'a')
      expect({ code: stopped.code, reason: stopped.answer?.reason }).toEqual({
        code: 19,
        reason: 'nginx is not running: start it.',
      })
      expect(containers(host)).toEqual([])
    })
  },
)

async function without(host: Host, file: string, name: string): Promise<Run> {
  rmSync(join(host.folder, file))
  return await deploy(host, name)
}

async function withWrongPassword(host: Host): Promise<Run> {
  writeFileSync(join(host.folder, 'password'), 'wrong')
  return await deploy(host, 'b')
}

/** A clock that only `sleep` moves, a second at a time, so that half a minute of waiting takes none. */
function quickTime(host: Host): Record<string, string> {
  const folder = join(host.folder, 'quick')
  mkdirSync(folder)
  writeFileSync(join(folder, 'now'), '1000\n')
  writeFileSync(join(folder, 'date'), `#!/bin/sh\ncat ${folder}/now\n`)
  writeFileSync(join(folder, 'sleep'), `#!/bin/sh\nread -r now <${folder}/now\necho $((now + 1)) >${folder}/now\n`)
  for (const tool of ['date', 'sleep']) chmodSync(join(folder, tool), 0o755)
  return { PATH: `${folder}:${host.environment['PATH']}` }
}
