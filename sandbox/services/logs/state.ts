import { AwsError, type World } from '../../kernel/service.ts'

/** One line of a log. Times are epoch milliseconds. */
export interface LogEvent {
  readonly id: string
  readonly stream: string
  readonly at: number
  readonly ingestedAt: number
  readonly message: string
}

export interface LogGroup {
  readonly name: string
  readonly createdAt: number
  readonly streams: Set<string>
  /** In order of arrival. */
  readonly events: LogEvent[]
}

export interface LogsState {
  readonly world: World
  readonly groups: Map<string, LogGroup>
  nextEvent: number
}

/** @throws {AwsError} ResourceNotFoundException */
export function requireGroup(state: LogsState, name: string): LogGroup {
  const group = state.groups.get(name)
  if (group) return group
  throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.')
}

/** Creates the group unless it is there. */
export function ensureGroup(state: LogsState, name: string): LogGroup {
  const known = state.groups.get(name)
  if (known) return known
  const group = { name, createdAt: state.world.clock.now(), streams: new Set<string>(), events: [] }
  state.groups.set(name, group)
  return group
}

/** Takes in one line; the stream is created with its first. */
export function addEvent(
  state: LogsState,
  group: LogGroup,
  stream: string,
  line: { at: number; message: string },
): void {
  group.streams.add(stream)
  const id = String(state.nextEvent).padStart(56, '0')
  state.nextEvent += 1
  group.events.push({ id, stream, ...line, ingestedAt: state.world.clock.now() })
}
