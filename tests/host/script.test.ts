import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { withHost } from './host.ts'
import { digest } from './host-files.ts'
import { hostScript } from './host-script.ts'
import { push } from './host-state.ts'
import { itNatively } from './native-tools.ts'
import { deploy, runWith, type Settings, settingsWord } from './run-script.ts'

const good: Settings = {
  action: 'status',
  target: 'web',
  repository: '1.dkr.ecr.eu-west-1.amazonaws.com/web',
  'port.blue': 3032,
  'port.green': 3031,
  'upstream.file': '/etc/nginx/conf.d/web.conf',
}

itNatively('shellcheck finds nothing to say about the script and the stand-ins', () => {
  const script = spawnSync('shellcheck', ['-'], { input: hostScript(), encoding: 'utf8' })
  expect(script.stdout + script.stderr).toBe('')
  const folder = join(import.meta.dirname, 'stand-in')
  const standIns = readdirSync(folder).filter((name) => name.endsWith('.sh'))
  const rest = spawnSync('shellcheck', [...standIns, '../../../.ci/run', '../../../.ci/install-native'], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(rest.stdout + rest.stderr).toBe('')
})

it('the script holds nothing that SSM would replace, and no line that ends the text it comes in', () => {
  expect(hostScript()).not.toContain('{{')
  expect(hostScript()).not.toMatch(/^LONGSHORE_HOST_SCRIPT$/m)
})

itNatively('the script runs as SSM brings it: by any shell, from its own input', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    const word = settingsWord({ ...host.basis, action: 'status' })
    writeFileSync(
      join(host.folder, '_script.sh'),
      `bash -s -- ${word} <<'LONGSHORE_HOST_SCRIPT'\n${hostScript()}LONGSHORE_HOST_SCRIPT\n`,
    )
    const { status, stdout, stderr } = spawnSync('dash', [join(host.folder, '_script.sh')], {
      env: host.environment,
      encoding: 'utf8',
    })
    expect({ status, stderr, answer: JSON.parse(stdout) }).toMatchObject({
      status: 0,
      stderr: '',
      answer: { outcome: 'seen', colour: 'blue' },
    })
  })
})

itNatively('a script that was cut off on its way does nothing', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    const whole = hostScript()
    const word = settingsWord({
      ...host.basis,
      action: 'deploy',
      digest: digest('a'),
      deployment: 'd',
      'container.port': 80,
    })
    for (const share of [0.2, 0.5, 0.9, 0.99]) {
      const input = whole.slice(0, Math.floor(whole.length * share))
      expect(spawnSync('bash', ['-s', '--', word], { input, env: host.environment, encoding: 'utf8' }).stdout).toBe('')
    }
    expect([...readdirSync(join(host.folder, 'containers')), ...readdirSync(join(host.folder, 'state'))]).toEqual([])
  })
})

function refusalOf(words: string[]): unknown {
  const { status, stdout, stderr } = spawnSync('bash', ['-s', '--', ...words], {
    input: hostScript(),
    encoding: 'utf8',
  })
  return { status, stderr, ...JSON.parse(stdout) }
}

itNatively.each<[string, Settings, string]>([
  ['an action it does not know', { action: 'prune' }, 'The value of action is malformed.'],
  ['a target that is a path', { target: '../x' }, 'The value of target is malformed.'],
  ['a target that holds a command', { target: 'a$(id)' }, 'The value of target is malformed.'],
  ['a repository with a tag', { repository: 'web:latest' }, 'The value of repository is malformed.'],
  ['a tag for a digest', { action: 'deploy', digest: 'latest' }, 'The value of digest is malformed.'],
  [
    'a deploy without a digest',
    { action: 'deploy', deployment: 'd', 'container.port': 80 },
    'The setting digest is missing.',
  ],
  ['a port that is arithmetic', { 'port.blue': '1+1' }, 'The value of port.blue is malformed.'],
  ['a number that bash takes for octal', { 'drain.seconds': '08' }, 'The value of drain.seconds is malformed.'],
  ['one port for both colours', { 'port.green': 3032 }, 'port.blue and port.green are the same.'],
  ['a path that leaves its folder', { 'upstream.file': '/etc/nginx/../passwd' }, 'A path holds two dots in a row.'],
  ['a health path with a space', { 'health.path': '/a b' }, 'The value of health.path is malformed.'],
  ['a volume that is an option', { volume: ['--privileged'] }, 'The value of volume is malformed.'],
  ['a log option without a value', { 'log.option': ['tag'] }, 'The value of log.option is malformed.'],
  ['a control character', { 'log.option': ['tag=a\u0007'] }, 'The value of log.option is malformed.'],
  ['a key that is a subscript', { 'a]=$(id)': 'x' }, 'Unknown setting: a].'],
  ['a key it does not know', { colour: 'blue' }, 'Unknown setting: colour.'],
])('the script refuses %s', (_, settings, reason) => {
  expect(refusalOf([settingsWord({ ...good, ...settings })])).toMatchObject({
    status: 10,
    stderr: '',
    outcome: 'failed',
    failure: 'settings',
    reason,
  })
})

itNatively.each([
  ['no argument', []],
  ['shell text', ['$(id)']],
  ['no base64', ['abcde']],
  ['a line without a key', [Buffer.from('just words').toString('base64')]],
  ['bytes', [Buffer.from([0, 1, 255, 10]).toString('base64')]],
])('the script refuses %s for settings', (_, words) => {
  expect(refusalOf(words)).toMatchObject({ status: 10, stderr: '', outcome: 'failed', failure: 'settings' })
})

itNatively(
  'one line of at most 2,400 characters is all it prints, whatever it was asked and whatever docker said',
  async () => {
    await withHost(async (host) => {
      const nasty = fc.string({
        unit: fc.constantFrom('"', '\\', '\n', '\t', '$', '`', "'", 'é', '{', '}'),
        maxLength: 3000,
      })
      await fc.assert(
        fc.asyncProperty(nasty, async (complaint) => {
          writeFileSync(join(host.folder, 'complaint'), complaint)
          writeFileSync(join(host.folder, 'bin', 'docker'), '#!/bin/sh\ncat "$STAND_IN/complaint" >&2\nexit 1\n')
          const { code, stdout, stderr, answer } = await runWith(
            host,
            settingsWord({ ...host.basis, action: 'status' }),
          )
          expect({ code, stderr, failure: answer?.failure }).toEqual({ code: 12, stderr: '', failure: 'docker' })
          expect(stdout.length).toBeLessThanOrEqual(2400)
          expect(stdout.trimEnd().split('\n')).toHaveLength(1)
        }),
        { numRuns: 15 },
      )
    })
  },
)

itNatively('the longest answer there can be stays below 2,400 characters', () => {
  const quotes = '"'.repeat(3000)
  const act = `given[target]=${'t'.repeat(64)}; active=blue; digest_of=([blue]=${digest('a')} [green]=${digest('b')}); answers() { false; }
    for number in {1..40}; do step '${quotes}'; done; tell failed image-gone '${quotes}'; answered=; state=([blue]=restarting [green]=restarting)
    steps=(); tell seen '' '${quotes}'`
  const { stdout, stderr } = spawnSync('bash', ['-s'], {
    input: hostScript().replace(/main "\$@".*\n$/, act),
    encoding: 'utf8',
  })
  const lines = stdout.trimEnd().split('\n')
  expect({ stderr, lines: lines.map((line) => typeof JSON.parse(line)) }).toEqual({
    stderr: '',
    lines: ['object', 'object'],
  })
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(2400)
})

itNatively('a host that lacks a tool is told which', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    const bare = join(host.folder, 'bare')
    spawnSync('sh', [
      '-c',
      `mkdir ${bare} && for t in bash base64 mktemp cat rm; do ln -s "$(command -v $t)" ${bare}/$t; done`,
    ])
    const script = hostScript().replace(/PATH="\$\{PATH:-\}[^"]*"/, `PATH=${bare}`)
    writeFileSync(join(host.folder, 'host-script.sh'), script)
    const { code, answer } = await deploy(host, 'a')
    expect({ code, failure: answer?.failure, reason: answer?.reason }).toEqual({
      code: 11,
      failure: 'host',
      reason: 'This host has no docker on its PATH: install it.',
    })
  })
})
