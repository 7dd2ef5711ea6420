import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { FunctionFailed } from '../../shared/aws/invoke-by-name.ts'
import { run } from '../../shared/config/cli/run.ts'
import type { Tools } from '../../shared/config/cli/tools.ts'
import type { ReadServiceFacts } from '../../shared/config/service-facts.ts'
import { aFile, aLock, aTarget } from './a-configuration.ts'

const targets = { api: aTarget('api'), web: aTarget('web') }

/** An account that has every service. */
const fullAccount: ReadServiceFacts = async (services) =>
  services.map((name) => ({ ...name, account: '123456789012', region: 'eu-west-1', family: `${name.service}-family` }))

/** A folder with a configuration, and a way to run commands in it. */
function aFolder(
  files: Record<string, string>,
  readServiceFacts: ReadServiceFacts = fullAccount,
  invoke: Tools['invoke'] = async () => null,
) {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const told: string[] = []
  const print = (line: string) => told.push(line)
  return {
    folder,
    told: () => told.join('\n'),
    lock: () => parse(readFileSync(join(folder, 'longshore.lock.yml'), 'utf8')),
    run: (...args: string[]) =>
      run(args, { folder, environment: {}, print, complain: print, readServiceFacts, invoke }),
  }
}

describe('check', () => {
  it('says that all is well', async () => {
    const folder = aFolder({ 'longshore.yml': aFile(targets), 'longshore.lock.yml': aLock(targets) })
    expect(await folder.run('check')).toBe(0)
    expect(folder.told()).toBe('2 targets in 123456789012, us-east-1: api, web. No mistakes.')
  })
  it('tells every mistake and ends with 1', async () => {
    const folder = aFolder({ 'longshore.yml': aFile({ api: aTarget('api', { sette: '1m', settle: 'x' }) }) })
    expect(await folder.run('check')).toBe(1)
    expect(folder.told()).toMatch(/^The configuration has 5 mistakes:\n/)
    expect(folder.told()).toMatch(/longshore\.yml:\d+ targets\.api\.sette is not an option\..*Did you mean settle\?/)
    expect(folder.told()).not.toMatch(/^\s+at /m)
  })
  it('says that rights for so many targets fit into no role', async () => {
    const roles = Array.from(
      { length: 1200 },
      (_, n) => `arn:aws:iam::123456789012:role/shop-team-with-a-long-name-${n}`,
    )
    const many = { api: aTarget('api', {}, { family: 'api', roles }) }
    const folder = aFolder({ 'longshore.yml': aFile(many), 'longshore.lock.yml': aLock(many) })
    expect(await folder.run('check')).toBe(1)
    expect(folder.told()).toMatch(/^The rights of reconcile for 1 target do not fit/)
  })
  it('says which file is missing', async () => {
    const folder = aFolder({})
    expect(await folder.run('check', '--config', 'other.yml')).toBe(1)
    expect(folder.told()).toContain('other.yml: there is no such file.')
  })
})

describe('open', () => {
  const files = { 'longshore.yml': aFile(targets, { page: true }), 'longshore.lock.yml': aLock(targets) }
  const link = { url: 'https://page.example/open?pass=1', until: '2026-11-16T09:15:00.000Z', message: 'Opens.' }

  it('asks the stack of the stage for a link', async () => {
    const asked: string[] = []
    const folder = aFolder(files, fullAccount, async (name, region) => {
      asked.push(`${name} in ${region}`)
      return link
    })
    expect(await folder.run('open', '--stage', 'prod')).toBe(0)
    expect(asked).toEqual(['longshore-prod-open in us-east-1'])
    expect(folder.told()).toBe('https://page.example/open?pass=1\nOpens until 2026-11-16T09:15:00.000Z.')
  })
  it('says what to do when there is no page, or when the stack cannot be asked', async () => {
    const without = aFolder({ 'longshore.yml': aFile(targets), 'longshore.lock.yml': aLock(targets) })
    expect(await without.run('open')).toBe(1)
    expect(without.told()).toContain('Write page: true, then deploy.')
    const denied = aFolder(files, fullAccount, async () => {
      throw new Error('not authorized')
    })
    expect(await denied.run('open')).toBe(2)
    expect(denied.told()).toContain('longshore-dev-open in us-east-1 could not be asked: Error: not authorized.')
    const strange = aFolder(files)
    expect(await strange.run('open')).toBe(2)
    expect(strange.told()).toContain('answered something else than a link')
  })
})

describe('stats', () => {
  const files = { 'longshore.yml': aFile(targets), 'longshore.lock.yml': aLock(targets) }
  const answer = { message: 'api: 3 releases', figures: [] }

  it('asks the stack for the figures that are wanted, in words or for machines', async () => {
    const asked: unknown[] = []
    const folder = aFolder(files, fullAccount, async (...given) => {
      asked.push(given)
      return answer
    })
    expect(await folder.run('stats')).toBe(0)
    expect(await folder.run('stats', '--target', 'api', '--days', '30', '--json', '--stage', 'prod')).toBe(0)
    expect(asked).toEqual([
      ['longshore-dev-stats', 'us-east-1', {}],
      ['longshore-prod-stats', 'us-east-1', { target: 'api', days: 30 }],
    ])
    expect(folder.told()).toBe(`api: 3 releases\n${JSON.stringify(answer)}`)
  })
  it('says why the stack tells nothing, and which options it alone takes', async () => {
    const denied = aFolder(files, fullAccount, async () => {
      throw new FunctionFailed('Cannot tell stats: there is no target x')
    })
    expect(await denied.run('stats', '--target', 'x')).toBe(2)
    expect(denied.told()).toBe('Cannot tell stats: there is no target x')
    const misplaced = aFolder(files)
    expect(await misplaced.run('check', '--days', '3')).toBe(2)
    expect(misplaced.told()).toContain('check takes no --days.')
    expect(await misplaced.run('stats')).toBe(2)
    expect(misplaced.told()).toContain('longshore-dev-stats answered something else')
  })
})

describe('resolve', () => {
  it('writes what the account says, then says what changed', async () => {
    const folder = aFolder({ 'longshore.yml': aFile(targets) })
    expect(await folder.run('resolve')).toBe(0)
    expect(folder.lock()).toEqual({
      version: 1,
      account: '123456789012',
      region: 'eu-west-1',
      targets: {
        api: { cluster: 'production', service: 'api', family: 'api-family' },
        web: { cluster: 'production', service: 'web', family: 'web-family' },
      },
    })
    expect(await folder.run('check')).toBe(0)
  })
  it('tells new, changed and gone targets', async () => {
    const before = aLock({ api: aTarget('api'), old: aTarget('old') }, { region: 'eu-west-1' })
    const folder = aFolder({ 'longshore.yml': aFile(targets), 'longshore.lock.yml': before })
    await folder.run('resolve')
    expect(folder.told().split('\n').slice(0, -1)).toEqual([
      '~ api: taskRole arn:aws:iam::123456789012:role/api-task → none',
      '~ api: executionRole arn:aws:iam::123456789012:role/api-execution → none',
      '- old',
      '+ web: production, web, web-family',
    ])
  })
  it('writes nothing when a service cannot be found', async () => {
    const account: ReadServiceFacts = async (services) =>
      services.map((name) => ({ ...name, problem: `There is no service ${name.service} in cluster ${name.cluster}.` }))
    const folder = aFolder({ 'longshore.yml': aFile(targets), 'longshore.lock.yml': 'version: 1\n' }, account)
    expect(await folder.run('resolve')).toBe(1)
    expect(folder.told()).toContain('There is no service web in cluster production.')
    expect(folder.lock()).toEqual({ version: 1 })
  })
  it('says in words that AWS cannot be asked', async () => {
    const account: ReadServiceFacts = async () => Promise.reject(new Error('Region is missing'))
    const folder = aFolder({ 'longshore.yml': aFile(targets) }, account)
    expect(await folder.run('resolve')).toBe(2)
    expect(folder.told()).toMatch(
      /^Cannot ask the account about the services: Error: Region is missing\. Check AWS_REGION/,
    )
  })
  it('asks nobody about a file with mistakes', async () => {
    const account: ReadServiceFacts = async () => Promise.reject(new Error('asked'))
    const folder = aFolder({ 'longshore.yml': aFile({ api: aTarget('api', { nonsense: 1 }) }) }, account)
    expect(await folder.run('resolve')).toBe(1)
    expect(folder.told()).toContain('[unknown-key]')
  })
  it('leaves alone what the file states', async () => {
    const stated = aTarget('api', {}, { family: 'api', roles: [] })
    const folder = aFolder({ 'longshore.yml': aFile({ api: stated }) })
    expect(await folder.run('resolve')).toBe(0)
    expect(folder.told()).toContain('Nothing to resolve')
  })
})

describe('a call that is wrong', () => {
  it.each<[string, string[]]>([
    ['No command was given.', []],
    ['There is no command deploy.', ['deploy']],
    ['There is no command toString.', ['toString']],
    ['check takes no more.', ['check', 'more']],
    ["Unknown option '--verbose'", ['check', '--verbose']],
  ])('is told: %s', async (message, args) => {
    const folder = aFolder({})
    expect(await folder.run(...args)).toBe(2)
    expect(folder.told()).toContain(message)
    expect(folder.told()).toContain('longshore <command>')
  })
  it('help is no mistake', async () => {
    expect(await aFolder({}).run('--help')).toBe(0)
  })
})
