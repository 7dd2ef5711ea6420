import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { FunctionFailed } from '../../shared/aws/function-failed.ts'
import { nameIn } from '../../shared/cli/caller.ts'
import { commands } from '../../shared/cli/commands.ts'
import type { ReadServiceFacts } from '../../shared/config/service-facts.ts'
import { aFile, aLock, aTarget } from '../config/a-configuration.ts'
import { aCommandLine } from './a-command-line.ts'

const targets = { api: aTarget('api'), web: aTarget('web') }
const files = { 'longshore.yml': aFile(targets), 'longshore.lock.yml': aLock(targets) }

/** Keeps what functions are asked, and answers a message. */
function anAnswer(answer: unknown = { message: 'Done.' }) {
  const asked: unknown[] = []
  return {
    asked,
    invoke: async (...given: unknown[]) => {
      asked.push(given)
      return answer
    },
  }
}

const failing = (error: Error) => ({ invoke: async () => Promise.reject(error) })

function named(name: string, message = 'no'): Error {
  return Object.assign(new Error(message), { name })
}

describe('check', () => {
  it('says that all is well', async () => {
    const line = aCommandLine(files)
    expect(await line.run('check')).toBe(0)
    expect(line.told()).toBe('2 targets in 123456789012, us-east-1: api, web. No mistakes.')
  })
  it('tells every mistake and ends with 1', async () => {
    const line = aCommandLine({ 'longshore.yml': aFile({ api: aTarget('api', { sette: '1m', settle: 'x' }) }) })
    expect(await line.run('check')).toBe(1)
    expect(line.complained()).toMatch(/^The configuration has 5 mistakes:\n/)
    expect(line.complained()).toMatch(
      /longshore\.yml:\d+ targets\.api\.sette is not an option\..*Did you mean settle\?/,
    )
    expect(line.told()).not.toMatch(/^\s+at /m)
  })
  it('says that rights for so many targets fit into no role', async () => {
    const roles = Array.from(
      { length: 1200 },
      (_, n) => `arn:aws:iam::123456789012:role/shop-team-with-a-long-name-${n}`,
    )
    const many = { api: aTarget('api', {}, { family: 'api', roles }) }
    const line = aCommandLine({ 'longshore.yml': aFile(many), 'longshore.lock.yml': aLock(many) })
    expect(await line.run('check')).toBe(1)
    expect(line.told()).toMatch(/^The rights of reconcile for 1 target do not fit/)
  })
})

describe('open', () => {
  const withPage = { ...files, 'longshore.yml': aFile(targets, { page: true }) }
  const link = { url: 'https://page.example/open?pass=1', until: '2026-11-16T09:15:00.000Z', message: 'Opens.' }

  it('asks the stack of the stage for a link, which alone is the output', async () => {
    const { asked, invoke } = anAnswer(link)
    const line = aCommandLine(withPage, { invoke })
    expect(await line.run('open', '--stage', 'prod')).toBe(0)
    expect(asked).toEqual([['longshore-prod-open', 'us-east-1', {}]])
    expect(line.printed()).toBe('https://page.example/open?pass=1')
    expect(line.complained()).toBe('Opens until 2026-11-16T09:15:00.000Z.')
  })
  it('says what to do when there is no page', async () => {
    const without = aCommandLine(files)
    expect(await without.run('open')).toBe(1)
    expect(without.told()).toContain('Write page: true, then deploy.')
    const strange = aCommandLine(withPage)
    expect(await strange.run('open')).toBe(2)
    expect(strange.told()).toContain('answered something else than a link')
  })
})

describe('stats', () => {
  it('asks the stack for the figures that are wanted, in words or for machines', async () => {
    const answer = { message: 'api: 3 releases', figures: [] }
    const { asked, invoke } = anAnswer(answer)
    const line = aCommandLine(files, { invoke })
    expect(await line.run('stats')).toBe(0)
    expect(await line.run('stats', 'api', '--days', '30', '--json', '--stage', 'prod')).toBe(0)
    expect(asked).toEqual([
      ['longshore-dev-stats', 'us-east-1', {}],
      ['longshore-prod-stats', 'us-east-1', { target: 'api', days: 30 }],
    ])
    expect(line.told()).toBe(`api: 3 releases\n${JSON.stringify(answer)}`)
  })
  it.each(['0', '-3', 'many', '1.5'])('takes no %s for days', async (days) => {
    const line = aCommandLine(files)
    expect(await line.run('stats', `--days=${days}`)).toBe(2)
    expect(line.told()).toContain('It takes a whole number from 1 on.')
  })
})

describe('a command that does something', () => {
  it.each<[string[], string, object]>([
    [['redeploy', 'api'], 'redeploy', { target: 'api' }],
    [
      ['redeploy', 'api', '--image', 'v1', '--override', 'x'],
      'redeploy',
      { target: 'api', image: 'v1', override: 'x' },
    ],
    [['rollback', 'api', '--to', 'v1.2.2'], 'rollback', { target: 'api', to: 'v1.2.2' }],
    [['promote', 'api', 'web'], 'promote', { from: 'api', to: 'web' }],
    [['approve', 'api', '--deployment', '01J'], 'approve', { target: 'api', deployment: '01J' }],
    [['reject', 'api', '--reason', 'no'], 'reject', { target: 'api', reason: 'no' }],
    [['cancel', 'api'], 'cancel', { target: 'api' }],
    [['pause', '--group', 'web', '--reason', 'why'], 'pause', { group: 'web', reason: 'why' }],
    [['resume'], 'resume', {}],
    [['freeze', 'api', '--until', '2h'], 'freeze', { target: 'api', until: '2h' }],
  ])('%j asks %s', async (args, key, payload) => {
    const { asked, invoke } = anAnswer()
    const line = aCommandLine(files, { invoke })
    expect(await line.run(...args)).toBe(0)
    expect(asked).toEqual([[`longshore-dev-${key}`, 'us-east-1', { ...payload, by: 'alice (Deployer, 123456789012)' }]])
    expect(line.printed()).toBe('Done.')
  })

  it('says how to follow what it began, and nothing that a terminal would obey', async () => {
    const answer = { message: 'goes out\u001B[2J', target: 'api', deploymentId: '01J' }
    const line = aCommandLine(files, { invoke: anAnswer(answer).invoke })
    expect(await line.run('redeploy', 'api', '--stage', 'prod')).toBe(0)
    expect(line.printed()).toBe('goes out [2J')
    expect(line.complained()).toBe('longshore watch api --deployment 01J --stage prod')
  })

  it.each<[string, string[], string]>([
    ['the region', ['--region', 'eu-west-1'], '--stage dev --region eu-west-1'],
    ['the configuration', ['--config', 'longshore.yml'], '--config longshore.yml --stage dev'],
    ['a strange configuration', ['--config', "it's one.yml"], String.raw`--config 'it'\''s one.yml' --stage dev`],
  ])('says how to follow it at the same place: %s', async (_what, options, same) => {
    const answer = { message: 'goes out', target: 'api', deploymentId: '01J\u001B[2J' }
    const here = { ...files, "it's one.yml": files['longshore.yml'], "it's one.lock.yml": files['longshore.lock.yml'] }
    const line = aCommandLine(here, { invoke: anAnswer(answer).invoke })
    expect(await line.run('redeploy', 'api', ...options)).toBe(0)
    expect(line.complained()).toBe(`longshore watch api --deployment 01J [2J ${same}`)
  })

  it('goes on without a name when AWS tells none, and says so', async () => {
    const { asked, invoke } = anAnswer()
    const line = aCommandLine(files, { invoke, whoAmI: async () => Promise.reject(named('AccessDenied')) })
    expect(await line.run('redeploy', 'api', '--json')).toBe(0)
    expect(asked).toEqual([['longshore-dev-redeploy', 'us-east-1', { target: 'api' }]])
    expect(line.printed()).toBe('{"message":"Done."}')
    expect(line.complained()).toContain('AWS does not tell who you are (AccessDenied)')
  })

  it('asks in the region that is named', async () => {
    const { asked, invoke } = anAnswer()
    await aCommandLine(files, { invoke }).run('resume', '--region', 'eu-west-1')
    expect(asked).toMatchObject([['longshore-dev-resume', 'eu-west-1', {}]])
  })

  it('passes on what is refused in its own words, with 1', async () => {
    const line = aCommandLine(files, failing(new FunctionFailed('There is no target x.', 'BadCommand')))
    expect(await line.run('redeploy', 'x')).toBe(1)
    expect(line.complained()).toBe('There is no target x.')
  })

  it('passes on nothing that a terminal would obey, but lines', async () => {
    const words = 'Nothing \u001B[2J\u001B]0;owned\u0007 here:\n- x'
    const line = aCommandLine(files, failing(new FunctionFailed(words, 'BadCommand')))
    expect(await line.run('approve', 'api')).toBe(1)
    expect(line.complained()).toBe('Nothing  [2J ]0;owned  here:\n- x')
  })
})

describe('a stack that cannot be asked', () => {
  it.each<[string, Error, RegExp]>([
    [
      'there is none',
      named('ResourceNotFoundException'),
      /longshore-dev-explain in us-east-1: there is no such function\. Name the stage.*--stage \(now dev\).*--region.*AWS_PROFILE.*serverless deploy/,
    ],
    [
      'no credentials',
      named('CredentialsProviderError', 'Could not load credentials from any providers'),
      /no credentials\. Set AWS_PROFILE/,
    ],
    ['credentials that ended', named('ExpiredTokenException'), /not valid, or no longer\. Log in again/],
    [
      'a right that is missing',
      named('AccessDeniedException'),
      /Ask for the right lambda:InvokeFunction on longshore-dev-explain/,
    ],
    [
      'no network',
      named('Error', 'getaddrinfo ENOTFOUND lambda.us-east-1.amazonaws.com'),
      /AWS cannot be reached in us-east-1/,
    ],
    ['something else', named('Odd', 'what?'), /Odd: what\?\. Check AWS_PROFILE/],
    [
      'a function that breaks',
      new FunctionFailed('x is undefined', 'TypeError'),
      /it broke \(TypeError: x is undefined\).*aws logs tail \/aws\/lambda\/longshore-dev-explain/,
    ],
  ])('for %s says what to set, with 2', async (_what, error, words) => {
    const line = aCommandLine(files, failing(error))
    expect(await line.run('explain', 'team/api:v1')).toBe(2)
    expect(line.complained()).toMatch(words)
    expect(line.told()).not.toMatch(/^\s+at /m)
  })
  it('names the region of the environment when it is another one', async () => {
    const line = aCommandLine(files, {
      ...failing(named('ResourceNotFoundException')),
      environment: { AWS_REGION: 'eu-west-1' },
    })
    await line.run('explain', 'team/api:v1')
    expect(line.complained()).toContain('(AWS_REGION says eu-west-1, the configuration us-east-1)')
  })
  it('may be of another version', async () => {
    const line = aCommandLine(files)
    expect(await line.run('explain', 'team/api:v1')).toBe(2)
    expect(line.complained()).toContain('it is of another version')
  })
})

describe('an answer that does not come', () => {
  // As the client says it for a server that accepts and is silent, and for one that hangs up.
  it.each<[string, Error, RegExp]>([
    ['in time', named('AbortError', 'Request aborted'), /redeploy in us-east-1 did not answer within 125 s/],
    ['any more', named('TimeoutError', 'socket hang up'), /redeploy in us-east-1 broke off before it answered/],
    ['either', named('Error', 'read ECONNRESET'), /redeploy in us-east-1 broke off before it answered/],
  ])('%s does not say that nothing was done', async (_what, error, words) => {
    const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }
    const line = aCommandLine(files, { ...failing(error), environment })
    expect(await line.run('redeploy', 'api', '--stage', 'prod')).toBe(2)
    expect(line.complained()).toMatch(words)
    expect(line.complained()).toContain(
      'It may be carried out all the same: before you repeat it look with longshore status --stage prod and longshore history --stage prod.',
    )
    expect(line.complained()).not.toContain('nobody answers')
  })

  it('of what only looks says no more than that', async () => {
    const line = aCommandLine(files, failing(named('AbortError', 'Request aborted')))
    expect(await line.run('status')).toBe(2)
    expect(line.complained()).toBe(
      'longshore-dev-status in us-east-1 did not answer within 125 s. Its log says more: aws logs tail /aws/lambda/longshore-dev-status --region us-east-1',
    )
  })

  it('because nothing could be connected to was never asked for', async () => {
    const error = named(
      'TimeoutError',
      'the request socket did not establish a connection with the server within 2000 ms',
    )
    const line = aCommandLine(files, failing(error))
    expect(await line.run('redeploy', 'api')).toBe(2)
    expect(line.complained()).toContain('AWS cannot be reached in us-east-1')
  })
})

describe('an endpoint of its own', () => {
  it('names the endpoint that nobody answers at', async () => {
    const line = aCommandLine(files, {
      ...failing(named('Error', 'connect ECONNREFUSED 127.0.0.1:1')),
      environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    })
    expect(await line.run('explain', 'team/api:v1')).toBe(2)
    expect(line.complained()).toContain('nobody answers at AWS_ENDPOINT_URL (http://127.0.0.1:1)')
  })
  it.each([
    ['http://u:hunter2@127.0.0.1:1', '(http://127.0.0.1:1)'],
    ['http://127.0.0.1:1/?token=hunter2#hunter2', '(http://127.0.0.1:1)'],
    ['u:hunter2@127.0.0.1', '(which is no URL)'],
    ['hunter2@nowhere', '(which is no URL)'],
  ])('keeps what is secret in the endpoint to itself: %s', async (endpoint, shown) => {
    const refusing = named('Error', `connect ECONNREFUSED to ${endpoint}`)
    const environment = { AWS_ENDPOINT_URL: endpoint }
    const line = aCommandLine(files, {
      ...failing(refusing),
      readAccount: async () => Promise.reject(refusing),
      environment,
    })
    expect(await line.run('status')).toBe(2)
    expect(await line.run('init', '--dry-run')).toBe(2)
    expect(line.complained().split(shown)).toHaveLength(3)
    expect(line.told()).not.toContain('hunter2')
  })
})

it('tells where in the code an unforeseen error arose when that is wanted', async () => {
  const line = aCommandLine(files, { invoke: async () => ({ message: 'no JSON', number: 1n }) })
  expect(await line.run('explain', 'team/api:v1', '--json')).toBe(2)
  expect(line.told()).toMatch(/^Something unforeseen happened: TypeError: .*--debug\.$/)
  expect(await line.run('explain', 'team/api:v1', '--json', '--debug')).toBe(2)
  expect(line.told()).toMatch(/^ +at /m)
})

describe('resolve', () => {
  const alone = { 'longshore.yml': aFile(targets) }

  it('writes what the account says, then says what changed', async () => {
    const line = aCommandLine(alone)
    expect(await line.run('resolve')).toBe(0)
    expect(parse(line.read('longshore.lock.yml'))).toEqual({
      version: 1,
      account: '123456789012',
      region: 'eu-west-1',
      targets: {
        api: { cluster: 'production', service: 'api', family: 'api-family' },
        web: { cluster: 'production', service: 'web', family: 'web-family' },
      },
    })
    expect(await line.run('check')).toBe(0)
  })
  it('tells new, changed and gone targets', async () => {
    const before = aLock({ api: aTarget('api'), old: aTarget('old') }, { region: 'eu-west-1' })
    const line = aCommandLine({ ...alone, 'longshore.lock.yml': before })
    await line.run('resolve')
    expect(line.told().split('\n').slice(0, -1)).toEqual([
      '~ api: taskRole arn:aws:iam::123456789012:role/api-task → none',
      '~ api: executionRole arn:aws:iam::123456789012:role/api-execution → none',
      '- old',
      '+ web: production, web, web-family',
    ])
    await line.run('resolve', '--json')
    expect(JSON.parse(line.printed().split('\n').at(-1) ?? '')).toMatchObject({ changes: [] })
  })
  it('writes nothing when a service cannot be found', async () => {
    const account: ReadServiceFacts = async (services) =>
      services.map((name) => ({ ...name, problem: `There is no service ${name.service} in cluster ${name.cluster}.` }))
    const line = aCommandLine({ ...alone, 'longshore.lock.yml': 'version: 1\n' }, { readServiceFacts: account })
    expect(await line.run('resolve')).toBe(1)
    expect(line.told()).toContain('There is no service web in cluster production.')
    expect(line.read('longshore.lock.yml')).toBe('version: 1\n')
  })
  it('says in words that AWS cannot be asked', async () => {
    const account: ReadServiceFacts = async () => Promise.reject(new Error('Region is missing'))
    const line = aCommandLine(alone, { readServiceFacts: account })
    expect(await line.run('resolve')).toBe(2)
    expect(line.told()).toMatch(
      /^Cannot ask the account about the services: no region is named\. Set AWS_REGION, or say --region\. Nothing was written/,
    )
  })
  it('asks nobody about a file with mistakes', async () => {
    const account: ReadServiceFacts = async () => Promise.reject(new Error('asked'))
    const mistaken = { 'longshore.yml': aFile({ api: aTarget('api', { nonsense: 1 }) }) }
    const line = aCommandLine(mistaken, { readServiceFacts: account })
    expect(await line.run('resolve')).toBe(1)
    expect(line.told()).toContain('[unknown-key]')
  })
  it('leaves alone what the file states', async () => {
    const line = aCommandLine({ 'longshore.yml': aFile({ api: aTarget('api', {}, { family: 'api', roles: [] }) }) })
    expect(await line.run('resolve')).toBe(0)
    expect(line.told()).toContain('Nothing to resolve')
  })
})

describe('a call that is wrong', () => {
  it.each<[string, string[]]>([
    ['Usage: longshore <command> [options]', []],
    ["Unknown command 'deploy'", ['deploy']],
    ["Unknown command 'toString'", ['toString']],
    ["Unknown command 'redploy'\n(Did you mean redeploy?)", ['redploy']],
    ["Too many arguments for 'check'", ['check', 'more']],
    ["Unknown option '--verbose'", ['check', '--verbose']],
    ["Unknown option '--days'", ['check', '--days', '3']],
    ["Missing required argument 'target'", ['redeploy']],
    ["Option '--image <image>' argument missing", ['redeploy', 'api', '--image']],
  ])('is told: %s', async (message, args) => {
    const line = aCommandLine({})
    expect(await line.run(...args)).toBe(2)
    expect(line.complained()).toContain(message)
    expect(line.printed()).toBe('')
  })
})

describe('an option without its value', () => {
  it.each<[string, string[]]>([
    [
      "'--reason <text>' lacks its value: --group looks like an option. If it is the value, write --reason=--group",
      ['pause', '--reason', '--group', 'worker'],
    ],
    ["'--cluster <name...>' lacks its value: --dry-run", ['init', '--cluster', '--dry-run']],
    ["'--reason <text>' lacks its value: --", ['pause', '--reason', '--', 'api']],
    ["'--config <file>' lacks its value: --json", ['--config', '--json', 'status']],
    ["'--stage <stage>' lacks its value: --json", ['status', '--stage', '--json']],
  ])('takes no other for it: %s', async (message, args) => {
    const { asked, invoke } = anAnswer()
    const line = aCommandLine(files, { invoke })
    expect(await line.run(...args)).toBe(2)
    expect(line.complained()).toContain(`Option ${message}`)
    expect(asked).toEqual([])
  })

  it.each<[string[], object]>([
    [['pause', '--reason=--group'], { reason: '--group' }],
    [['pause', '--reason', '-x'], { reason: '-x' }],
    [['pause', '--reason', 'x', '--group', 'web'], { reason: 'x', group: 'web' }],
    [['pause', '--reason', 'x', '--', 'api'], { reason: 'x', target: 'api' }],
  ])('is none of %j', async (args, payload) => {
    const { asked, invoke } = anAnswer()
    expect(await aCommandLine(files, { invoke }).run(...args)).toBe(0)
    expect(asked).toMatchObject([['longshore-dev-pause', 'us-east-1', payload]])
  })
})

describe('a place that is wrong', () => {
  it.each<[string, string[]]>([
    ['status', ['status']],
    ['check', ['check']],
    ['resolve', ['resolve']],
    ['init', ['init', '--force']],
  ])('is told by %s: a folder in place of a file', async (_name, args) => {
    const line = aCommandLine(files)
    expect(await line.run(...args, '--config', line.folder)).toBe(2)
    expect(line.complained()).toBe(
      `${line.folder} is a folder: name the file in it (--config ${line.folder}/longshore.yml). See longshore --help.`,
    )
    const set = aCommandLine(files, { environment: { LONGSHORE_CONFIG: line.folder } })
    expect(await set.run(...args)).toBe(2)
    expect(set.complained()).toContain('is a folder')
  })

  it.each(['status', 'open', 'prune', 'check', 'resolve'])('is told by %s: no file', async (name) => {
    const { asked, invoke } = anAnswer()
    const line = aCommandLine({}, { invoke })
    expect(await line.run(name, '--config', 'other.yml')).toBe(2)
    expect(line.complained()).toMatch(
      /^Cannot read .*other\.yml: there is no such file\. Name one \(--config, or LONGSHORE_CONFIG\), or write a first one: npx longshore init$/,
    )
    expect(asked).toEqual([])
  })

  it.each(['bad region', 'EU-WEST-1', 'eu-west-1.evil.example', ''])('is told: %j is no region', async (region) => {
    const { asked, invoke } = anAnswer()
    const line = aCommandLine(files, { invoke })
    expect(await line.run('status', '--region', region)).toBe(2)
    expect(line.complained()).toBe(
      `--region takes the name of a region such as eu-west-1, not "${region}". See longshore --help.`,
    )
    expect(asked).toEqual([])
  })
})

describe('a name that can be none', () => {
  it.each(['', ' ', 'a b', 'prod/x', '../x'])('is told: %j is no stage', async (stage) => {
    const { asked, invoke } = anAnswer()
    const line = aCommandLine(files, { invoke })
    expect(await line.run('status', '--stage', stage)).toBe(2)
    expect(line.complained()).toBe(
      `--stage takes letters, digits and hyphens, as in prod, not "${stage}". See longshore --help.`,
    )
    expect(asked).toEqual([])
  })

  it.each(['1', '__proto__', '12345678901a', '1234567890123'])('is told: %j is no account', async (account) => {
    const line = aCommandLine(files)
    expect(await line.run('account-template', account)).toBe(2)
    expect(line.complained()).toBe(
      `An account has twelve digits, unlike "${account}". See longshore account-template --help.`,
    )
  })
})

describe('help', () => {
  it('names every command', async () => {
    const line = aCommandLine({}, { width: 100 })
    expect(await line.run('--help')).toBe(0)
    for (const { name, summary } of commands)
      expect(line.printed().replaceAll(/\s+/g, ' ')).toContain(`${name} ${summary}`)
  })
  it.each(commands.map((command) => [command.name, command] as const))(
    'of %s holds its examples and its exit codes',
    async (name, { examples }) => {
      const line = aCommandLine({})
      expect(await line.run(name, '--help')).toBe(0)
      for (const example of examples) expect(line.printed()).toContain(`\n  # ${example.does}\n  ${example.line}\n`)
      expect(examples.length).toBeGreaterThan(0)
      expect(line.printed()).toContain('   1  refused')
    },
  )
})

describe('who asks', () => {
  it.each([
    ['arn:aws:sts::123456789012:assumed-role/Deployer/alice', 'alice (Deployer, 123456789012)'],
    [
      'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Ops_0a1b/ann@example.com',
      'ann@example.com (AWSReservedSSO_Ops_0a1b, 123456789012)',
    ],
    ['arn:aws:iam::123456789012:user/team/bob', 'bob (123456789012)'],
    ['arn:aws:sts::123456789012:federated-user/eve', 'eve (123456789012)'],
    ['arn:aws:iam::123456789012:root', 'root (123456789012)'],
  ])('%s is told as %s', (arn, told) => {
    expect(nameIn(arn)).toBe(told)
  })

  it('is never longer than a function takes', () => {
    expect(nameIn(`arn:aws:iam::1:user/${'x'.repeat(500)}`)).toHaveLength(200)
  })
})
