import { partitionOf } from '../aws-names.ts'
import type { LongshoreConfig, SecretName } from '../normalised.ts'
import { examine, onlyWhatTargetsAre } from './doctor-rights.ts'
import { featuresOf } from './features.ts'
import { type FunctionKey, logGroupId } from './function-key.ts'
import { readOwnTargets, readTargetAlarms, readTargetProofs, readTargets, writeTargets } from './place-rights.ts'
import { readOwnProofs, readScans, standInNetwork } from './proof-rights.ts'
import { pruneImages, readUsers } from './prune-rights.ts'
import { repositories } from './resources.ts'
import { readSecrets } from './secret-rights.ts'
import { allow, arnOf, type Reference, type Statement } from './statement.ts'
import { wildcardActions } from './wildcard-actions.ts'

/** Characters that one list of names may take. */
export interface Budgets {
  /** Of things that are only looked at. */
  readonly reads: number
  /** Of things that are changed. */
  readonly writes: number
}

/** What a function may do, and on what. */
export function functionRights(key: FunctionKey, config: LongshoreConfig, { reads, writes }: Budgets): Statement[] {
  return [...logs(key), ...rightsOf[key]({ config, reads, writes, repositories: repositories(config, reads) })]
}

/** What the rights of a function are derived from. */
interface Asked extends Budgets {
  readonly config: LongshoreConfig
  /** ARNs of the followed repositories. */
  readonly repositories: readonly string[]
}

const rightsOf: Readonly<Record<FunctionKey, (asked: Asked) => Statement[]>> = {
  'image-pushed': () => [...putFacts(), ...nudge(), ...deadLetters()],
  'rollout-changed': () => [...putFacts(), ...nudge(), ...deadLetters()],
  tick: ({ config, reads, repositories }) => [
    ...readTable(),
    ...table('ReadDue', ['Query'], { 'Fn::Sub': `\${Table.Arn}/index/due` }),
    ...nudge(),
    ...deadLetters(),
    ...readTargets(config, reads),
    ...readEcr(repositories),
  ],
  reconcile: ({ config, reads, writes, repositories }) => [
    ...readTable(),
    ...table('WriteTable', ['PutItem', 'BatchWriteItem']),
    ...consume('NudgeQueue'),
    ...allow('Announce', ['sns:Publish'], topics(config)),
    ...readOwnTargets(config, reads),
    ...readEcr(repositories),
    ...readTargetProofs(config),
    ...readOwnProofs(config, reads),
    ...writeTargets(config, writes),
  ],
  'notify-slack': ({ config }) => [
    ...table('ClaimAnnouncements', ['GetItem', 'PutItem', 'DeleteItem']),
    ...consume('SlackQueue'),
    ...allow('GiveUp', ['sqs:SendMessage'], [arnOf('SlackDlq')]),
    ...readSlackSecret(config),
  ],
  'notify-github': ({ config, repositories }) => [
    ...table('KeepWhatWasTold', ['GetItem', 'PutItem', 'DeleteItem']),
    ...consume('GithubQueue'),
    ...allow('GiveUp', ['sqs:SendMessage'], [arnOf('GithubDlq')]),
    ...allow('TellOfUnknownCommits', ['sns:Publish'], [{ Ref: 'DeploymentsTopic' }]),
    ...readLabels(repositories),
    ...readSecrets('Github', secretsOfGithub(config), config),
  ],
  'notify-ends': ({ config }) => [
    ...table('ClaimAnnouncements', ['GetItem', 'PutItem', 'DeleteItem']),
    ...consume('EndsQueue'),
    ...allow('SplitAndGiveUp', ['sqs:SendMessage'], [arnOf('EndsQueue'), arnOf('EndsDlq')]),
    ...readSecrets('Ends', secretsOfEnds(config), config),
  ],
  redeploy: ({ repositories }) => [...readTable(), ...putFacts(), ...nudge(), ...lookUpImages(repositories)],
  rollback: ({ repositories }) => [...readTable(), ...putFacts(), ...nudge(), ...lookUpImages(repositories)],
  promote: ({ repositories }) => [...readTable(), ...putFacts(), ...nudge(), ...lookUpImages(repositories)],
  status: () => readTable(),
  history: () => readTable(),
  diff: ({ config, reads, repositories }) => [
    ...readTable(),
    ...readTargets(config, reads),
    ...readTargetAlarms(config),
    ...readEcr(repositories),
    ...readScans(config, reads),
  ],
  stats: () => readTable(),
  measure: ({ config, repositories }) => [
    ...table('ReadPast', ['GetItem', 'Query']),
    ...table('ClaimAnnouncements', ['PutItem', 'DeleteItem']),
    ...consume('FiguresQueue'),
    ...readLabels(repositories),
    ...allow('PutTraces', wildcardActions.putTraces.actions, config.figures?.traces ? ['*'] : []),
  ],
  probe: ({ config }) => standInNetwork(config),
  prune: ({ config, reads }) => [
    ...table('ReadAllRecords', ['GetItem', 'Scan']),
    ...table('ClaimAndTell', ['PutItem', 'DeleteItem']),
    ...readUsers(config, reads),
    ...pruneImages(config),
  ],
  dashboard: () => readTable(),
  'dashboard-link': () => [...readTable(), ...readPageKey()],
  open: () => readPageKey(),
  doctor: ({ config, reads, repositories }) => [
    ...readTable(),
    ...onlyWhatTargetsAre(readTargets(config, reads)),
    ...examine(config, repositories),
    ...readSlackSecret(config),
  ],
  explain: ({ repositories }) => [...readTable(), ...lookUpImages(repositories)],
  approve: () => [...readTable(), ...putFacts(), ...nudge()],
  reject: () => [...readTable(), ...putFacts(), ...nudge()],
  cancel: () => [...readTable(), ...putFacts(), ...nudge()],
  pause: () => [...readTable(), ...putFacts(), ...nudge(), ...table('KeepPause', ['PutItem'])],
  freeze: () => [...readTable(), ...putFacts(), ...nudge(), ...table('KeepFreeze', ['PutItem'])],
  'slack-action': ({ config }) => [
    ...readTable(),
    ...onlyKeys(['target#*'], putFacts()),
    ...nudge(),
    ...onlyKeys(['claim#slack-press#*', 'claim#slack-question#*'], table('ClaimPresses', ['PutItem', 'DeleteItem'])),
    ...readSecrets('Actions', secretsOfActions(config), config),
  ],
  resume: () => [...readTable(), ...putFacts(), ...nudge(), ...table('LiftPauseAndFreeze', ['PutItem'])],
}

function logs(key: FunctionKey): Statement[] {
  return allow('WriteOwnLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], [arnOf(logGroupId(key))])
}

function readTable(): Statement[] {
  return table('ReadTable', ['GetItem', 'Query'])
}

/** The one that the stack made. */
function readPageKey(): Statement[] {
  return allow('ReadPageKey', ['secretsmanager:GetSecretValue'], [{ Ref: 'PageKey' }])
}

function putFacts(): Statement[] {
  return table('PutFacts', ['BatchWriteItem'])
}

function table(sid: string, operations: readonly string[], resource: Reference = arnOf('Table')): Statement[] {
  return allow(
    sid,
    operations.map((operation) => `dynamodb:${operation}`),
    [resource],
  )
}

/** Of the table only the partitions whose keys are like these. */
function onlyKeys(keys: readonly string[], statements: readonly Statement[]): Statement[] {
  const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } }
  return statements.map((statement) => ({ ...statement, Condition }))
}

function nudge(): Statement[] {
  return allow('Nudge', ['sqs:SendMessage'], [arnOf('NudgeQueue')])
}

function deadLetters(): Statement[] {
  return allow('KeepFailedEvents', ['sqs:SendMessage'], [arnOf('EventsDlq')])
}

function consume(queue: string): Statement[] {
  const names = ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes']
  return allow(
    'Consume',
    names.map((name) => `sqs:${name}`),
    [arnOf(queue)],
  )
}

function topics(config: LongshoreConfig): Reference[] {
  return [{ Ref: 'DeploymentsTopic' }, ...(featuresOf(config).includes('progress') ? [{ Ref: 'ProgressTopic' }] : [])]
}

function readEcr(repositories: readonly string[]): Statement[] {
  return allow('ReadImages', ['ecr:DescribeImages', 'ecr:BatchGetImage'], repositories)
}

/** What an image says about itself is a layer of its own. */
function readLabels(repositories: readonly string[]): Statement[] {
  return allow('ReadLabels', ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], repositories)
}

/** Commands look a tag or a digest up; only observing needs to know what an index holds. */
function lookUpImages(repositories: readonly string[]): Statement[] {
  return allow('LookUpImages', ['ecr:DescribeImages'], repositories)
}

function secretsOfGithub({ github }: LongshoreConfig): SecretName[] {
  if (!github) return []
  return [github.auth.by === 'app' ? github.auth.key : github.auth.token]
}

function secretsOfEnds({ ends = [] }: LongshoreConfig): SecretName[] {
  return ends.flatMap(({ url, signingKey }) => (signingKey ? [url, signingKey] : [url]))
}

/** The signing secret; the bot's token where it has to be asked who is in a group. */
function secretsOfActions({ slack }: LongshoreConfig): SecretName[] {
  const { actions, bot } = slack ?? {}
  if (!actions) return []
  return bot && actions.groups.length > 0 ? [actions.signingSecret, bot.token] : [actions.signingSecret]
}

/** The webhook or the bot's token. */
function readSlackSecret(config: LongshoreConfig): Statement[] {
  const { webhook, bot } = config.slack ?? {}
  return [
    ...(webhook ? readSecret('Webhook', webhook, config) : []),
    ...(bot ? readSecret('BotToken', bot.token, config) : []),
  ]
}

/** One secret, and its key when that is not the one AWS manages: usable for this secret and through its store only. */
function readSecret(what: string, name: SecretName, { account, region }: LongshoreConfig): Statement[] {
  const arn = (rest: string): string => `arn:${partitionOf(region)}:${rest}`
  const [store, action, secret, context] =
    'ssm' in name
      ? [
          'ssm',
          'ssm:GetParameter',
          `ssm:${region}:${account}:parameter/${name.ssm.replace(/^\//, '')}`,
          'PARAMETER_ARN',
        ]
      : [
          'secretsmanager',
          'secretsmanager:GetSecretValue',
          `secretsmanager:${region}:${account}:secret:${name.secret}-??????`,
          'SecretARN',
        ]
  return [
    ...allow(`Read${what}`, [action], [arn(secret)]),
    ...allow(`Decrypt${what}`, ['kms:Decrypt'], [arn(`kms:${region}:${account}:key/*`)], {
      StringEquals: { 'kms:ViaService': `${store}.${region}.amazonaws.com` },
      StringLike: { [`kms:EncryptionContext:${context}`]: arn(secret) },
    }),
  ]
}
