import type { DescribeLogGroupsResponse, PutLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs'
import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation, type Service, type World } from '../../kernel/service.ts'
import { filterLogEvents } from './filter-log-events.ts'
import { addEvent, ensureGroup, type LogGroup, type LogsState, requireGroup } from './state.ts'

/** Set-up and read-back of the simulated CloudWatch Logs. */
export interface LogsControl {
  readonly createGroup: (name: string) => void
  /** @throws {Error} when there is none */
  readonly deleteGroup: (name: string) => void
  /** Writes a line now; does nothing when the group is gone, as for a task whose group was deleted. */
  readonly write: (group: string, message: string, stream?: string) => void
  readonly groups: () => readonly string[]
  /** Messages of a group, in order of arrival. @throws {AwsError} when there is none */
  readonly messages: (group: string) => readonly string[]
}

/** Simulated CloudWatch Logs: groups, lines and the search for patterns. */
export function logsService(world: World): { readonly service: Service; readonly control: LogsControl } {
  const state: LogsState = { world, groups: new Map(), nextEvent: 1 }
  const operations = {
    CreateLogGroup: createLogGroup(state),
    CreateLogStream: createLogStream(state),
    DeleteLogGroup: deleteLogGroup(state),
    DescribeLogGroups: describeLogGroups(state),
    FilterLogEvents: filterLogEvents(state),
    PutLogEvents: putLogEvents(state),
  }
  return { service: { name: 'logs', operations }, control: logsControl(state) }
}

function logsControl(state: LogsState): LogsControl {
  return {
    createGroup: (name) => void ensureGroup(state, name),
    deleteGroup(name) {
      if (state.groups.delete(name)) return
      const known = [...state.groups.keys()].join(', ') || 'none'
      throw new Error(`Cannot delete the log group ${name}: there is ${known}. Create it first.`)
    },
    write(name, message, stream = 'sandbox') {
      const group = state.groups.get(name)
      if (group) addEvent(state, group, stream, { at: state.world.clock.now(), message })
    },
    groups: () => [...state.groups.keys()],
    messages: (name) => requireGroup(state, name).events.map(({ message }) => message),
  }
}

function createLogGroup(state: LogsState): Operation {
  return (input) => {
    const name = String(input['logGroupName'])
    if (state.groups.has(name)) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists')
    }
    ensureGroup(state, name)
    return {}
  }
}

function createLogStream(state: LogsState): Operation {
  return (input) => {
    const { streams } = requireGroup(state, String(input['logGroupName']))
    const name = String(input['logStreamName'])
    if (streams.has(name)) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists')
    }
    streams.add(name)
    return {}
  }
}

function deleteLogGroup(state: LogsState): Operation {
  return (input) => {
    state.groups.delete(requireGroup(state, String(input['logGroupName'])).name)
    return {}
  }
}

function putLogEvents(state: LogsState): Operation {
  return (input): PutLogEventsResponse => {
    const group = requireGroup(state, String(input['logGroupName']))
    const stream = String(input['logStreamName'])
    if (!group.streams.has(stream)) {
      throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.')
    }
    for (const { timestamp, message } of input['logEvents']) addEvent(state, group, stream, { at: timestamp, message })
    return {}
  }
}

function describeLogGroups(state: LogsState): Operation {
  return (input): DescribeLogGroupsResponse => {
    const { logGroupNamePrefix: prefix = '', limit, nextToken: token } = input
    const found = [...state.groups.values()].filter(({ name }) => name.startsWith(prefix))
    const sorted = found.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    const { items, nextToken } = paginate(sorted, {
      maxResults: limit,
      nextToken: token,
      defaultSize: 50,
      largestSize: 50,
    })
    const logGroups = items.map((group) => groupView(state.world, group))
    return { logGroups, ...(nextToken === undefined ? {} : { nextToken }) }
  }
}

function groupView({ region, account }: World, { name, createdAt }: LogGroup) {
  const logGroupArn = `arn:aws:logs:${region}:${account}:log-group:${name}`
  return { logGroupName: name, creationTime: createdAt, arn: `${logGroupArn}:*`, logGroupArn }
}
