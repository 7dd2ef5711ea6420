import { cloudWatchAlarms } from '../../aws/cloudwatch-alarms.ts'
import type { FunctionKey } from '../../config/derive/function-key.ts'
import type { LongshoreConfig } from '../../config/normalised.ts'
import { placeKey } from '../../config/places.ts'
import { isProblem } from '../../domain/observation.ts'
import type { TargetRecord } from '../../domain/record.ts'
import type { Clock, RecordStore, SecretValues } from '../../ports.ts'
import { wantedRules } from '../event-rules.ts'
import type { Facts, Seen, SendTest, TargetSight } from '../facts.ts'
import { rightsAsked } from '../rights-asked.ts'
import { wantedImages } from '../wanted-images.ts'
import { readDenials } from './denials.ts'
import type { DoctorClients } from './doctor-clients.ts'
import { fewAtOnce } from './few-at-once.ts'
import { createLooker, type Looker } from './look.ts'
import { readLifecycles, readProcessors, readRepositories } from './repository-sights.ts'
import { readRules } from './rule-sights.ts'
import { readSlack } from './slack-sight.ts'
import { readTargets } from './target-sights.ts'

/** An account and region that targets are in. */
export interface PlaceSource {
  readonly config: LongshoreConfig
  readonly clients: DoctorClients
}

/** What facts are read from. */
export interface FactSources {
  readonly config: LongshoreConfig
  readonly clock: Clock
  readonly records: Pick<RecordStore, 'load'>
  readonly secrets: SecretValues
  /** Each with its targets alone. The first is where the stack is. */
  readonly places: readonly [PlaceSource, ...PlaceSource[]]
  /** ARNs of the functions' roles. */
  readonly roles: Readonly<Partial<Record<FunctionKey, string>>>
  /** ARN of the topic of the announcements. */
  readonly topicArn: string
}

/** Reads everything that checks look at. Changes nothing, and throws nothing that AWS answers. */
export async function readFacts(sources: FactSources, sent: readonly SendTest[] = []): Promise<Facts> {
  const { config, clock } = sources
  const looker = createLooker()
  const here = sources.places[0].clients
  const targets = await targetsEverywhere(looker, sources)
  const records = await readRecords(looker, sources)
  const alarms = await alarmsEverywhere(looker, sources, targets)
  const repositories = await readRepositories(looker, here.ecr, urisOf(config))
  const there = Object.entries(repositories).flatMap(([uri, seen]) => (seen.kind === 'seen' ? [uri] : []))
  const references = referencesIn(config, records, targets, there)
  const [slack, lifecycles, architectures, rules, denials, topic] = await Promise.all([
    readSlack(looker, sources.secrets, config),
    readLifecycles(looker, here.ecr, there),
    readProcessors(looker, here.ecr, references),
    readRules(
      looker,
      here.rules,
      wantedRules(config).map(({ name }) => name),
    ),
    readDenials(looker, here.iam, sources.roles, rightsAsked(config)),
    topicSeen(looker, here, sources.topicArn),
  ])
  return {
    ...{ config, now: clock.now(), targets, records, alarms, repositories, sent },
    ...{ lifecycles, architectures, rules, denials, topic, unread: looker.unread },
    ...(slack && { slack }),
  }
}

async function targetsEverywhere(looker: Looker, { places, clock }: FactSources): Promise<Record<string, TargetSight>> {
  const sights = await fewAtOnce(places, ({ config, clients }) => readTargets(looker, clients, clock, config))
  return Object.assign({}, ...sights)
}

async function readRecords(
  { look }: Looker,
  { config, records }: FactSources,
): Promise<Record<string, TargetRecord | undefined>> {
  const loaded = await fewAtOnce(Object.keys(config.targets), async (target) => {
    const doing = { action: 'dynamodb:Query', subject: `the record of ${target}` }
    const seen = await look(doing, async () => (await records.load(target)).record)
    return [target, seen.kind === 'seen' ? seen.value : undefined] as const
  })
  return Object.fromEntries(loaded)
}

/** Those of the policies, and those that services themselves heed. */
async function alarmsEverywhere(
  looker: Looker,
  { places }: FactSources,
  targets: Readonly<Record<string, TargetSight>>,
): Promise<Facts['alarms']> {
  const states = await fewAtOnce(places, async ({ config, clients }) => {
    const names = Object.entries(config.targets).flatMap(([name, { policy }]) => [
      ...(policy.alarms ?? []),
      ...alarmsOf(targets[name]),
    ])
    const [first] = Object.values(config.targets)
    return [placeKey(first?.elsewhere), await readAlarms(looker, clients, [...new Set(names)])] as const
  })
  return Object.fromEntries(states)
}

function alarmsOf(sight: TargetSight | undefined): readonly string[] {
  const isService = sight?.kind === 'ecs' || sight?.kind === 'codedeploy'
  return isService && sight.service.kind === 'seen' ? sight.service.value.alarms.names : []
}

async function readAlarms(
  looker: Looker,
  { cloudwatch }: DoctorClients,
  names: readonly string[],
): Promise<Facts['alarms'][string]> {
  if (names.length === 0) return []
  const answer = await cloudWatchAlarms(cloudwatch).states(names)
  if (!isProblem(answer)) return answer
  looker.note({ action: 'cloudwatch:DescribeAlarms', subject: `alarms ${names.join(', ')}` }, answer)
  return []
}

function urisOf({ targets }: LongshoreConfig): string[] {
  const uris = Object.values(targets).flatMap(({ policy }) =>
    Object.values(policy.containers).map(({ repository }) => repository),
  )
  return [...new Set(uris)]
}

function referencesIn(
  { targets }: LongshoreConfig,
  records: Facts['records'],
  sights: Facts['targets'],
  there: readonly string[],
): string[] {
  return Object.entries(targets).flatMap(([name, { policy }]) => {
    const sight = sights[name]
    if (!sight || (sight.kind !== 'lambda' && !('definition' in sight))) return []
    return wantedImages(policy, records[name], sight)
      .map(({ reference }) => reference)
      .filter((reference) => there.some((uri) => reference.startsWith(`${uri}@`) || reference.startsWith(`${uri}:`)))
  })
}

async function topicSeen({ look }: Looker, { topic }: DoctorClients, TopicArn: string): Promise<Seen<true>> {
  return look({ action: 'sns:GetTopicAttributes', subject: 'the topic of the announcements' }, async () => {
    await (await topic()).getTopicAttributes({ TopicArn })
    return true as const
  })
}
