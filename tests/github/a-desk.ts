import { clientSettings } from '../../shared/aws/client-settings.ts'
import { dynamoApi } from '../../shared/aws/dynamo-api.ts'
import { dynamoClaims } from '../../shared/aws/dynamo-claims.ts'
import { dynamoCommits } from '../../shared/aws/dynamo-commits.ts'
import { dynamoGithub } from '../../shared/aws/dynamo-github.ts'
import { ecrLayersApi } from '../../shared/aws/ecr-layers-api.ts'
import { ecrOrigins } from '../../shared/aws/ecr-origins.ts'
import type { GithubAuth } from '../../shared/config/normalised.ts'
import type { Announcement } from '../../shared/domain/announcement.ts'
import { deliverToGithub, type QueuedMessage } from '../../shared/github/deliver-to-github.ts'
import type { DeploymentDocument, Desk } from '../../shared/github/desk.ts'
import { octokitApi } from '../../shared/github/octokit-api.ts'
import type { OutcomeDocument, ProgressDocument } from '../../shared/notify/document-schema.ts'
import { type AwsWorld, createTable, host, startAws, table } from '../contracts/aws-world.ts'

export const repository = `${host}/team/api`
export const secret = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz'

/** Forty hex digits. */
export const sha = (digit: string) => digit.repeat(40)

const labelsOf = (digit: string, source = 'acme/api') => ({
  'org.opencontainers.image.revision': sha(digit),
  'org.opencontainers.image.source': `https://github.com/${source}`,
})

/** A world with GitHub, a table and images; what was said, given up and put back. */
export interface DeskWorld {
  readonly aws: AwsWorld
  readonly desk: Desk
  readonly announced: Announcement[]
  readonly dead: { readonly body: string; readonly reason: string }[]
  /** Seconds until a message is shown again, by receipt handle. */
  readonly pauses: Map<string, number>
  readonly log: { readonly level: string; readonly message: string; readonly fields: object }[]
  /** Delivers documents in one batch, with what is changed of the desk; gives what is shown again. */
  readonly deliver: (documents: readonly DeploymentDocument[], changes?: Partial<Desk>) => Promise<string[]>
  /** Pushes an image that was built from the commit of so many equal digits. */
  readonly image: (digit: string, source?: string, name?: string) => Image
  /** States by deployment, oldest first. */
  readonly states: () => string[][]
}

export interface Image {
  readonly repository: string
  readonly digest: `sha256:${string}`
  readonly tag: string
}

export async function aDesk(
  auth: GithubAuth = { by: 'token', token: { ssm: '/github' } },
  value = secret,
): Promise<DeskWorld> {
  const aws = await startAws()
  await createTable(aws.tables)
  const commits = ['a', 'b', 'c', 'd', 'e'].map((digit, index) => ({
    sha: sha(digit),
    message: `Change ${digit}\n\nIn detail.`,
    author: 'alice',
    at: Date.parse('2026-11-15T00:00:00Z') + index * 3_600_000,
  }))
  aws.github.repository('acme/api', commits)
  aws.github.repository('acme/proxy', commits)
  const [dynamo, ecr] = [dynamoApi(clientSettings()), ecrLayersApi(clientSettings())]
  const inTable = { client: async () => dynamo, table, clock: aws.clock }
  const heard = hearing()
  const desk: Desk = {
    api: octokitApi({
      auth,
      url: aws.github.url,
      secrets: { read: async () => value, forget: () => undefined },
      clock: aws.clock,
    }),
    memory: dynamoGithub(inTable),
    claims: dynamoClaims(inTable),
    commits: dynamoCommits(inTable),
    origins: ecrOrigins({ ecr: async () => ecr, dynamo: async () => dynamo, table, unreadable: () => undefined }),
    sources: { host: 'github.com', repositories: {}, owners: [] },
    environments: { api: { name: 'production', isProduction: true } },
    clock: aws.clock,
    ...heard.ports,
  }
  return {
    ...{ aws, desk },
    ...heard,
    deliver: (documents, changes = {}) => deliverAll({ ...desk, ...changes }, documents),
    image: (digit, source, name = 'team/api') => {
      const pushed = aws.ecr.push({ repository: name, tag: `1.${digit}`, config: { labels: labelsOf(digit, source) } })
      return { repository: `${host}/${name}`, digest: `sha256:${pushed.digest.slice(7)}`, tag: `1.${digit}` }
    },
    states: () => aws.github.deployments().map(({ statuses }) => statuses.map(({ state }) => state)),
  }
}

function hearing() {
  const announced: Announcement[] = []
  const dead: { body: string; reason: string }[] = []
  const pauses = new Map<string, number>()
  const log: { level: string; message: string; fields: object }[] = []
  const write = (level: string) => (message: string, fields: object) => void log.push({ level, message, fields })
  const ports = {
    announcer: { publish: async (announcement: Announcement) => void announced.push(announcement) },
    queue: {
      delay: async (handle: string, seconds: number) => void pauses.set(handle, seconds),
      deadLetter: async (body: string, reason: string) => void dead.push({ body, reason }),
    },
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
  }
  return { announced, dead, pauses, log, ports }
}

async function deliverAll(desk: Desk, documents: readonly DeploymentDocument[]): Promise<string[]> {
  const Records = documents.map((document, index) => aMessage(JSON.stringify(document), `m${index + 1}`))
  const { batchItemFailures } = await deliverToGithub(desk)({ Records })
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
}

function aMessage(body: string, messageId = 'm1', receives = 1): QueuedMessage {
  return {
    messageId,
    receiptHandle: `handle-${messageId}`,
    body,
    attributes: { ApproximateReceiveCount: String(receives) },
  }
}

const place = {
  account: '123456789012',
  region: 'us-east-1',
  stack: 'longshore-dev',
  consoleUrl: 'https://console.aws.amazon.com/ecs',
}

export const ids = ['01JCS7XYZ00000000000000001', '01JCS7XYZ00000000000000002'] as const

interface About {
  readonly id?: string
  readonly target?: string
  readonly to: Image | Readonly<Record<string, Image>>
  readonly from?: Image
}

function deploymentOf({ id = ids[0], to, from }: About): ProgressDocument['deployment'] {
  const images = 'digest' in to && typeof to.digest === 'string' ? { app: to as Image } : (to as Record<string, Image>)
  return {
    id,
    trigger: { kind: 'push', at: '2026-11-16T09:00:00.000Z' },
    startedAt: '2026-11-16T09:00:00.000Z',
    ...(from ? { from: { app: from } } : {}),
    to: images,
    changed: Object.keys(images),
    failures: [],
    timeline: [],
  }
}

export function aProgress(
  about: About,
  sequence: number,
  phase: ProgressDocument['phase'] = 'rolling',
): ProgressDocument {
  const deployment = deploymentOf(about)
  return {
    schema: 'longshore.progress',
    version: 1,
    ...place,
    ...{
      id: `${deployment.id}:progress:${sequence}`,
      target: about.target ?? 'api',
      at: '2026-11-16T09:00:10.000Z',
      sequence,
      phase,
    },
    deployment,
  }
}

export function anOutcome(
  about: About,
  outcome: OutcomeDocument['outcome'] = 'succeeded',
  changes: Partial<OutcomeDocument['deployment']> = {},
): OutcomeDocument {
  const deployment = deploymentOf(about)
  return {
    schema: 'longshore.announcement',
    version: 1,
    kind: 'outcome',
    ...place,
    ...{ id: `${deployment.id}:${outcome}`, target: about.target ?? 'api', at: '2026-11-16T09:02:00.000Z', outcome },
    reason: 'all is said',
    deployment: { ...deployment, endedAt: endOf(deployment.id), durationSeconds: 120, ...changes },
  }
}

/** The second deployment ends after the first. */
function endOf(id: string): string {
  return id === ids[1] ? '2026-11-16T09:12:00.000Z' : '2026-11-16T09:02:00.000Z'
}

/** A whole deployment as it is told when nothing goes wrong. */
export function aStory(about: About, outcome: OutcomeDocument['outcome'] = 'succeeded'): DeploymentDocument[] {
  return [
    aProgress(about, 1, 'preparing'),
    aProgress(about, 2, 'rolling'),
    aProgress(about, 3, 'rolling'),
    aProgress(about, 4, 'proving'),
    anOutcome(about, outcome),
  ]
}
