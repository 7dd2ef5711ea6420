import type { EcrControl } from '../services/ecr/ecr-service.ts'
import type { EcsControl } from '../services/ecs/ecs-control.ts'
import type { ServiceSetUp } from '../services/ecs/set-up-service.ts'
import type { Account } from './account-schema.ts'
import { milliseconds } from './duration.ts'
import type { Images } from './images.ts'
import type { Fate } from './names-schema.ts'
import { fateOf } from './scenario-fate.ts'
import { type SchedulesHost, setUpSchedules } from './set-up-schedules.ts'
import type { Place } from './stack-of.ts'
import { strategySetUp } from './strategy-set-up.ts'

/** What the account is built in. */
export interface AccountHost {
  readonly ecr: EcrControl
  readonly ecs: EcsControl
  readonly images: Images
  readonly place: Place
  /** Epoch ms at which the story begins. */
  readonly start: number
}

interface ListedImage {
  readonly image: string
  readonly as?: string | undefined
  readonly fate?: Fate | undefined
  readonly age?: string | undefined
  readonly index?: boolean | undefined
}

/** Fills the registry and starts the services, settled, without any event. */
export function setUpAccount(account: Account, host: AccountHost & SchedulesHost): void {
  const listed = (account.images ?? []).map((image): ListedImage => (typeof image === 'string' ? { image } : image))
  for (const image of listed) store(image, host)
  for (const service of Object.values(account.services)) {
    for (const name of Object.values(service.containers)) storeIfMissing(name, host)
  }
  for (const [name, service] of Object.entries(account.services))
    host.ecs.createService(serviceSetUp(name, service, host))
  const { schedules = {} } = account
  for (const task of Object.values(schedules)) {
    for (const image of Object.values(task.containers)) storeIfMissing(image, host)
  }
  setUpSchedules(schedules, host)
}

function store({ image, as, fate, age = '1d', index }: ListedImage, { ecr, ecs, images, start }: AccountHost): void {
  const { repository, tag, digest } = images.named(image, as)
  const at = start - milliseconds(age)
  ecr.push({ repository, digest, silent: true, at, ...(tag ? { tag } : {}), ...(index ? { index } : {}) })
  if (fate) ecs.fate(digest, fateOf(fate))
}

function storeIfMissing(name: string, host: AccountHost): void {
  const { repository, tag, digest } = host.images.named(name)
  const isThere =
    tag === undefined ? host.ecr.has(repository, digest) : host.ecr.digestOf(repository, tag) !== undefined
  if (!isThere) store({ image: name }, host)
}

function serviceSetUp(name: string, service: Account['services'][string], host: AccountHost): ServiceSetUp {
  const [cluster = '', serviceName = ''] = name.split('/')
  const { family = serviceName, desiredCount = 2, breaker, rollbackUnder, deploymentSettings } = service
  const group = `arn:aws:elasticloadbalancing:${host.place.region}:${host.place.account}:targetgroup/${serviceName}/0123456789abcdef`
  const given = {
    breaker,
    rollbackUnder,
    rolloutSeconds: service.rolloutSeconds,
    timings: service.timings,
    settings: service.loadBalanced ? { loadBalancers: [{ targetGroupArn: group, containerPort: 80 }] } : undefined,
  }
  const strategy = service.strategy ? strategySetUp(service.strategy) : {}
  const deploymentConfiguration = { ...deploymentSettings, ...strategy.deploymentConfiguration }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const containers = Object.entries(service.containers).map(([container, image]) => [
    container,
    referenceOf(image, host),
  ])
  return {
    cluster,
    name: serviceName,
    family,
    desiredCount,
    containers: Object.fromEntries(containers),
    ...set,
    ...strategy,
    deploymentConfiguration,
  }
}

/** As a task definition writes it: by tag, or pinned to the digest of an alias. */
export function referenceOf(name: string, { images, place }: Pick<AccountHost, 'images' | 'place'>): string {
  const { repository, tag, digest } = images.named(name)
  const uri = `${place.account}.dkr.ecr.${place.region}.amazonaws.com/${repository}`
  return tag === undefined ? `${uri}@${digest}` : `${uri}:${tag}`
}
