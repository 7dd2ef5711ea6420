import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { build } from 'esbuild'
import { root } from '../../bench/bundle.ts'
import { featureFunctions, functionKeysOf, logicalName } from '../../shared/config/derive/function-key.ts'
import { aFile, aLock, aTarget, configOf } from '../config/a-configuration.ts'
import { grantedBy, grants } from './granted.ts'
import { packageStack, type Resource } from './package-stack.ts'

const targets = { api: aTarget('api') }

/** The stack of a configuration that asks for the page. */
function packaged(page: unknown) {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-page-'))
  const config = join(folder, 'longshore.yml')
  writeFileSync(config, aFile(targets, { page }))
  writeFileSync(join(folder, 'longshore.lock.yml'), aLock(targets))
  return packageStack({ config })
}

const stack = packaged({ most: 7 })
const unlimited = packaged(true)
const { resources } = stack.template
const properties = (id: string): Resource['Properties'] => resources[id]?.Properties
const rightsOf = (key: 'dashboard' | 'dashboard-link' | 'open') =>
  grants(grantedBy(resources, `${logicalName(key)}Role`))

it('only a configuration that asks for the page has its functions', () => {
  expect(functionKeysOf(configOf(targets, { page: true }))).toEqual(expect.arrayContaining([...featureFunctions.page]))
  expect(functionKeysOf(configOf(targets, { page: false }))).not.toContain('dashboard')
  expect(functionKeysOf(configOf(targets))).not.toContain('open')
})

it('a configuration that asks for the page packages', () => {
  expect({ exitCode: stack.exitCode, output: stack.output }).toMatchObject({ exitCode: 0 })
})

it('only the page for people is kept to as many requests at a time as the configuration says', () => {
  expect(properties('DashboardDashlinkLambdaFunction').ReservedConcurrentExecutions).toBe(7)
  expect(properties('DashboardLambdaFunction').ReservedConcurrentExecutions).toBeUndefined()
  const { Properties } = unlimited.template.resources['DashboardDashlinkLambdaFunction'] ?? {}
  expect(Properties.ReservedConcurrentExecutions).toEqual({ Ref: 'AWS::NoValue' })
})

describe('the addresses', () => {
  it('one asks AWS who it is, the other asks for a link itself', () => {
    expect(properties('DashboardLambdaFunctionUrl').AuthType).toBe('AWS_IAM')
    expect(properties('DashboardDashlinkLambdaFunctionUrl').AuthType).toBe('NONE')
  })

  it('only the one for people may be called by everybody', () => {
    const open = Object.values(resources).filter(
      ({ Type, Properties }) => Type === 'AWS::Lambda::Permission' && Properties.Principal === '*',
    )
    expect(open.length).toBeGreaterThan(0)
    for (const { Properties } of open) {
      expect(Properties.FunctionName).toEqual({ 'Fn::GetAtt': ['DashboardDashlinkLambdaFunction', 'Arn'] })
      expect(Properties.FunctionUrlAuthType === 'NONE' || Properties.InvokedViaFunctionUrl === true).toBe(true)
    }
  })

  it('the command knows where links lead', () => {
    expect(properties('OpenLambdaFunction').Environment.Variables).toMatchObject({
      LONGSHORE_PAGE_KEY: 'longshore-dev-page-key',
      LONGSHORE_PAGE_URL: { 'Fn::GetAtt': ['DashboardDashlinkLambdaFunctionUrl', 'FunctionUrl'] },
    })
  })
})

describe('the rights', () => {
  it('whoever shows the page reads the table and writes nothing but its own log', () => {
    for (const key of ['dashboard', 'dashboard-link'] as const) {
      const actions = rightsOf(key).map((grant) => grant.split(' ')[0])
      const reads = ['dynamodb:GetItem', 'dynamodb:Query', 'logs:CreateLogStream', 'logs:PutLogEvents']
      expect(actions.filter((action) => action !== 'secretsmanager:GetSecretValue')).toEqual(reads)
    }
  })

  it('the key is read by whoever signs and whoever checks, and by nobody else', () => {
    const readers = Object.keys(resources).filter(
      (id) => resources[id]?.Type === 'AWS::IAM::Role' && JSON.stringify(resources[id]).includes('"PageKey"'),
    )
    expect(readers.sort()).toEqual(['DashboardLinkRole', 'OpenRole'])
    expect(rightsOf('open').filter((grant) => !grant.startsWith('logs:'))).toEqual([
      'secretsmanager:GetSecretValue {"Ref":"PageKey"} {}',
    ])
  })

  it('the key is made by AWS: it is in no template', () => {
    expect(properties('PageKey')).toMatchObject({ GenerateSecretString: { PasswordLength: 64 } })
    expect(properties('PageKey').SecretString).toBeUndefined()
  })
})

it.each([...featureFunctions.page])('functions/%s.ts exports its handler alone, in a few lines', async (key) => {
  const file = join(root, 'functions', `${key}.ts`)
  const { metafile } = await build({ entryPoints: [file], format: 'esm', metafile: true, write: false })
  expect(Object.values(metafile.outputs).flatMap(({ exports }) => exports)).toEqual(['handler'])
  expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(30)
})
