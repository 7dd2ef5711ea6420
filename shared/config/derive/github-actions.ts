import { parseRepositoryUri, partitionOf } from '../aws-names.ts'
import type { LongshoreConfig, Pusher } from '../normalised.ts'
import { allow, arnOf, document, type Reference, type Statement } from './statement.ts'

/** The issuer of the tokens that runs on GitHub get. */
const issuer = 'token.actions.githubusercontent.com'

/** What a push takes, and reading which tags there are: a release must be newer than those. */
const pushActions = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
  'ecr:BatchGetImage',
  'ecr:ListImages',
]

/** The functions that `longshore watch` asks. */
const watchedBy = ['status', 'history', 'explain'] as const

interface Role {
  readonly Type: 'AWS::IAM::Role'
  readonly Properties: object
}

interface Provider {
  readonly Type: 'AWS::IAM::OIDCProvider'
  readonly Properties: { readonly Url: string; readonly ClientIdList: readonly string[] }
}

/** By logical id: who runs on GitHub may take, and GitHub as who says that they are. Empty where nobody asked for it. */
export function githubActionsResources(config: LongshoreConfig): Readonly<Record<string, Role | Provider>> {
  const { githubActions } = config
  if (!githubActions) return {}
  const made = githubActions.provider === undefined
  const provider: string | Reference = githubActions.provider ?? arnOf('GithubProvider')
  const roles = Object.entries(githubActions.pushers).flatMap(([name, pusher]): [string, Role][] => {
    const trust = trustIn(provider, pusher)
    return [
      [`GithubPush${idOf(name)}Role`, roleOf(`${config.stack}-push-${name}`, trust, pushRights(pusher, config))],
      [`GithubWatch${idOf(name)}Role`, roleOf(`${config.stack}-watch-${name}`, trust, watchRights(config))],
    ]
  })
  return { ...(made && { GithubProvider: providerOf() }), ...Object.fromEntries(roles) }
}

function idOf(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1).replaceAll('-', 'Dash')
}

/** AWS trusts this issuer's certificate by itself: it needs no thumbprint. */
function providerOf(): Provider {
  return {
    Type: 'AWS::IAM::OIDCProvider',
    Properties: { Url: `https://${issuer}`, ClientIdList: ['sts.amazonaws.com'] },
  }
}

function roleOf(name: string, trust: object, rights: readonly Statement[]): Role {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: document([trust]),
      Policies: [{ PolicyName: name, PolicyDocument: document(rights) }],
    },
  }
}

/**
 * Subjects of repositories made, renamed or moved since 2026-07-15 name the ids of owner and repository. Where these are known the
 * id must be right, however the subject is written: whoever takes over a name gets nothing.
 */
function trustIn(provider: string | Reference, { source, ids, runs }: Pusher): object {
  const [owner = '', name = ''] = source.split('/')
  const sources = ids ? [source, `${owner}@${ids.owner}/${name}@${ids.repository}`] : [source]
  const exact = {
    [`${issuer}:aud`]: 'sts.amazonaws.com',
    ...(ids && { [`${issuer}:repository_id`]: String(ids.repository) }),
  }
  return {
    Effect: 'Allow',
    Principal: { Federated: provider },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: exact,
      StringLike: { [`${issuer}:sub`]: sources.flatMap((each) => runs.map((run) => `repo:${each}:${run}`)) },
    },
  }
}

function pushRights({ repositories }: Pusher, { region }: LongshoreConfig): Statement[] {
  const arns = repositories.flatMap((uri) => {
    const place = parseRepositoryUri(uri)
    return place ? [`arn:${partitionOf(region)}:ecr:${place.region}:${place.account}:repository/${place.name}`] : []
  })
  return [...allow('LogIn', ['ecr:GetAuthorizationToken'], ['*']), ...allow('Push', pushActions, arns)]
}

function watchRights({ account, region, stack }: LongshoreConfig): Statement[] {
  const functions = watchedBy.map(
    (key) => `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${stack}-${key}`,
  )
  return allow('Watch', ['lambda:InvokeFunction'], functions)
}
