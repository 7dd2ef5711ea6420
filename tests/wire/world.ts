import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { jest } from '@jest/globals'
import { stringify } from 'yaml'
import type { LoggedCall } from '../../sandbox/kernel/call-log.ts'
import type { KernelOptions } from '../../sandbox/kernel/start-kernel.ts'
import type { LogLine } from '../../sandbox/runtime/function-pool.ts'
import type { Push, Pushed } from '../../sandbox/services/ecr/push-image.ts'
import type { Fate, FateName } from '../../sandbox/services/ecs/fates.ts'
import type { ServiceSetUp } from '../../sandbox/services/ecs/set-up-service.ts'
import { readServerlessFile, type ServerlessFile } from '../../sandbox/stack/serverless-file.ts'
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts'
import { migrate } from '../../shared/domain/migrate.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import type { AnnouncementDocument, OutcomeDocument } from '../../shared/notify/document-schema.ts'

// A world reads the stack, builds the handlers and starts workers: seconds on a busy machine, once.
jest.setTimeout(120_000)

export const MINUTE = 60_000
export const ACCOUNT = '123456789012'
export const TABLE = 'longshore-dev'
export const NUDGES = 'longshore-dev-nudges.fifo'

const ROOT = join(import.meta.dirname, '../..')

export interface ContainerFile {
  readonly repository: string
  readonly tags: { readonly exact: string } | { readonly glob: string } | { readonly semver: string }
}

/** A target as longshore.yml says it. */
export interface TargetFile {
  readonly ecs: {
    readonly cluster: string
    readonly service: string
    readonly containers: Readonly<Record<string, ContainerFile>>
  }
  readonly [option: string]: unknown
}

export type Targets = Readonly<Record<string, TargetFile>>

/** A service with one container `app`, fed by a repository of the service's name. */
export function aTarget(
  service: string,
  options: Readonly<Record<string, unknown>> = {},
  tags: ContainerFile['tags'] = { glob: 'main-*' },
): TargetFile {
  const containers = { app: { repository: `team/${service}`, tags } }
  return { ...options, ecs: { cluster: 'production', service, containers } }
}

const read = new Map<string, ServerlessFile>()

/** The real serverless.yml with a configuration of the test's own; one reading serves all worlds of a process. */
function stackWith(targets: Targets, region: string, rest: Rest): ServerlessFile {
  const key = JSON.stringify([targets, region, rest])
  const file = read.get(key) ?? readStack(targets, region, rest)
  read.set(key, file)
  return file
}

function readStack(targets: Targets, region: string, rest: Rest): ServerlessFile {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-wire-'))
  try {
    writeConfiguration(folder, targets, region, rest)
    const environment = { LONGSHORE_CONFIG: join(folder, 'longshore.yml') }
    return readServerlessFile({ file: join(ROOT, 'serverless.yml'), environment })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Writes longshore.yml and its lock file. */
function writeConfiguration(folder: string, targets: Targets, region: string, rest: Rest): void {
  const configuration = { version: 1, slack: { webhook: { ssm: '/longshore/slack-webhook' } }, ...rest, targets }
  const locked = Object.entries(targets).map(([name, { ecs }]) => {
    const role = `arn:aws:iam::${ACCOUNT}:role/${ecs.service}`
    const roles = { taskRole: `${role}-task`, executionRole: `${role}-execution` }
    return [name, { cluster: ecs.cluster, service: ecs.service, family: ecs.service, ...roles }]
  })
  const lock = { version: 1, account: ACCOUNT, region, targets: Object.fromEntries(locked) }
  writeFileSync(join(folder, 'longshore.yml'), stringify(configuration))
  writeFileSync(join(folder, 'longshore.lock.yml'), stringify(lock))
}

/** What longshore.yml says besides its targets. */
type Rest = Readonly<Record<string, unknown>>

export interface WireOptions extends KernelOptions {
  readonly targets: Targets
  readonly configuration?: Rest
  /** More about a target's service than that it runs. */
  readonly services?: Readonly<Record<string, Partial<ServiceSetUp>>>
  /** The digest that a target's service runs at first; a random one when left out. */
  readonly digests?: Readonly<Record<string, string>>
  /** Lets the functions log debug lines, too. */
  readonly debug?: boolean
  /** Waits until every target has its baseline; default true. */
  readonly settled?: boolean
}

/** A world in which the real handlers run, with every target's service settled on an image that its tags admit. */
export interface WireWorld {
  readonly sandbox: Sandbox
  /** Runs for so many milliseconds of the world. */
  pass(ms: number): Promise<void>
  /** Runs until the predicate holds. */
  until(what: string, holds: () => boolean | Promise<boolean>, limit?: number): Promise<void>
  /** Runs until the target rests: idle (or stuck), nothing pending, nothing in inbox and outbox. */
  untilAtRest(target: string, limit?: number): Promise<void>
  push(push: Push, fate?: FateName | Fate): Pushed
  record(target: string): Promise<TargetRecord | undefined>
  /** Facts waiting in a target's inbox. */
  inbox(target: string): Promise<readonly unknown[]>
  /** Everything published, doubles included. */
  documents(): readonly AnnouncementDocument[]
  /** The outcomes of a target, each once. */
  outcomes(target: string): readonly OutcomeDocument[]
  /** What a function answers; throws what the Invoke API reports as its error. */
  invoke(name: string, payload: unknown): Promise<Record<string, unknown>>
  /** Lines that a function logged, parsed. */
  log(name: string): readonly Record<string, unknown>[]
  running(target: string): readonly string[]
  calls(operation: string): readonly LoggedCall[]
  stop(): Promise<void>
}

export async function startWire(options: WireOptions): Promise<WireWorld> {
  const { targets, configuration = {}, services = {}, digests = {}, debug = false, settled = true, ...kernel } = options
  const stack = stackWith(targets, kernel.region ?? 'us-east-1', configuration)
  const sandbox = await startSandbox({ ...kernel, stack: debug ? withDebugLog(stack) : stack })
  try {
    sandbox.ssm.put('/longshore/slack-webhook', `${sandbox.slack.url}/services/T/B/wire`)
    for (const [name, target] of Object.entries(targets)) setUpService(sandbox, target, services[name], digests[name])
    const world = worldOf(sandbox, targets)
    if (settled) await settleAll(world, Object.keys(targets))
    return world
  } catch (error) {
    await sandbox.stop()
    throw error
  }
}

function withDebugLog(stack: ServerlessFile): ServerlessFile {
  const environment = { ...Object(stack.provider['environment']), POWERTOOLS_LOG_LEVEL: 'DEBUG' }
  return { ...stack, provider: { ...stack.provider, environment } }
}

function setUpService(
  { ecr, ecs }: Sandbox,
  { ecs: place }: TargetFile,
  more: Partial<ServiceSetUp> = {},
  digest?: string,
): void {
  const images = Object.entries(place.containers).map(([name, container]) => {
    const { repository } = container
    const { reference } = ecr.push({ repository, tag: firstTag(container), silent: true, ...(digest && { digest }) })
    return [name, reference]
  })
  ecs.createService({
    ...{ cluster: place.cluster, name: place.service, containers: Object.fromEntries(images), desiredCount: 2 },
    ...more,
  })
}

/** A tag that the container follows, older than any a test pushes. */
function firstTag({ tags }: ContainerFile): string {
  if ('exact' in tags) return tags.exact
  return 'semver' in tags ? '1.0.0' : tags.glob.replace('*', '0')
}

async function settleAll(world: WireWorld, targets: readonly string[]): Promise<void> {
  await world.until('baselines', async () => {
    for (const target of targets) if ((await world.record(target))?.ledger.length !== 1) return false
    return true
  })
}

function worldOf(sandbox: Sandbox, targets: Targets): WireWorld {
  const { clock, dynamodb, sns, ecs, ecr } = sandbox
  const items = (target: string) => partition(dynamodb, `target#${target}`)
  const place = (target: string) => {
    const found = targets[target]
    if (!found) throw new Error(`No target ${target}`)
    return found.ecs
  }
  const documents: AnnouncementDocument[] = []
  const world: WireWorld = {
    sandbox,
    pass: (ms) => clock.runUntil(clock.now() + ms),
    until: (what, holds, limit = 60 * MINUTE) => clock.runUntil(holds, { what, limit }),
    untilAtRest: (target, limit = 60 * MINUTE) =>
      clock.runUntil(() => isAtRest(world, target), { what: `${target} at rest`, limit }),
    push(push, fate) {
      const pushed = ecr.push(push)
      if (fate !== undefined) ecs.fate(pushed.digest, fate)
      return pushed
    },
    record: async (target) => recordIn(await items(target)),
    inbox: async (target) => (await items(target)).filter((item) => String(item['sk']).startsWith('inbox#')),
    documents() {
      for (const { messages } of sns.published().slice(documents.length))
        documents.push(JSON.parse(messages['sqs'] ?? ''))
      return documents
    },
    outcomes(target) {
      const all = world.documents().filter((document) => document.kind === 'outcome')
      const mine = all.filter((document) => document.target === target)
      return [...new Map(mine.map((document) => [document.id, document])).values()]
    },
    invoke: (name, payload) => invoke(sandbox, name, payload),
    log: (name) => sandbox.workers.logs(name).map(parsed),
    running(target) {
      const { cluster, service } = place(target)
      return Object.values(ecs.runningDigests(cluster, service)).flat()
    },
    calls(operation) {
      const [service = '', name = ''] = operation.split(':')
      return sandbox.calls.list({ service, operation: name })
    },
    stop: () => sandbox.stop(),
  }
  return world
}

function parsed({ text }: LogLine): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch {
    return { text }
  }
}

async function partition(dynamodb: Sandbox['dynamodb'], pk: string): Promise<readonly Record<string, unknown>[]> {
  const ExpressionAttributeValues = { ':pk': { S: pk } }
  const query = {
    TableName: TABLE,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues,
  }
  const { Items } = await dynamodb.call('Query', query)
  return (Items as Parameters<typeof unmarshall>[0][]).map((item) => unmarshall(item))
}

function recordIn(items: readonly Record<string, unknown>[]): TargetRecord | undefined {
  const item = items.find(({ sk }) => sk === 'record')
  return item && migrate(JSON.parse(String(item['body'])))
}

async function isAtRest(world: WireWorld, target: string): Promise<boolean> {
  const record = await world.record(target)
  if (!record || record.pending || record.outbox.length > 0) return false
  if (record.state.name !== 'idle' && record.state.name !== 'stuck') return false
  return (await world.inbox(target)).length === 0
}

async function invoke({ lambda }: Sandbox, name: string, payload: unknown): Promise<Record<string, unknown>> {
  const result = await lambda.invoke(name, payload)
  if (!result.ok) throw new Error(result.error.errorMessage)
  return JSON.parse(result.payload)
}
