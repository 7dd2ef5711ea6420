import { describe, expect, it } from '@jest/globals'
import { aFile, aLock, aTarget } from '../config/a-configuration.ts'
import { aCommandLine } from './a-command-line.ts'

const targets = { api: aTarget('api') }
const files = { 'longshore.yml': aFile(targets), 'longshore.lock.yml': aLock(targets) }
const asks = [['status'], ['resolve'], ['init', '--dry-run']] as const

/** What each command that asks AWS says when this is what comes back. */
async function told(error: Error, environment: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const fails = async () => Promise.reject(error)
  const said: string[] = []
  for (const args of asks) {
    const line = aCommandLine(files, { invoke: fails, readServiceFacts: fails, readAccount: fails, environment })
    expect(await line.run(...args)).toBe(2)
    said.push(line.complained())
  }
  return said
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}

const none = named('CredentialsProviderError', 'Could not load credentials from any providers')
const endpoint = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }

describe('status, resolve and init say alike what to set', () => {
  it.each<[string, Error, Readonly<Record<string, string>>, string]>([
    [
      'without credentials',
      none,
      {},
      'there are no credentials. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in: aws sso login',
    ],
    [
      'with a profile that has none',
      none,
      { AWS_PROFILE: 'nope' },
      'there are no credentials: the profile nope (AWS_PROFILE) is not known or has none. Name another (aws configure list-profiles), or log in: aws sso login --profile nope',
    ],
    ['with credentials that ended', named('ExpiredTokenException', 'no'), {}, 'are not valid, or no longer. Log in'],
    ['without a region', new Error('Region is missing'), {}, 'no region is named. Set AWS_REGION, or say --region'],
    [
      'with nobody there',
      new Error('connect ECONNREFUSED 127.0.0.1:1'),
      endpoint,
      'nobody answers at AWS_ENDPOINT_URL (http://127.0.0.1:1). Start it',
    ],
    [
      'with a name that is nobody’s',
      new Error('getaddrinfo ENOTFOUND x'),
      endpoint,
      'nobody answers at AWS_ENDPOINT_URL (http://127.0.0.1:1). Start it',
    ],
    ['without a network', new Error('getaddrinfo EAI_AGAIN x'), {}, 'AWS cannot be reached'],
    [
      'with an endpoint that is no URL',
      named('TypeError', 'Invalid URL'),
      { AWS_ENDPOINT_URL: 'hunter2' },
      'AWS_ENDPOINT_URL is no URL such as http://127.0.0.1:4566. Mend it, or unset it for the real AWS',
    ],
  ])('%s', async (_what, error, environment, words) => {
    const said = await told(error, environment)
    expect(said).toEqual(asks.map(() => expect.stringContaining(words)))
    expect(said.join('\n')).not.toMatch(/hunter2|\.\./)
  })

  it('and of anything else which rights to look at', async () => {
    expect(await told(named('Odd', 'what?'))).toEqual([
      expect.stringMatching(/Odd: what\?\. Check .*lambda:InvokeFunction/),
      expect.stringMatching(/Odd: what\?\. Check .*--region.*ecs:DescribeServices and ecs:DescribeTaskDefinition/),
      expect.stringMatching(/Odd: what\?\. Check .*--region.*ecs:ListClusters/),
    ])
  })
})
