import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import type { BusState } from './bus.ts'
import type { EventsControl, TargetResolver } from './events-service.ts'
import { type EventPattern, matchesPattern } from './matches-pattern.ts'
import { putTargets } from './put-targets.ts'
import type { Rule } from './rule.ts'

/** What clients may ask of EventBridge over the wire. */
export function eventsOperations(
  state: BusState,
  control: EventsControl,
  resolve: TargetResolver,
): Record<string, Operation> {
  const at = (name: unknown) => requireRule(state, name)
  return {
    PutEvents: (input) => putEvents(control, input),
    PutRule: (input) => ({ RuleArn: control.putRule(ruleRequest(input)).arn }),
    PutTargets: (input) => putTargets(at(input['Rule']), input['Targets'] ?? [], resolve),
    RemoveTargets: (input) => removeTargets(at(input['Rule']), input['Ids'] ?? []),
    DescribeRule: (input) => describe(at(input['Name'])),
    ListRules: (input) => ({
      Rules: control
        .rules()
        .filter((rule) => rule.name.startsWith(input['NamePrefix'] ?? ''))
        .map(describe),
    }),
    ListTargetsByRule: (input) => listTargets(at(input['Rule']), input),
    EnableRule: (input) => switchRule(at(input['Name']), true),
    DisableRule: (input) => switchRule(at(input['Name']), false),
    TestEventPattern: (input) => ({
      Result: matchesPattern(parsePattern(input['EventPattern']), JSON.parse(input['Event'])),
    }),
  }
}

function putEvents(control: EventsControl, input: Input): object {
  const entries: Input[] = input['Entries'] ?? []
  if (entries.length === 0 || entries.length > 10) {
    const limit = 'Member must have length less than or equal to 10 and greater than or equal to 1'
    throw new AwsError('ValidationException', `1 validation error detected: Value at 'entries' failed: ${limit}`)
  }
  const results = entries.map((entry) => putEntry(control, entry))
  return { Entries: results, FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length }
}

function putEntry(control: EventsControl, entry: Input): object {
  if (!entry['Source'] || !entry['DetailType'] || !entry['Detail']) {
    const missing = ['Source', 'DetailType', 'Detail'].find((name) => !entry[name])
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`,
    }
  }
  const detail = parseObject(entry['Detail'])
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
  const at: Date | undefined = entry['Time']
  const event = {
    source: entry['Source'],
    'detail-type': entry['DetailType'],
    resources: entry['Resources'] ?? [],
    detail,
  }
  return { EventId: control.emit(at ? { ...event, at: at.getTime() } : event).id }
}

function ruleRequest(input: Input) {
  return {
    name: String(input['Name']),
    enabled: input['State'] !== 'DISABLED',
    ...(input['EventPattern'] ? { pattern: parsePattern(input['EventPattern']) } : {}),
    ...(input['ScheduleExpression'] ? { schedule: String(input['ScheduleExpression']) } : {}),
    ...(input['Description'] ? { description: String(input['Description']) } : {}),
  }
}

function removeTargets(rule: Rule, ids: readonly string[]): object {
  for (const id of ids) rule.targets.delete(id)
  return { FailedEntryCount: 0, FailedEntries: [] }
}

/** Each target as it was given. */
function listTargets(rule: Rule, input: Input): object {
  const { items, nextToken } = paginate([...rule.targets.values()], {
    maxResults: input['Limit'],
    nextToken: input['NextToken'],
    defaultSize: 100,
    largestSize: 100,
  })
  return {
    Targets: items.map(({ id, arn, given }) => given ?? { Id: id, Arn: arn }),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  }
}

function switchRule(rule: Rule, enabled: boolean): object {
  rule.enabled = enabled
  return {}
}

function describe(rule: Rule): object {
  return {
    Name: rule.name,
    Arn: rule.arn,
    State: rule.enabled ? 'ENABLED' : 'DISABLED',
    EventBusName: 'default',
    ...(rule.pattern ? { EventPattern: JSON.stringify(rule.pattern) } : {}),
    ...(rule.schedule ? { ScheduleExpression: rule.schedule } : {}),
    ...(rule.description ? { Description: rule.description } : {}),
  }
}

function parsePattern(text: unknown): EventPattern {
  const pattern = parseObject(text)
  if (pattern) return pattern as EventPattern
  throw new AwsError('InvalidEventPatternException', 'Event pattern is not valid. Reason: not a JSON object.')
}

function parseObject(text: unknown): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(String(text))
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function requireRule(state: BusState, name: unknown): Rule {
  const rule = state.rules.get(String(name))
  if (rule) return rule
  throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`)
}
