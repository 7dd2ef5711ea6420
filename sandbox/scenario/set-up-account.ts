import type { ServiceSetUp } from '../services/ecs/set-up-service.ts'
import type { ServiceSettings } from '../services/ecs/state.ts'
import { type AccountHost, referenceOf } from './account-host.ts'
import type { Account } from './account-schema.ts'
import { milliseconds } from './duration.ts'
import { configOf } from './github-story.ts'
import type { Fate } from './names-schema.ts'
import { setFate } from './scenario-fate.ts'
import { behindCodeDeploy, type CodeDeployHost, setUpCodeDeploy } from './set-up-codedeploy.ts'
import { type FunctionsHost, functionImages, setUpFunctions } from './set-up-functions.ts'
import { hostImages, setUpHosts } from './set-up-hosts.ts'
import { type SchedulesHost, setUpSchedules } from './set-up-schedules.ts'
import type { Place } from './stack-of.ts'
import { strategySetUp } from './strategy-set-up.ts'

interface ListedImage {
  readonly image: string
  readonly as?: string | undefined
  readonly fate?: Fate | undefined
  readonly age?: string | undefined
  readonly index?: boolean | undefined
  readonly architecture?: 'x86_64' | 'arm64' | undefined
  readonly commit?: string | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
}

/** Fills the registry and starts the services, settled, without any event. */
export function setUpAccount(
  account: Account,
  host: AccountHost & SchedulesHost & FunctionsHost & CodeDeployHost,
): void {
  const { web = {}, logGroups = [], scanning = 'off' } = account
  host.ecr.scanning(scanning)
  for (const group of logGroups) host.logs.createGroup(group)
  for (const [path, service] of Object.entries(web)) host.runningImages.route(path, service)
  const listed = (account.images ?? []).map((image): ListedImage => (typeof image === 'string' ? { image } : image))
  for (const image of listed) store(image, host)
  const { services = {} } = account
  for (const service of Object.values(services)) {
    for (const name of Object.values(service.containers)) storeIfMissing(name, host)
  }
  for (const [name, service] of Object.entries(services)) host.ecs.createService(serviceSetUp(name, service, host))
  setUpCodeDeploy(account, host)
  const { schedules = {} } = account
  for (const task of Object.values(schedules)) {
    for (const image of Object.values(task.containers)) storeIfMissing(image, host)
  }
  setUpSchedules(schedules, host)
  const { hosts = {} } = account
  for (const image of [...functionImages(account), ...hostImages(hosts)]) storeIfMissing(image, host)
  setUpHosts(hosts, host)
  setUpFunctions(account, host)
}

function store(listed: ListedImage, host: AccountHost): void {
  const { image, as, fate, age = '1d', index, architecture } = listed
  const { ecr, functions, images, start } = host
  const { repository, tag, digest } = images.named(image, as)
  const at = start - milliseconds(age)
  const named = { repository, digest, ...(tag ? { tag } : {}), ...(index ? { index } : {}) }
  ecr.push({ ...named, silent: true, at, ...configOf(listed) })
  if (fate) setFate(host, digest, fate)
  if (architecture) functions.builtFor(digest, architecture)
}

function storeIfMissing(name: string, host: AccountHost): void {
  const { repository, tag, digest } = host.images.named(name)
  const isThere =
    tag === undefined ? host.ecr.has(repository, digest) : host.ecr.digestOf(repository, tag) !== undefined
  if (!isThere) store({ image: name }, host)
}

type ServiceOfAccount = NonNullable<Account['services']>[string]

function serviceSetUp(name: string, service: ServiceOfAccount, host: AccountHost): ServiceSetUp {
  const [cluster = '', serviceName = ''] = name.split('/')
  const { family = serviceName, desiredCount = 2, breaker, rollbackUnder, deploymentSettings } = service
  const given = {
    breaker,
    rollbackUnder,
    rolloutSeconds: service.rolloutSeconds,
    timings: service.timings,
  }
  const strategy = service.strategy ? strategySetUp(service.strategy) : {}
  const { definition, deploymentAlarms } = service
  const alarms = deploymentAlarms && { alarmNames: deploymentAlarms, enable: false, rollback: false }
  const deploymentConfiguration = {
    ...deploymentSettings,
    ...strategy.deploymentConfiguration,
    ...(alarms && { alarms }),
  }
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
    ...(definition && { definition }),
    ...(service.codeDeploy ? { controller: 'CODE_DEPLOY' } : {}),
    settings: settingsOf(serviceName, service, host.place),
    deploymentConfiguration,
  }
}

function settingsOf(name: string, service: ServiceOfAccount, place: Place): ServiceSettings {
  const { loadBalanced, codeDeploy, containers, capacityProvider, classicLoadBalancer } = service
  const targetGroupArn = `arn:aws:elasticloadbalancing:${place.region}:${place.account}:targetgroup/${name}/0123456789abcdef`
  return {
    ...(loadBalanced ? { loadBalancers: [{ targetGroupArn, containerPort: 80 }] } : {}),
    ...(classicLoadBalancer ? { loadBalancers: [{ loadBalancerName: classicLoadBalancer }] } : {}),
    ...(codeDeploy ? behindCodeDeploy(name, Object.keys(containers)[0] ?? 'app', place) : {}),
    ...(capacityProvider === undefined ? {} : { capacityProviderStrategy: [{ capacityProvider, base: 0, weight: 1 }] }),
  }
}
