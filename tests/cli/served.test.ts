import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { commands } from '../../shared/cli/commands.ts'
import { type ServedStack, serveStack } from './a-served-stack.ts'
import { push } from './served-account.ts'

const examples = commands.flatMap(({ name, examples: all }) => all.map(({ line }) => ({ name, line })))
const played = new Set<string>()
let stack: ServedStack

beforeAll(async () => {
  stack = await serveStack()
}, 60_000)
afterAll(() => stack.stop())

/** Runs an example as it stands in the help. */
async function example(line: string, code: number | readonly number[] = 0) {
  expect(examples.map((each) => each.line)).toContain(line)
  played.add(line)
  const ran = await stack.run(line)
  expect({ line, ...ran, ok: [code].flat().includes(ran.code) }).toMatchObject({ ok: true })
  expect(`${ran.stdout}${ran.stderr}`).not.toMatch(/^\s+at /m)
  return ran
}

/** Asks until something waits for an approval there. */
async function untilAsked(): Promise<void> {
  for (;;) {
    const { stdout } = await stack.run('longshore status api-production --json')
    if (JSON.parse(stdout).targets[0].next?.why === 'approval') return
  }
}

/** What takes whole deployments, and the Serverless Framework: three seconds each. */
const heavy = process.env['LONGSHORE_HEAVY'] === '1' ? it : it.skip

describe('the examples of the command line, in an order that makes sense', () => {
  it('look at a new stack', async () => {
    await example('longshore resolve')
    expect((await example('longshore check')).stdout).toContain('2 targets')
    expect((await example('longshore schema')).stdout).toContain('"$schema"')
    expect((await example('longshore prune')).stdout).toContain('team/api: ')
    expect((await example('longshore prune --apply')).stdout).toContain('Nothing is to be deleted.')
    expect((await example('longshore open')).stdout).toMatch(/^http:\S+\n$/)
    expect((await example('longshore status')).stdout).toMatch(/^TARGET +PHASE/)
    await push(stack.endpoint, 'v1.1.0')
    expect((await stack.run('longshore watch api-staging --image v1.1.0')).code).toBe(0)
  }, 120_000)

  it('reject what is pushed, and deploy what runs once it was approved', async () => {
    await untilAsked()
    expect((await example('longshore status api-production')).stdout).toContain('waits for   an approval until')
    await example('longshore reject api-production --reason "the migration is not ready"')
    expect((await stack.run('longshore watch api-production --image v1.1.0')).code).toBe(7)
    const { stdout, stderr } = await example('longshore redeploy api-production')
    expect(stdout).toMatch(/will be rolled out as \w{26}/)
    expect(stderr).toMatch(/^longshore watch api-production --deployment \w{26} --stage dev$/m)
    await untilAsked()
    await example('longshore approve api-production')
    const watched = await example('longshore watch api-production')
    expect(watched.stdout).toMatch(/asked for by rehearsal \(sandbox, \d{12}\)(?:.|\n)*\nsucceeded: v1\.0\.0/)
  }, 120_000)

  heavy(
    'deploy an image by name, and go back from it',
    async () => {
      await push(stack.endpoint, 'v1.2.0')
      await untilAsked()
      expect((await example('longshore diff api-production --image v1.2.0')).stdout).toMatch(
        /- app .*v1\.0\.0(?:.|\n)*\+ app .*v1\.2\.0(?:.|\n)*Asked for, it does not begin now:\n {2}waits for an approval/,
      )
      await example('longshore redeploy api-production --image v1.2.0')
      await untilAsked()
      await example('longshore approve api-production')
      await example('longshore watch api-production --image v1.2.0 --timeout 30m')
      expect((await example('longshore diff api-production --to v1.0.0')).stdout).toContain('Asked for, it begins now.')
      await example('longshore rollback api-production --to v1.0.0')
      expect((await stack.run('longshore watch api-production')).code).toBe(0)
      expect((await stack.run('longshore watch api-production --image v1.2.0')).code).toBe(10)
      const again = await stack.run('longshore rollback api-production --to v1.0.0')
      const [, id = ''] = /as (\w{26})\.$/m.exec(again.stdout) ?? []
      const watched = await stack.run(`longshore watch api-production --deployment ${id}`)
      expect(watched).toMatchObject({ code: 10, stderr: expect.stringContaining('that release runs already') })
      expect((await stack.run('longshore status api-production')).stdout).toContain(`${id}, rollback by rehearsal`)
      await example('longshore rollback api-production', [0, 1])
    },
    120_000,
  )
})

describe('the other examples', () => {
  heavy(
    'promote, and take it back before it begins',
    async () => {
      await example('longshore promote api-staging api-production')
      await untilAsked()
      await example('longshore cancel api-production --reason "the wrong branch"')
    },
    120_000,
  )

  it('keep starts back, and let them go on', async () => {
    await example('longshore pause api-production --reason "incident 7"')
    expect((await stack.run('longshore redeploy api-production')).code).toBe(1)
    await example('longshore resume api-production')
    await example('longshore pause')
    expect((await example('longshore status')).stdout).toMatch(/^PAUSED by rehearsal/)
    await example('longshore resume')
    await example('longshore freeze api-production --until 2h --reason "launch"')
    expect((await stack.run('longshore pause --group shop')).code).toBe(0)
    expect((await stack.run('longshore resume --group shop')).code).toBe(0)
  }, 120_000)

  it('and all the others', async () => {
    const left = examples.filter(({ line }) => !played.has(line))
    for (const { name, line } of left) {
      const known = [0, 1, ...Object.keys(commands.find((each) => each.name === name)?.exits ?? {}).map(Number)]
      await example(line, known)
    }
    expect(examples.filter(({ line }) => !played.has(line))).toEqual([])
    const { stdout } = await stack.run('longshore history api-production --outcome rolled-back --json')
    expect(JSON.parse(stdout)).toMatchObject({ deployments: expect.any(Array) })
  }, 180_000)
})

it('a watch ends with Ctrl-C, and says that the deployment goes on', async () => {
  const ran = await stack.run('longshore watch api-staging --deployment 01J00000000000000000000000', {}, /Waiting for/)
  expect(ran).toMatchObject({ code: 130, stderr: expect.stringContaining('No longer watched.') })
}, 60_000)

heavy(
  'a watch ends with 3 when a push is taken back, and so does the next one',
  async () => {
    await stack.run('longshore resolve')
    await push(stack.endpoint, 'v1.9.0', 'crashes')
    const watched = await stack.run('longshore watch api-staging --image v1.9.0 --timeout 60m')
    expect(watched).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/rolled-back: v1\.9\.0 .*exited with code 1/),
    })
    expect(await stack.run('longshore watch api-staging --image v1.9.0')).toMatchObject({ code: 3 })
  },
  120_000,
)

describe('a call that cannot be answered', () => {
  it.each<[string, string, Record<string, string | undefined>, RegExp]>([
    [
      'another stage',
      'longshore status --stage nowhere',
      {},
      /longshore-nowhere-status in us-east-1: there is no such function/,
    ],
    [
      'another region',
      'longshore redeploy api-production --region eu-west-1',
      {},
      /longshore-dev-redeploy in eu-west-1: there is no such function.*its region with --region/,
    ],
    [
      'nobody to ask as',
      'longshore status',
      { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      /there are no credentials\. Set AWS_PROFILE/,
    ],
    [
      'nobody to ask',
      'longshore status',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      /nobody answers at AWS_ENDPOINT_URL/,
    ],
  ])(
    'because of %s ends with 2 and says what to set',
    async (_why, line, environment, words) => {
      const ran = await stack.run(line, environment)
      expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(words) })
      expect(ran.stderr).not.toMatch(/^\s+at /m)
    },
    60_000,
  )
})

it('serverless invoke answers as well', async () => {
  const { code, stdout, stderr } = await stack.invoke('status', {})
  expect({ code, said: code === 0 ? '' : `${stdout}${stderr}` }).toEqual({ code: 0, said: '' })
  expect(stdout).toContain('"message"')
}, 60_000)
