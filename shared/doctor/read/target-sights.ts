import type {
  CodeDeployTarget,
  DockerHostTarget,
  LambdaTarget,
  LongshoreConfig,
  ScheduledTaskTarget,
  TargetConfig,
} from '../../config/normalised.ts'
import { codeDeployTargets, dockerHostTargets, services } from '../../config/targets-of.ts'
import { isProblem } from '../../domain/observation.ts'
import { groupKey, groupName } from '../../platforms/codedeploy/codedeploy-context.ts'
import { readGroups } from '../../platforms/codedeploy/read-deployments.ts'
import { agentsOf, agentTrouble } from '../../platforms/docker-host/agents.ts'
import { findHosts, hostsOf, isRunning } from '../../platforms/docker-host/hosts.ts'
import { serviceKey } from '../../platforms/ecs/describe-services.ts'
import { type TaskDefinitionStore, taskDefinitionStore } from '../../platforms/ecs/task-definition-store.ts'
import { digestOfCode } from '../../platforms/lambda/digest-of-code.ts'
import { readRule } from '../../platforms/scheduled-task/read-rule.ts'
import { readSchedule } from '../../platforms/scheduled-task/read-schedule.ts'
import { nameOf as nameOfScheduled } from '../../platforms/scheduled-task/scheduled-task-context.ts'
import type { Clock } from '../../ports.ts'
import type { FunctionSight, HostSight, Seen, TargetSight } from '../facts.ts'
import { readDefinition } from './definition-sight.ts'
import type { DoctorClients } from './doctor-clients.ts'
import { fewAtOnce } from './few-at-once.ts'
import type { Looker } from './look.ts'
import { readServices, type ServiceRead } from './service-sights.ts'

interface Reading {
  readonly looker: Looker
  readonly clients: DoctorClients
  readonly clock: Clock
  readonly definitions: TaskDefinitionStore
  /** What was read for many targets at once. */
  readonly services: ReadonlyMap<string, Seen<ServiceRead>>
  readonly groups: ReadonlyMap<string, Seen<true>>
  readonly hosts: Seen<(target: DockerHostTarget) => readonly HostSight[]>
}

/** What there is of every target. */
export async function readTargets(
  looker: Looker,
  clients: DoctorClients,
  clock: Clock,
  config: LongshoreConfig,
): Promise<Record<string, TargetSight>> {
  const context = { client: clients.ecs, clock }
  const reading: Reading = {
    ...{ looker, clients, clock },
    definitions: taskDefinitionStore(clients.ecs),
    services: await readServices(looker, context, services(config)),
    groups: await groupsSeen(looker, clients, Object.values(codeDeployTargets(config))),
    hosts: await hostsSeen(looker, clients, Object.values(dockerHostTargets(config))),
  }
  const sights = await fewAtOnce(
    Object.entries(config.targets),
    async ([name, target]) => [name, await sightOf(reading, target)] as const,
  )
  return Object.fromEntries(sights)
}

function sightOf(reading: Reading, target: TargetConfig): Promise<TargetSight> | TargetSight {
  switch (target.kind) {
    case 'ecs':
      return serviceSight(reading, serviceKey(target.ecs))
    case 'codedeploy':
      return serviceSight(reading, serviceKey(target.codedeploy), reading.groups.get(groupKey(target.codedeploy)))
    case 'lambda':
      return functionSight(reading, target.lambda)
    case 'docker-host': {
      const { hosts } = reading
      const own = hosts.kind === 'seen' ? { kind: 'seen' as const, value: hosts.value(target.dockerHost) } : hosts
      return { kind: 'docker-host', hosts: own }
    }
    case 'scheduled-task':
      return scheduledSight(reading, target.scheduledTask)
  }
}

async function serviceSight(
  { looker, definitions, services: seen }: Reading,
  key: string,
  group?: Seen<true>,
): Promise<TargetSight> {
  const found = seen.get(key) ?? { kind: 'gone' as const }
  const kind = group ? 'codedeploy' : 'ecs'
  if (found.kind !== 'seen') return { kind, service: found, ...(group && { group }) }
  const { service, carrier } = found.value
  const definition = carrier === undefined ? undefined : await readDefinition(looker, definitions, carrier)
  return { kind, service: { kind: 'seen', value: service }, ...(definition && { definition }), ...(group && { group }) }
}

async function functionSight({ looker, clients }: Reading, target: LambdaTarget): Promise<TargetSight> {
  const { function: FunctionName, alias } = target
  const doing = { action: 'lambda:GetFunction', subject: `function ${FunctionName}` }
  const found = await looker.look(doing, async (): Promise<FunctionSight> => {
    const answer = await (await clients.lambda()).getFunction({ FunctionName })
    const digest = digestOfCode(answer)
    return {
      architecture: answer.Configuration?.Architectures?.[0] ?? 'x86_64',
      runsImage: answer.Configuration?.PackageType === 'Image',
      ...(digest === undefined ? {} : { digest }),
    }
  })
  if (alias === undefined || found.kind !== 'seen') return { kind: 'lambda', function: found }
  return { kind: 'lambda', function: found, alias: await aliasSight(looker, clients, FunctionName, alias) }
}

/** One that points at `$LATEST` moves no traffic: it is as good as none. */
async function aliasSight(
  looker: Looker,
  clients: DoctorClients,
  FunctionName: string,
  Name: string,
): Promise<Seen<true>> {
  const doing = { action: 'lambda:GetAlias', subject: `alias ${Name} of function ${FunctionName}` }
  const alias = await looker.look(doing, async () => (await clients.lambda()).getAlias({ FunctionName, Name }))
  if (alias.kind !== 'seen') return alias
  return alias.value.FunctionVersion === '$LATEST' ? { kind: 'gone' } : { kind: 'seen', value: true }
}

async function scheduledSight(
  { looker, clients, clock, definitions }: Reading,
  target: ScheduledTaskTarget,
): Promise<TargetSight> {
  const action = target.by === 'rule' ? 'events:ListTargetsByRule' : 'scheduler:GetSchedule'
  const found = await looker.look({ action, subject: nameOfScheduled(target) }, () =>
    target.by === 'rule'
      ? readRule({ events: clients.events }, target)
      : readSchedule({ scheduler: clients.scheduler, clock }, target),
  )
  if (found.kind !== 'seen') return { kind: 'scheduled-task', runner: found }
  const definition = await readDefinition(looker, definitions, found.value.taskDefinition)
  return { kind: 'scheduled-task', runner: { kind: 'seen', value: true }, definition }
}

async function groupsSeen(
  looker: Looker,
  { codedeploy }: DoctorClients,
  targets: readonly CodeDeployTarget[],
): Promise<ReadonlyMap<string, Seen<true>>> {
  const answers = await readGroups({ codedeploy }, targets)
  const seen = targets.map((target): [string, Seen<true>] => {
    const answer = answers.get(groupKey(target))
    const doing = { action: 'codedeploy:BatchGetDeploymentGroups', subject: groupName(target) }
    if (!answer) return [groupKey(target), { kind: 'gone' }]
    return [groupKey(target), isProblem(answer) ? looker.note(doing, answer) : { kind: 'seen', value: true }]
  })
  return new Map(seen)
}

/** Instances and their agents, in a few calls for all targets. */
async function hostsSeen(
  { look }: Looker,
  { ec2, commands }: DoctorClients,
  targets: readonly DockerHostTarget[],
): Promise<Reading['hosts']> {
  if (targets.length === 0) return { kind: 'gone' }
  const found = await look({ action: 'ec2:DescribeInstances', subject: 'the instances' }, () =>
    findHosts({ ec2 }, targets),
  )
  if (found.kind !== 'seen') return found
  const running = found.value.filter(isRunning)
  const doing = { action: 'ssm:DescribeInstanceInformation', subject: 'the SSM agents of the instances' }
  const agents = await look(doing, () => agentsOf({ commands }, running))
  const troubles = new Map(
    (agents.kind === 'seen' ? agents.value : []).map((agent) => [agent.host.id, agentTrouble(agent)]),
  )
  return {
    kind: 'seen',
    value: (target) =>
      hostsOf(target, found.value).map(({ id, called, state }) => {
        const trouble = troubles.get(id)
        return { called, state, ...(trouble === undefined ? {} : { trouble }) }
      }),
  }
}
