import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { aFile, aLock, aTarget } from '../config/a-configuration.ts'
import { packageStack } from './package-stack.ts'

function written(): string {
  const targets = { api: aTarget('api') }
  const pusher = { source: 'acme/api', runs: ['ref:refs/heads/main'], repositories: ['team/api'] }
  const path = join(mkdtempSync(join(tmpdir(), 'longshore-github-actions-')), 'longshore.yml')
  writeFileSync(path, aFile(targets, { githubActions: { pushers: { api: pusher } } }))
  writeFileSync(path.replace('.yml', '.lock.yml'), aLock(targets))
  return path
}

it('a stack that lets runs on GitHub push has a provider, and two roles which trust it', () => {
  const { exitCode, output, template } = packageStack({ config: written() })
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 })
  const { GithubProvider, GithubPushApiRole, GithubWatchApiRole } = template.resources
  expect(GithubProvider?.Type).toBe('AWS::IAM::OIDCProvider')
  for (const role of [GithubPushApiRole, GithubWatchApiRole]) {
    expect(role?.Properties.AssumeRolePolicyDocument.Statement).toMatchObject([
      { Principal: { Federated: { 'Fn::GetAtt': ['GithubProvider', 'Arn'] } } },
    ])
  }
})
