/** Where the console shows the deployments of an ECS service. */
export function consoleLink(place: {
  readonly region: string
  readonly cluster: string
  readonly service: string
}): string {
  const cluster = encodeURIComponent(place.cluster)
  const service = encodeURIComponent(place.service)
  return `https://${consoleHost(place.region)}/ecs/v2/clusters/${cluster}/services/${service}/deployments?region=${place.region}`
}

/** Where the console shows a Lambda function, or an alias of it. */
export function functionLink(place: {
  readonly region: string
  readonly function: string
  readonly alias?: string
}): string {
  const alias = place.alias === undefined ? '' : `/aliases/${encodeURIComponent(place.alias)}`
  return `https://${consoleHost(place.region)}/lambda/home?region=${place.region}#/functions/${encodeURIComponent(place.function)}${alias}`
}

/** Where the console shows the instances that carry a tag. */
export function instancesLink(place: {
  readonly region: string
  readonly key: string
  readonly value: string
}): string {
  const tag = `${encodeURIComponent(place.key)}=${encodeURIComponent(place.value)}`
  return `https://${consoleHost(place.region)}/ec2/home?region=${place.region}#Instances:tag:${tag}`
}

/** Where the console shows a rule on the default bus. */
export function ruleLink({ region, rule }: { readonly region: string; readonly rule: string }): string {
  return `https://${consoleHost(region)}/events/home?region=${region}#/eventbus/default/rules/${encodeURIComponent(rule)}`
}

/** Where the console shows a schedule. */
export function scheduleLink(place: {
  readonly region: string
  readonly schedule: string
  readonly group: string
}): string {
  const path = `schedules/${encodeURIComponent(place.group)}/${encodeURIComponent(place.schedule)}`
  return `https://${consoleHost(place.region)}/scheduler/home?region=${place.region}#${path}`
}

/** Each partition has its own console, and a region tells its partition by its prefix. */
function consoleHost(region: string): string {
  if (region.startsWith('cn-')) return `${region}.console.amazonaws.cn`
  if (region.startsWith('us-gov-')) return `${region}.console.amazonaws-us-gov.com`
  return `${region}.console.aws.amazon.com`
}
