import { clientSettings } from '../../shared/aws/client-settings.ts'
import { dynamoApi } from '../../shared/aws/dynamo-api.ts'
import { dynamoClaims } from '../../shared/aws/dynamo-claims.ts'
import { dynamoInbox } from '../../shared/aws/dynamo-inbox.ts'
import { dynamoMemory } from '../../shared/aws/dynamo-memory.ts'
import { dynamoRecordStore } from '../../shared/aws/dynamo-record-store.ts'
import { dynamoScanApi } from '../../shared/aws/dynamo-scan-api.ts'
import { dynamoToldPlans } from '../../shared/aws/dynamo-told-plans.ts'
import { ecrPruneApi } from '../../shared/aws/ecr-prune-api.ts'
import { ecrPruneRegistry } from '../../shared/aws/ecr-prune-registry.ts'
import { ecsApi } from '../../shared/aws/ecs-api.ts'
import { eventsApi } from '../../shared/aws/events-api.ts'
import { lambdaVersionsApi } from '../../shared/aws/lambda-versions-api.ts'
import { answering } from '../../shared/aws/refusal.ts'
import { schedulerApi } from '../../shared/aws/scheduler-api.ts'
import { type PrunePorts, prune } from '../../shared/commands/prune.ts'
import { loadConfig } from '../../shared/config/load-config.ts'
import type { LongshoreConfig } from '../../shared/config/normalised.ts'
import { codeDeployTargets, ecsTargets, lambdaTargets, scheduledTaskTargets } from '../../shared/config/targets-of.ts'
import type { Fact } from '../../shared/domain/fact.ts'
import { type Digest, isDigest } from '../../shared/domain/image.ts'
import { migrate } from '../../shared/domain/migrate.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { definitionImages } from '../../shared/platforms/ecs/definition-images.ts'
import { ecsUsers } from '../../shared/platforms/ecs/images-in-use.ts'
import { lambdaUsers } from '../../shared/platforms/lambda/images-in-use.ts'
import { scheduledTaskUsers } from '../../shared/platforms/scheduled-task/images-in-use.ts'
import type { PruneReport } from '../../shared/prune/report.ts'
import { aFile, aLock } from '../config/a-configuration.ts'
import { aRecord } from '../contracts/a-record.ts'
import { type AwsWorld, createTable, host, startAws, table } from '../contracts/aws-world.ts'

export const day = 24 * 60 * 60_000

type Data = Record<string, unknown>

/** A registry with what somebody may need of it, and the real adapters around it. */
export interface PruneWorld {
  readonly aws: AwsWorld
  readonly ports: PrunePorts
  readonly config: LongshoreConfig
  /** Stores an image of this age in days; the same name is the same content. */
  old(repository: string, name: string, days: number, more?: Data): Digest
  /** Names, by digest, of what a repository holds; tags where nobody gave a name. */
  left(repository: string): readonly string[]
  remember(record: Partial<TargetRecord>): Promise<void>
  fact(target: string, fact: Fact): Promise<void>
  dry(): Promise<PruneReport>
  apply(ports?: PrunePorts): Promise<PruneReport>
  scheduled(config?: LongshoreConfig): Promise<PruneReport>
}

export async function pruneWorld(targets: Data, rules: Data = {}): Promise<PruneWorld> {
  const config = configOf(targets, { olderThan: '30d', keep: 1, ...rules })
  const aws = await startAws()
  await createTable(aws.tables)
  const ports = portsOn(aws, config)
  const client = dynamoApi(clientSettings())
  const names = new Map<string, string>()
  const records = dynamoRecordStore({ client: async () => client, table, migrate })
  return {
    ...{ aws, ports, config },
    old(repository, name, days, more = {}) {
      const at = aws.clock.now() - days * day
      const { digest } = aws.ecr.push({ repository, silent: true, at, ...more })
      names.set(digest, name)
      if (!isDigest(digest)) throw new Error(`${digest} is no digest`)
      return digest
    },
    left: (repository) =>
      aws.ecr
        .digests(repository)
        .flatMap((digest) => names.get(digest) ?? [])
        .sort(),
    async remember(record) {
      await records.save(aRecord({ mark: {}, ledger: [], ...record }), 0)
    },
    fact: (target, fact) => dynamoInbox(async () => client, table).put([{ target, fact }]),
    dry: () => prune({ kind: 'prune', apply: false, by: 'ann' }, config, ports),
    apply: (others = ports) => prune({ kind: 'prune', apply: true, by: 'ann' }, config, others),
    scheduled: (other = config) => prune({ kind: 'scheduled', id: 'e1', at: aws.clock.now() }, other, ports),
  }
}

function configOf(targets: Data, prune: Data): LongshoreConfig {
  const services = Object.entries(targets).filter(([, target]) => Object.hasOwn(Object(target), 'ecs'))
  const loaded = loadConfig(aFile(targets, { prune }), aLock(Object.fromEntries(services)), { stage: 'dev' })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes, null, 2))
  return loaded.config
}

function portsOn(aws: AwsWorld, config: LongshoreConfig): PrunePorts {
  const clock = { now: () => aws.clock.now() }
  const scan = dynamoScanApi(clientSettings())
  const dynamo = dynamoApi(clientSettings())
  const ecs = ecsApi(clientSettings())
  const registry = ecrPruneApi(clientSettings())
  const lambda = lambdaVersionsApi(clientSettings())
  const events = eventsApi(clientSettings())
  const scheduler = schedulerApi(clientSettings())
  const imagesOf = definitionImages(async () => ecs, config)
  const services = { ...ecsTargets(config), ...codeDeployTargets(config) }
  return {
    clock,
    memory: dynamoMemory({ client: async () => scan, table, migrate }),
    users: [
      ecsUsers({ targets: services, client: async () => ecs, clock, imagesOf }),
      lambdaUsers({ targets: lambdaTargets(config), client: async () => lambda }),
      scheduledTaskUsers({
        ...{ targets: scheduledTaskTargets(config), clock, imagesOf },
        ...{ events: async () => events, scheduler: async () => scheduler },
      }),
    ],
    definitions: imagesOf,
    registry: ecrPruneRegistry(async () => registry),
    told: dynamoToldPlans(async () => scan, table),
    log: { info: () => undefined },
    answering,
    claims: dynamoClaims({ client: async () => dynamo, table, clock }),
  }
}

/** An image as a record names it. */
export function imageIn(repository: string, digest: Digest) {
  return { repository: `${host}/${repository}`, digest }
}
