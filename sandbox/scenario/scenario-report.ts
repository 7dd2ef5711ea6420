import type { LoggedCall } from '../kernel/call-log.ts'
import type { Expectations } from './expectation-schema.ts'
import { findingsOf, type ReportedFinding } from './findings-of.ts'
import { type ReportedGithub, reportGithub } from './github-story.ts'
import { everyPlace } from './other-places.ts'
import { isDeadLetterQueue } from './play-until.ts'
import type { PublishedNotice, PublishedOutcome } from './published.ts'
import { type ReportedFunctions, reportFunctions } from './report-functions.ts'
import { type ReportedHosts, reportHosts } from './report-hosts.ts'
import { type ReportedSchedules, type ReportedTask, reportSchedules, reportTasks } from './report-tasks.ts'
import type { SentAnnouncement } from './scenario-event.ts'
import { statusOf, type TargetStatus } from './status-of.ts'
import type { StoryWorld } from './story-world.ts'

/** What a story came to: everything that expectations look at, so that they can be judged again without playing again. */
export interface ScenarioReport {
  readonly seed: string | number
  readonly outcomes: readonly PublishedOutcome[]
  readonly notices: readonly PublishedNotice[]
  readonly sent: readonly { readonly at: number; readonly announcement: SentAnnouncement }[]
  /** Aliases of what running tasks run, by `cluster/service` and container. */
  readonly running: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  /** Capacity providers and launch types of running tasks, by `cluster/service`. */
  readonly capacity: Readonly<Record<string, readonly string[]>>
  /** Aliases of what the registry holds, by repository; images without one, as the platforms of an index, are left out. */
  readonly images: Readonly<Record<string, readonly string[]>>
  /** Percent of production traffic by alias, by `cluster/service`; empty for rolling services. */
  readonly traffic: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly functions: ReportedFunctions
  readonly hosts: ReportedHosts
  readonly schedules: ReportedSchedules
  /** Tasks that were run by themselves, oldest first. */
  readonly tasks: readonly ReportedTask[]
  /** What GitHub was told, in the order it was made. */
  readonly github: readonly ReportedGithub[]
  readonly status: readonly TargetStatus[]
  /** What doctor finds, where the scenario expects something of it. */
  readonly findings: readonly ReportedFinding[]
  /** The AWS calls that Longshore's functions made. */
  readonly calls: readonly LoggedCall[]
  /** Epoch ms at which tasks stopped for a reason that counts against their image, by service. */
  readonly failedTasks: Readonly<Record<string, readonly number[]>>
  readonly deadLetters: readonly string[]
  /** Alias of a digest. */
  readonly aliasOf: (digest: string) => string
  /** How long the story lasted in the world. */
  readonly worldMs: number
}

/** Reads everything back, from the platform and from what Longshore published. */
export async function reportOn(
  world: StoryWorld,
  { doctor }: Pick<Expectations, 'doctor'> = {},
): Promise<ScenarioReport> {
  const { sandbox, observer, images, seed, start } = world
  const findings = doctor ? await sandbox.clock.during(findingsOf(world)) : []
  const calls = longshoreCalls(world)
  observer.look()
  const status = await sandbox.clock.during(statusOf(world))
  return {
    seed,
    outcomes: observer.outcomes,
    notices: observer.notices,
    sent: observer.sent,
    running: runningImages(world),
    capacity: capacityUsed(world),
    images: storedImages(world),
    functions: reportFunctions(world),
    hosts: reportHosts(world),
    schedules: reportSchedules(world),
    tasks: reportTasks(world),
    traffic: trafficShares(world),
    github: reportGithub(sandbox.github, world.repositories),
    status,
    findings,
    calls,
    failedTasks: failedTasks(world),
    deadLetters: sandbox.sqs
      .names()
      .filter(isDeadLetterQueue)
      .flatMap((name) => sandbox.sqs.messages(name).map(({ body }) => `${name}: ${body.slice(0, 300)}`)),
    aliasOf: images.aliasOf,
    worldMs: sandbox.clock.now() - start,
  }
}

/** People's calls are left out, and those of `status`, which the rehearsal asks for itself. */
function longshoreCalls({ sandbox }: StoryWorld): LoggedCall[] {
  const functions = Object.keys(sandbox.stack?.functions ?? {}).filter((key) => key !== 'status')
  return sandbox.calls.list().filter(({ caller }) => functions.includes(caller.replace(/-\d+$/, '')))
}

function runningImages({ sandbox, images }: StoryWorld): ScenarioReport['running'] {
  const all = everyPlace(sandbox).flatMap(({ ecs, prefix }) =>
    ecs.services().map((service) => ({ ...service, ecs, prefix })),
  )
  const services = all.map(({ ecs, prefix, cluster, name }) => {
    const containers = Object.entries(ecs.runningDigests(cluster, name))
    return [
      `${prefix}${cluster}/${name}`,
      Object.fromEntries(containers.map(([container, digests]) => [container, digests.map(images.aliasOf).sort()])),
    ] as const
  })
  return Object.fromEntries(services)
}

function storedImages({ sandbox, images }: StoryWorld): ScenarioReport['images'] {
  const stored = sandbox.ecr.repositories().map((name) => {
    const aliases = sandbox.ecr.digests(name).map(images.aliasOf)
    return [name, aliases.filter((alias) => !alias.startsWith('sha256:')).sort()] as const
  })
  return Object.fromEntries(stored)
}

function capacityUsed({ sandbox }: StoryWorld): ScenarioReport['capacity'] {
  const services = sandbox.ecs.services().map(({ cluster, name }) => {
    const tasks = sandbox.ecs.tasks(cluster, name).filter(({ lastStatus }) => lastStatus === 'RUNNING')
    const used = tasks.map(({ capacityProviderName, launchType = '' }) => capacityProviderName ?? launchType)
    return [`${cluster}/${name}`, [...new Set(used)].sort()] as const
  })
  return Object.fromEntries(services)
}

function trafficShares({ sandbox, images }: StoryWorld): ScenarioReport['traffic'] {
  const services = sandbox.ecs.services().map(({ cluster, name }) => {
    const shares = [...sandbox.ecs.native.traffic(cluster, name), ...sandbox.codedeploy.served(`${cluster}/${name}`)]
    const named = shares.map(({ digests, weight }) => [Object.values(digests).map(images.aliasOf).join(' + '), weight])
    return [`${cluster}/${name}`, Object.fromEntries(named)] as const
  })
  return Object.fromEntries(services)
}

function failedTasks({ sandbox }: StoryWorld): ScenarioReport['failedTasks'] {
  const byService: Record<string, number[]> = {}
  for (const { 'detail-type': type, detail, time } of sandbox.events.published()) {
    const code = String(detail['stopCode'])
    if (type !== 'ECS Task State Change' || detail['lastStatus'] !== 'STOPPED') continue
    if (!['EssentialContainerExited', 'TaskFailedToStart'].includes(code)) continue
    const cluster = String(detail['clusterArn']).split('/').at(-1)
    const service = `${cluster}/${String(detail['group']).replace('service:', '')}`
    byService[service] = [...(byService[service] ?? []), Date.parse(time)]
  }
  return byService
}
