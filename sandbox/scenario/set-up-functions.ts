import type { CloudwatchControl } from '../services/cloudwatch/cloudwatch-service.ts'
import type { FunctionsControl } from '../services/lambda-functions/functions-control.ts'
import { type AccountHost, referenceOf } from './account-host.ts'
import type { Account } from './account-schema.ts'
import { milliseconds } from './duration.ts'
import type { ScenarioAlarm, ScenarioFunction, ScenarioTraffic } from './function-schema.ts'

export interface FunctionsHost extends Pick<AccountHost, 'images' | 'place' | 'registry' | 'runningImages'> {
  readonly functions: FunctionsControl
  readonly cloudwatch: CloudwatchControl
}

type FunctionParts = Pick<Account, 'functions' | 'alarms' | 'traffic'>

/** Names of the images that functions run at the start. */
export function functionImages({ functions = {} }: FunctionParts): string[] {
  return Object.values(functions).flatMap(({ image, versions = [] }) => [image, ...versions])
}

/** Creates functions, alarms and traffic. Their images must be in the registry. */
export function setUpFunctions(
  { functions = {}, alarms = {}, traffic = [] }: FunctionParts,
  host: FunctionsHost,
): void {
  for (const [name, given] of Object.entries(functions)) createFunction(name, given, host)
  for (const [name, alarm] of Object.entries(alarms)) createAlarm(name, alarm, host)
  for (const one of traffic) sendTraffic(one, host)
}

function sendTraffic(traffic: ScenarioTraffic, { functions, runningImages }: FunctionsHost): void {
  if ('service' in traffic) {
    runningImages.traffic(traffic.service, traffic.perMinute)
    return
  }
  const { function: name, alias, perMinute } = traffic
  functions.traffic({ function: name, perMinute, ...(alias === undefined ? {} : { qualifier: alias }) })
}

function createFunction(name: string, given: ScenarioFunction, host: FunctionsHost): void {
  const { image, versions = [image], aliases = {}, architecture, timeout, updateSeconds, afterFailedUpdate } = given
  const pointed = Object.entries(aliases).map(([alias, to]) => {
    if (typeof to === 'number') return [alias, String(to)]
    return [alias, { version: String(to.version), weights: shares(to.weights) }]
  })
  host.functions.createFunction({
    name,
    image: referenceOf(image, host),
    versions: versions.map((version) => referenceOf(version, host)),
    aliases: Object.fromEntries(pointed),
    packageType: given.package === 'zip' ? 'Zip' : 'Image',
    ...(architecture === undefined ? {} : { architecture }),
    ...(timeout === undefined ? {} : { timeout: milliseconds(timeout) / 1000 }),
    ...(updateSeconds === undefined ? {} : { timings: { update: updateSeconds } }),
    ...(afterFailedUpdate === undefined ? {} : { afterFailedUpdate }),
  })
  const { probes } = given
  if (probes !== undefined) host.functions.answer(name, () => host.runningImages.probe(probes))
  if (given.state === 'idle') host.functions.makeIdle(name)
  if (given.state === 'failed') host.functions.breakDown(name, 'ImageDeleted')
}

/** Shares between 0 and 1 of percents. */
export function shares(percents: Readonly<Record<string, number>> = {}): Record<string, number> {
  return Object.fromEntries(Object.entries(percents).map(([version, percent]) => [version, percent / 100]))
}

const METRICS = { errors: 'Errors', throttles: 'Throttles', duration: 'Duration', invocations: 'Invocations' } as const

function createAlarm(name: string, alarm: ScenarioAlarm, { cloudwatch }: FunctionsHost): void {
  if (alarm === 'manual') {
    cloudwatch.createAlarm({ name })
    return
  }
  const { function: FunctionName, alias, metric, atLeast, period = '1m', periods = 1 } = alarm
  const { statistic = metric === 'duration' ? 'Average' : 'Sum' } = alarm
  const Resource = `${FunctionName}${alias === undefined ? '' : `:${alias}`}`
  cloudwatch.createAlarm({
    name,
    metric: { namespace: 'AWS/Lambda', name: METRICS[metric], dimensions: { FunctionName, Resource } },
    statistic,
    threshold: atLeast,
    periodSeconds: milliseconds(period) / 1000,
    evaluationPeriods: periods,
  })
}
