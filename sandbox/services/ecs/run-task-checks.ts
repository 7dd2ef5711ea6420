import { AwsError } from '../../kernel/service.ts'
import type { TaskDefinition } from './state.ts'

type Input = Readonly<Record<string, unknown>>

const MOST_TASKS = 10
const STARTED_BY = /^[\w/-]{1,128}$/

/** What ECS refuses before it starts anything. @throws AwsError InvalidParameterException */
export function checkRunTask(taskDefinition: TaskDefinition, input: Input): void {
  for (const check of [checkCount, checkLaunch, checkStartedBy]) check(input)
  checkNetwork(taskDefinition, input)
  checkOverrides(taskDefinition, input)
}

function refused(message: string): AwsError {
  return new AwsError('InvalidParameterException', message)
}

function checkCount({ count = 1 }: Input): void {
  if (typeof count !== 'number' || count < 1 || count > MOST_TASKS) {
    throw refused(`Task count must be between 1 and ${MOST_TASKS}.`)
  }
}

function checkLaunch({ launchType, capacityProviderStrategy }: Input): void {
  if (launchType !== undefined && capacityProviderStrategy !== undefined) {
    throw refused(
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    )
  }
}

function checkStartedBy({ startedBy }: Input): void {
  if (startedBy === undefined || (typeof startedBy === 'string' && STARTED_BY.test(startedBy))) return
  throw refused('startedBy can only contain up to 128 letters, digits, hyphens, slashes and underscores.')
}

function checkNetwork({ content }: TaskDefinition, { networkConfiguration }: Input): void {
  if (content['networkMode'] === 'awsvpc' && networkConfiguration === undefined) {
    throw refused("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
  }
}

function checkOverrides({ containers }: TaskDefinition, { overrides }: Input): void {
  const given: unknown = typeof overrides === 'object' && overrides !== null ? Object(overrides).containerOverrides : []
  if (!Array.isArray(given)) return
  const stranger = given.find(({ name }) => !containers.some((container) => container.name === name))
  if (stranger) throw refused(`Override for container named ${stranger.name} is not a container in the TaskDefinition.`)
}
