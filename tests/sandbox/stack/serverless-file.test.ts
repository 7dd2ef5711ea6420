import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { resolveIntrinsics } from '../../../sandbox/stack/resolve-intrinsics.ts'
import { readServerlessFile } from '../../../sandbox/stack/serverless-file.ts'
import { startSandbox } from '../../../sandbox/start-sandbox.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stack-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function read(lines: string, options: { stage?: string; environment?: Record<string, string> } = {}) {
  const file = join(folder, 'serverless.yml')
  writeFileSync(file, `service: shop\n${lines}`)
  return readServerlessFile({ file, ...options })
}

const environmentOf = (lines: string, options = {}) =>
  read(`provider:\n  stage: \${opt:stage, 'dev'}\n  environment:\n    X: ${lines}`, options).provider['environment']

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Serverless variables look like template strings and are none
describe('variables of serverless.yml', () => {
  it.each([
    ['its own values', '${self:service}-${sls:stage}', 'shop-dev'],
    ['a default', "${env:NOBODY_SETS_THIS, 'a, b'}", 'a, b'],
    ['a second source', '${env:NOBODY_SETS_THIS, self:service}', 'shop'],
    ['a number kept as a number', '${env:NOBODY_SETS_THIS, 5}', 5],
    ['inner ones first', "${self:provider.${opt:nothing, 'stage'}}", 'dev'],
    ['the account', 'arn:${aws:region}:${aws:accountId}', 'arn:us-east-1:123456789012'],
  ])('resolve %s', (_, text, expected) => {
    expect(environmentOf(text)).toEqual({ X: expected })
  })

  it('take the stage and the environment they are given', () => {
    expect(environmentOf('${sls:stage}-${env:WHO}', { stage: 'live', environment: { WHO: 'me' } })).toEqual({
      X: 'live-me',
    })
  })

  it('read modules afresh for each configuration, with functions and promises settled', () => {
    writeFileSync(
      join(folder, 'x.cjs'),
      'exports.deep = async () => ({ who: process.env.WHO })\nexports.config = { who: process.env.WHO }',
    )
    const lines = 'custom: 1\nprovider: { environment: { X: "${file(./x.cjs):deep.who}" } }'
    const files = ['ann', 'bob'].map((WHO) => read(lines, { environment: { WHO } }))
    expect(files.map(({ config }) => config)).toEqual([{ who: 'ann' }, { who: 'bob' }])
    expect(files.map(({ provider }) => provider['environment'])).toEqual([{ X: 'ann' }, { X: 'bob' }])
  })

  it.each([
    ['a variable without a value', '${env:NOBODY_SETS_THIS}', 'Cannot resolve ${env:NOBODY_SETS_THIS}'],
    ['a variable that leads to itself', '${self:provider.environment.X}', 'lead to each other'],
    ['a module that throws', '${file(./broken.cjs):x}', 'told why'],
  ])('are refused: %s', (_, text, message) => {
    writeFileSync(join(folder, 'broken.cjs'), 'throw new Error("told why")')
    expect(() => environmentOf(text)).toThrow(message)
  })
})

it('resources may be a list of parts, some of them from a module', () => {
  writeFileSync(join(folder, 'parts.cjs'), "exports.roles = { Role: { Type: 'AWS::IAM::Role' } }")
  const first = "  - Resources: '${file(./parts.cjs):roles}'"
  const { resources } = read(`resources:\n${first}\n  - Resources: { Topic: { Type: AWS::SNS::Topic } }`)
  expect(Object.keys(resources)).toEqual(['Role', 'Topic'])
})

describe('a serverless.yml that cannot run', () => {
  it('is refused with the line of a syntax error', () => {
    expect(() => read('provider: [')).toThrow(/serverless\.yml.*line 2/s)
  })

  it('is refused with the name of a handler that is not there', () => {
    expect(() => read('functions: { f: { handler: functions/gone.handler } }')).toThrow('Cannot find the handler of f')
  })
})

describe('a stack that cannot be wired', () => {
  it('is refused by name, and leaves no server running', async () => {
    writeFileSync(join(folder, 'f.ts'), 'export const handler = () => null')
    const stack = read('functions: { f: { handler: f.handler, events: [{ carrierPigeon: {} }] } }')
    await expect(startSandbox({ stack })).rejects.toThrow(
      'knows the events eventBridge, schedule, sqs, sns, not carrierPigeon',
    )
  })
})

describe('CloudFormation functions', () => {
  const queue = { name: 'q', ref: 'http://here/q', attributes: { Arn: 'arn:q' } }
  const scope = { pseudo: { 'AWS::Region': 'us-east-1' }, resources: { Queue: queue } }

  it.each([
    ['Ref', { Ref: 'Queue' }, 'http://here/q'],
    ['GetAtt', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:q'],
    ['Sub', { 'Fn::Sub': '${AWS::Region}/${Queue.Arn}/${!Literal}' }, 'us-east-1/arn:q/${Literal}'],
    ['Sub with values', { 'Fn::Sub': ['${A}', { A: { Ref: 'Queue' } }] }, 'http://here/q'],
    ['Join', { 'Fn::Join': [':', ['a', { Ref: 'AWS::Region' }]] }, 'a:us-east-1'],
    ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
    ['NoValue in a list', [{ Ref: 'AWS::NoValue' }, 1], [1]],
    ['NoValue in a map', { a: { Ref: 'AWS::NoValue' } }, {}],
  ])('%s', (_, value, expected) => {
    expect(resolveIntrinsics(value, scope)).toEqual(expected)
  })

  it.each([
    [{ Ref: 'Gone' }, 'a reference to Gone'],
    [{ 'Fn::GetAtt': ['Queue', 'Colour'] }, '!GetAtt Queue.Colour'],
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue'],
  ])('refuses %j', (value, message) => {
    expect(() => resolveIntrinsics(value, scope)).toThrow(message)
  })
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: Serverless variables look like template strings and are none
