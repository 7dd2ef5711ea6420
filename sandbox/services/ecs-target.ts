import { AwsError } from '../kernel/service.ts'
import type { Input } from './input.ts'

/** ECS's RunTask, in ECS's own member names. @returns ARNs; none when there was no room. @throws AwsError */
export type RunTask = (input: Readonly<Record<string, unknown>>) => readonly string[]

/** How a rule or a schedule names the cluster, the revision and the command. */
export interface EcsTarget {
  /** ARN of the cluster. */
  readonly cluster: string
  /** `EcsParameters` as they were given. */
  readonly parameters: Input
  /** JSON with overrides, where the target has a constant input. */
  readonly input?: string | undefined
  readonly startedBy: string
}

export function isEcsTarget(arn: string): boolean {
  return /^arn:[^:]+:ecs:[^:]*:\d{12}:cluster\//.test(arn)
}

/** Runs the task of a target. @throws AwsError of RunTask, or one that is worth a retry when there is no room */
export function runEcsTarget(run: RunTask, { cluster, parameters, input, startedBy }: EcsTarget): void {
  const { TaskCount, LaunchType, PlatformVersion, Group, CapacityProviderStrategy } = parameters
  const request = {
    cluster,
    taskDefinition: parameters['TaskDefinitionArn'],
    count: TaskCount ?? 1,
    launchType: LaunchType,
    capacityProviderStrategy: CapacityProviderStrategy,
    platformVersion: PlatformVersion,
    group: Group,
    networkConfiguration: networkOf(parameters['NetworkConfiguration']),
    overrides: input === undefined ? undefined : JSON.parse(input),
    startedBy: startedBy.replaceAll('.', '_').slice(0, LONGEST_STARTED_BY),
  }
  const given = Object.entries(request).filter(([, value]) => value !== undefined)
  if (run(Object.fromEntries(given)).length > 0) return
  throw new AwsError('ServiceUnavailableException', 'ECS found no room for the task.', 503)
}

const LONGEST_STARTED_BY = 36

/** The same network in ECS's member names. */
function networkOf(configuration: Input | undefined): object | undefined {
  const vpc: Input | undefined = configuration?.['awsvpcConfiguration'] ?? configuration?.['AwsvpcConfiguration']
  if (!vpc) return undefined
  const { Subnets: subnets, SecurityGroups: securityGroups, AssignPublicIp: assignPublicIp } = vpc
  const named = Object.entries({ subnets, securityGroups, assignPublicIp }).filter(([, value]) => value !== undefined)
  return { awsvpcConfiguration: Object.fromEntries(named) }
}
