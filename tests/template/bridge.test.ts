import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'

const root = join(import.meta.dirname, '../..')

/** Runs JavaScript in a process of its own, at the root of the repository. */
function execute(script: string, environment: Record<string, string> = {}) {
  const env = { PATH: process.env['PATH'], ...environment }
  return spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8', env })
}

const onOldNode = "Object.defineProperty(process.versions, 'node', { value: '20.19.0' });"

describe('longshore.template.cjs', () => {
  it('gives serverless.yml and the sandbox everything as plain data', () => {
    const { stdout } = execute("console.log(JSON.stringify({ ...require('./longshore.template.cjs') }))")
    expect(Object.keys(JSON.parse(stdout)).sort()).toEqual(
      [
        'account',
        'accountTemplates',
        'busPrincipals',
        'config',
        'domain',
        'examinedRoles',
        'githubActions',
        'imagePushedEvents',
        'maxParallel',
        'pageConcurrency',
        'partition',
        'probeVpc',
        'pruneEvents',
        'region',
        'rights',
        'rolloutChangedEvents',
        'slackActionConcurrency',
        'stack',
      ].sort(),
    )
  })

  it('reads the configuration that LONGSHORE_CONFIG names', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'longshore-')), 'other.yaml')
    const ecs =
      '{ cluster: c, service: s, family: f, roles: [], containers: { app: { repository: r, tags: { exact: t } } } }'
    writeFileSync(path, `version: 1\naccount: '999999999999'\nregion: cn-north-1\ntargets: { only: { ecs: ${ecs} } }\n`)
    const script =
      "const { account, partition, domain, config } = require('./longshore.template.cjs'); console.log(JSON.stringify([account, partition, domain, Object.keys(config.targets)]))"
    expect(JSON.parse(execute(script, { LONGSHORE_CONFIG: path }).stdout)).toEqual([
      '999999999999',
      'aws-cn',
      'amazonaws.com.cn',
      ['only'],
    ])
  })

  it('tells a missing configuration in words', () => {
    const { status, stderr } = execute("require('./longshore.template.cjs').region", {
      LONGSHORE_CONFIG: '/nowhere.yml',
    })
    expect(status).toBe(1)
    expect(stderr).toContain('Cannot read /nowhere.yml: there is no such file.')
  })

  it('says what to do on a Node that cannot load it', () => {
    const { status, stderr } = execute(`${onOldNode} require('./longshore.template.cjs')`)
    expect(status).toBe(1)
    expect(stderr).toContain('which Node 20.19.0 cannot load. Run the Serverless Framework through npx')
  })
})

describe('the command longshore', () => {
  it('checks the sample', () => {
    const { status, stdout } = spawnSync(process.execPath, ['shared/cli/longshore.mjs', 'check'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: '3 targets in 123456789012, us-east-1: api-production, web-staging, worker. No mistakes.\n',
    })
  })

  it('says what to do on a Node that cannot run it', () => {
    const { status, stderr } = execute(`${onOldNode} import('./shared/cli/longshore.mjs')`)
    expect(status).toBe(2)
    expect(stderr).toContain('which Node 20.19.0 cannot load. Run it through npx')
  })
})
