import { describe, expect, it } from '@jest/globals'
import { githubActionsResources } from '../../shared/config/derive/github-actions.ts'
import { aTarget, configOf, load } from './a-configuration.ts'

const targets = { api: aTarget('api') }
const pusher = { source: 'acme/api', runs: ['ref:refs/heads/main', 'ref:refs/tags/v*'], repositories: ['team/api'] }
const issuer = 'token.actions.githubusercontent.com'
const provider = `arn:aws:iam::123456789012:oidc-provider/${issuer}`

function resources(githubActions: object) {
  return githubActionsResources(configOf(targets, { githubActions }))
}

function mistakes(githubActions: object): string[] {
  const loaded = load(targets, { githubActions })
  return loaded.ok ? [] : loaded.mistakes.map(({ rule }) => rule)
}

describe('runs on GitHub that push', () => {
  it('get nothing where nobody asked for it', () => {
    expect(githubActionsResources(configOf(targets, {}))).toEqual({})
  })

  it('may push to the named repositories, and nothing else', () => {
    const { GithubPushApiRole } = resources({ pushers: { api: pusher } })
    expect(GithubPushApiRole?.Properties).toMatchObject({
      RoleName: 'longshore-dev-push-api',
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              { Action: ['ecr:GetAuthorizationToken'], Resource: ['*'] },
              { Resource: ['arn:aws:ecr:us-east-1:123456789012:repository/team/api'] },
            ],
          },
        },
      ],
    })
    const actions = JSON.stringify(GithubPushApiRole).match(/(?<=")ecr:\w+/g)
    expect(actions?.toSorted()).toEqual([
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:CompleteLayerUpload',
      'ecr:GetAuthorizationToken',
      'ecr:InitiateLayerUpload',
      'ecr:ListImages',
      'ecr:PutImage',
      'ecr:UploadLayerPart',
    ])
  })

  it('may ask what became of it by a role of its own', () => {
    const { GithubWatchApiRole } = resources({ pushers: { api: pusher } })
    expect(GithubWatchApiRole?.Properties).toMatchObject({
      RoleName: 'longshore-dev-watch-api',
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              {
                Action: ['lambda:InvokeFunction'],
                Resource: ['status', 'history', 'explain'].map(
                  (key) => `arn:aws:lambda:us-east-1:123456789012:function:longshore-dev-${key}`,
                ),
              },
            ],
          },
        },
      ],
    })
  })
})

describe('runs on GitHub that may push', () => {
  it('are those of the named branches, tags and environments alone', () => {
    const { GithubPushApiRole } = resources({ pushers: { api: pusher } })
    expect(GithubPushApiRole?.Properties).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRoleWithWebIdentity',
            Principal: { Federated: { 'Fn::GetAtt': ['GithubProvider', 'Arn'] } },
            Condition: {
              StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
              StringLike: {
                [`${issuer}:sub`]: ['repo:acme/api:ref:refs/heads/main', 'repo:acme/api:ref:refs/tags/v*'],
              },
            },
          },
        ],
      },
    })
  })

  it('are known by ids too, in subjects of either form, and a name that changed hands is not enough then', () => {
    const ids = { owner: 17, repository: 42 }
    const runs = ['environment:production']
    const { GithubPushApiRole } = resources({ provider, pushers: { api: { ...pusher, runs, ids } } })
    expect(GithubPushApiRole?.Properties).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Federated: provider },
            Condition: {
              StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:repository_id`]: '42' },
              StringLike: {
                [`${issuer}:sub`]: [
                  'repo:acme/api:environment:production',
                  'repo:acme@17/api@42:environment:production',
                ],
              },
            },
          },
        ],
      },
    })
  })

  it('have GitHub vouched for by a provider of the stack, unless the account has one', () => {
    expect(resources({ pushers: { api: pusher } })['GithubProvider']).toEqual({
      Type: 'AWS::IAM::OIDCProvider',
      Properties: { Url: `https://${issuer}`, ClientIdList: ['sts.amazonaws.com'] },
    })
    expect(Object.keys(resources({ provider, pushers: { api: pusher, 'web-2': pusher } }))).toEqual([
      'GithubPushApiRole',
      'GithubWatchApiRole',
      'GithubPushWebDash2Role',
      'GithubWatchWebDash2Role',
    ])
  })
})

describe('mistakes about runs on GitHub', () => {
  it.each<[string, object, string]>([
    ['a source that is no repository', { source: 'acme' }, 'bad-source'],
    ['a run of any branch', { runs: ['ref:refs/heads/*'] }, 'any-run'],
    ['a run of pull requests', { runs: ['pull_request'] }, 'bad-run'],
    ['a run of anybody', { runs: ['*'] }, 'bad-run'],
    ['a repository that cannot be', { repositories: ['Team API'] }, 'bad-repository'],
    [
      'a repository of another account',
      { repositories: ['210987654321.dkr.ecr.us-east-1.amazonaws.com/team/api'] },
      'pusher-of-another-account',
    ],
  ])('are found: %s', (_what, wrong, rule) => {
    expect(mistakes({ pushers: { api: { ...pusher, ...wrong } } })).toEqual([rule])
  })

  it.each<[string, object, string]>([
    ['no pushers', { pushers: {} }, 'no-pushers'],
    ['a name that roles cannot have', { pushers: { 'Api!': pusher } }, 'bad-pusher-name'],
    ['a provider that is none', { provider: 'github', pushers: { api: pusher } }, 'bad-provider'],
    [
      'a provider of another account',
      { provider: provider.replace('123456789012', '210987654321'), pushers: { api: pusher } },
      'provider-of-another-account',
    ],
  ])('are found: %s', (_what, wrong, rule) => {
    expect(mistakes(wrong)).toEqual([rule])
  })
})
