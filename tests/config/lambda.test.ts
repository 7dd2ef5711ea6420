import { describe, expect, it } from '@jest/globals'
import { loadConfig } from '../../shared/config/load-config.ts'
import { placeOf } from '../../shared/notify/place.ts'
import { aFile } from './a-configuration.ts'

type Data = Record<string, unknown>

const home = { account: '123456789012', region: 'us-east-1' }

function aFunction(lambda: Data = {}, options: Data = {}): Data {
  return {
    lambda: { function: 'thumbs', alias: 'live', repository: 'team/thumbs', tags: { exact: 'main' }, ...lambda },
    ...options,
  }
}

function load(targets: Data, rest: Data = home) {
  return loadConfig(aFile(targets, rest), undefined, { stage: 'dev' })
}

function configOf(targets: Data) {
  const loaded = load(targets)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes))
  return loaded.config
}

function rulesOf(targets: Data, rest?: Data): string[] {
  const loaded = load(targets, rest)
  return loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)
}

describe('a Lambda function as a target', () => {
  it.each<[string, Data, Data]>([
    ['all at once', {}, { kind: 'all-at-once' }],
    ['a canary', { shift: { canary: '5%', for: '10m' } }, { kind: 'canary', percent: 5, forMs: 600_000 }],
    ['linear', { shift: { linear: '25%', every: '2m' } }, { kind: 'linear', percent: 25, everyMs: 120_000 }],
  ])('shifts its traffic: %s', (_how, lambda, shift) => {
    const { thumbs } = configOf({ thumbs: aFunction(lambda) }).targets
    expect(thumbs).toMatchObject({ kind: 'lambda', lambda: { function: 'thumbs', alias: 'live', shift } })
    expect(thumbs?.policy.containers).toEqual({
      image: expect.objectContaining({ repository: '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/thumbs' }),
    })
  })

  it('needs no lock file where account and region are stated', () => {
    expect(rulesOf({ thumbs: aFunction() })).toEqual([])
    expect(rulesOf({ thumbs: aFunction() }, {})).toEqual(['missing-lock', 'missing-lock'])
  })

  it('takes turns with the other aliases of its function', () => {
    const { live, eu, other } = configOf({
      live: aFunction(),
      eu: aFunction({ alias: 'eu' }),
      other: aFunction({ function: 'previews' }),
    }).targets
    expect(live?.policy.takesTurnsWith).toEqual(['eu'])
    expect(eu?.policy.takesTurnsWith).toEqual(['live'])
    expect(other?.policy.takesTurnsWith).toBeUndefined()
  })

  it('is found in the console', () => {
    const config = configOf({ live: aFunction(), latest: aFunction({ function: 'previews', alias: undefined }) })
    expect(placeOf('live', config)).toMatchObject({
      resource: 'thumbs:live',
      consoleUrl:
        'https://us-east-1.console.aws.amazon.com/lambda/home?region=us-east-1#/functions/thumbs/aliases/live',
    })
    expect(placeOf('latest', config)).toMatchObject({
      resource: 'previews',
      consoleUrl: 'https://us-east-1.console.aws.amazon.com/lambda/home?region=us-east-1#/functions/previews',
    })
  })
})

describe('a mistake about a Lambda function', () => {
  it.each<[string, Data, string]>([
    ['a function by ARN', { thumbs: aFunction({ function: 'arn:aws:lambda:x:1:function:a' }) }, 'bad-function-name'],
    ['an alias that is a number', { thumbs: aFunction({ alias: '7' }) }, 'bad-alias-name'],
    ['a share that is no percentage', { thumbs: aFunction({ shift: { canary: '0.1', for: '10m' } }) }, 'bad-percent'],
    ['all of the traffic as a share', { thumbs: aFunction({ shift: { linear: '100%', every: '1m' } }) }, 'bad-percent'],
    ['a canary without end', { thumbs: aFunction({ shift: { canary: '10%' } }) }, 'one-shift'],
    ['halves of two shifts', { thumbs: aFunction({ shift: { canary: '10%', every: '1m' } }) }, 'one-shift'],
    ['no shift in a shift', { thumbs: aFunction({ shift: {} }) }, 'one-shift'],
    [
      'a shift without an alias',
      { thumbs: aFunction({ alias: undefined, shift: { canary: '10%', for: '1m' } }) },
      'shift-needs-alias',
    ],
    ['the same alias twice', { one: aFunction(), two: aFunction() }, 'two-targets-for-one-thing'],
    ['$LATEST beside an alias', { one: aFunction(), two: aFunction({ alias: undefined }) }, 'latest-or-aliases'],
    ['mode force', { thumbs: aFunction({}, { mode: 'force' }) }, 'functions-take-no-force'],
    ['an unknown key', { thumbs: aFunction({ alais: 'live' }) }, 'unknown-key'],
    [
      'a service too',
      {
        thumbs: {
          ...aFunction(),
          ecs: {
            cluster: 'a',
            service: 'b',
            family: 'b',
            roles: [],
            containers: { app: { repository: 'a', tags: { exact: 'a' } } },
          },
        },
      },
      'one-kind',
    ],
  ])('is told: %s', (_what, targets, rule) => {
    expect(rulesOf(targets)).toEqual([rule])
  })

  it('is told where it stands, of a default too', () => {
    const loaded = load({ thumbs: aFunction() }, { ...home, defaults: { mode: 'force' } })
    expect(loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)).toEqual(['functions-take-no-force'])
  })
})
