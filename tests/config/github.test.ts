import { describe, expect, it } from '@jest/globals'
import { featuresOf } from '../../shared/config/derive/features.ts'
import { aTarget, configOf, load } from './a-configuration.ts'

const targets = { 'api-production': aTarget('api'), worker: aTarget('worker') }
const token = { ssm: '/longshore/github' }

function mistakes(github: object): string[] {
  const loaded = load(targets, { github })
  return loaded.ok ? [] : loaded.mistakes.map((mistake) => JSON.stringify(mistake))
}

describe('github', () => {
  it('tells all targets, by their own names, on github.com', () => {
    const config = configOf(targets, { github: { token } })
    expect(config.github).toEqual({
      auth: { by: 'token', token },
      url: 'https://api.github.com',
      host: 'github.com',
      repositories: {},
      owners: [],
      environments: {
        'api-production': { name: 'api-production', isProduction: false },
        worker: { name: 'worker', isProduction: false },
      },
    })
    expect(Object.values(config.targets).map(({ policy }) => policy.tellProgress)).toEqual([true, true])
    expect(featuresOf(config)).toEqual(['progress', 'github'])
  })

  it('takes an App, other names, owners and repositories', () => {
    const { github } = configOf(targets, {
      github: {
        app: { id: 1, installation: 2, key: { secret: 'key' } },
        owners: ['Acme'],
        repositories: { 'team/api': 'acme/Monolith' },
        environments: {
          'api-production': { name: 'production', url: 'https://api.example.com' },
          worker: { production: true },
        },
      },
    })
    expect(github).toMatchObject({
      auth: { by: 'app', id: 1, installation: 2, key: { secret: 'key' } },
      owners: ['acme'],
      repositories: { '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api': { owner: 'acme', name: 'Monolith' } },
      environments: {
        'api-production': { name: 'production', isProduction: true, url: 'https://api.example.com' },
        worker: { name: 'worker', isProduction: true },
      },
    })
  })

  it('follows only the targets it is to tell', () => {
    const config = configOf(targets, { github: { token, targets: ['*-production'] } })
    expect(Object.keys(config.github?.environments ?? {})).toEqual(['api-production'])
    expect(config.targets['worker']?.policy.tellProgress).toBeUndefined()
  })

  it('keeps details to itself in public repositories, unless it is told what to do', () => {
    expect(configOf(targets, { github: { token } }).github).not.toHaveProperty('details')
    expect(configOf(targets, { github: { token, details: false } }).github?.details).toBe(false)
    expect(configOf(targets, { github: { token, details: true } }).github?.details).toBe(true)
  })

  it('speaks to an Enterprise Server by its own host', () => {
    const { github } = configOf(targets, { github: { token, url: 'https://ghe.example.com/api/v3/' } })
    expect(github).toMatchObject({ url: 'https://ghe.example.com/api/v3', host: 'ghe.example.com' })
    const cloud = configOf(targets, { github: { token, url: 'https://api.acme.ghe.com' } })
    expect(cloud.github?.host).toBe('acme.ghe.com')
  })

  it.each([
    ['neither App nor token', {}, 'app: { id, key }'],
    ['both', { token, app: { id: 1, key: token } }, 'app: { id, key }'],
    ['a repository of images that is a URL', { token, repositories: { 'https://x': 'acme/api' } }, 'team/api'],
    ['code that is no OWNER/NAME', { token, repositories: { 'team/api': 'api' } }, 'OWNER/NAME'],
    ['code with a path', { token, repositories: { 'team/api': 'acme/..' } }, 'OWNER/NAME'],
    ['an environment of no target', { token, environments: { nothing: 'x' } }, 'which is no target'],
    ['a glob that matches no target', { token, targets: ['api-*', 'nothing-*'] }, 'matches no target'],
    ['a host with a path', { token, host: 'github.com/acme' }, 'without a path'],
    ['an address that is none', { token, url: 'github' }, 'url'],
    ['a token in clear', { token: { ssm: 'ghp_0123456789abcdefghijklmnopqrstuvwxyz' } }, 'secret in clear'],
  ])('%s is a mistake', (_what, github, said) => {
    expect(mistakes(github).join('\n')).toContain(said)
  })

  it('never repeats a token that somebody wrote in', () => {
    expect(mistakes({ token: { ssm: 'ghp_0123456789abcdefghijklmnopqrstuvwxyz' } }).join()).not.toContain(
      '0123456789abc',
    )
  })
})
