import type { FaultTiming } from '../kernel/fault-match.ts'
import type { CallFault, EventFault } from '../kernel/faults.ts'
import type { SlackMood } from '../receivers/slack.ts'
import { milliseconds } from './duration.ts'
import { setGithub } from './github-story.ts'
import { setEndFault } from './set-end-fault.ts'
import type { Fault } from './step-schema.ts'
import type { StoryWorld } from './story-world.ts'

type CallStep = NonNullable<Fault['calls']>
type EventStep = NonNullable<Fault['events']>
type SlackStep = NonNullable<Fault['slack']>
type Timing = Pick<CallStep, 'nth' | 'times' | 'probability' | 'for'>

/** Sets a fault from now on. @returns what the timeline says of it */
export function setFault({ sandbox }: StoryWorld, fault: Fault): string {
  const { faults, clock, slack, github } = sandbox
  if (fault.clear) faults.clear()
  if (fault.calls)
    faults.onCall({ ...callMatch(fault.calls), ...timing(fault.calls, clock.now()) }, callFault(fault.calls))
  if (fault.events)
    faults.onEvent({ ...eventMatch(fault.events), ...timing(fault.events, clock.now()) }, eventFault(fault.events))
  if (fault.kill) faults.kill({ ...fault.kill, times: fault.kill.times ?? 1 })
  if (fault.slack) slack.behave(moodOf(fault.slack), spanOf(fault.slack))
  if (fault.ends) setEndFault(sandbox.ends, fault.ends)
  if (fault.github) setGithub(github, fault.github)
  if (fault.throttling !== undefined) throttleAsAws(sandbox, fault.throttling)
  return describe(fault)
}

function throttleAsAws({ ecs, functions }: StoryWorld['sandbox'], isOn: boolean): void {
  ecs.throttling(isOn)
  functions.throttling(isOn)
}

function timing({ nth, times, probability, for: span }: Timing, now: number): FaultTiming {
  return {
    ...(nth === undefined ? {} : { nth }),
    ...(times === undefined ? {} : { times }),
    ...(probability === undefined ? {} : { probability }),
    ...(span === undefined ? {} : { until: now + milliseconds(span) }),
  }
}

function callMatch({ service, operation, function: caller }: CallStep) {
  return {
    ...(service === undefined ? {} : { service }),
    ...(operation === undefined ? {} : { operation }),
    ...(caller === undefined ? {} : { caller }),
  }
}

function callFault({ meet, staleBy = '5s' }: CallStep): CallFault {
  return meet === 'stale' ? { staleMs: milliseconds(staleBy) } : meet
}

function eventMatch({ source, detailType }: EventStep) {
  return {
    ...(source === undefined ? {} : { source }),
    ...(detailType === undefined ? {} : { detailType }),
  }
}

function eventFault({ meet, by = '30s' }: EventStep): EventFault {
  switch (meet) {
    case 'lost':
      return 'drop'
    case 'doubled':
      return 'duplicate'
    case 'delayed':
      return { delayMs: milliseconds(by) }
    case 'reordered':
      return { reorder: { withinMs: milliseconds(by) } }
  }
}

function moodOf({ mood, retryAfter = '30s' }: SlackStep): SlackMood {
  return mood === 'rate-limited'
    ? { kind: mood, retryAfterSeconds: Math.ceil(milliseconds(retryAfter) / 1000) }
    : { kind: mood }
}

function spanOf({ times, for: span }: SlackStep) {
  return {
    ...(times === undefined ? {} : { times }),
    ...(span === undefined ? {} : { forMs: milliseconds(span) }),
  }
}

function describe(fault: Fault): string {
  if (fault.clear) return 'All faults end'
  if (fault.throttling !== undefined) return fault.throttling ? 'AWS keeps its rate limits' : 'AWS throttles no more'
  if (fault.kill) return `${fault.kill.function} will die ${fault.kill.when} its AWS call ${fault.kill.call}`
  if (fault.github) return `GitHub is ${fault.github.mood}${lasting(fault.github)}`
  if (fault.ends) return `The end ${fault.ends.end} is ${fault.ends.mood}${lasting(fault.ends)}`
  if (fault.slack) return `Slack is ${fault.slack.mood}${lasting(fault.slack)}`
  if (fault.events)
    return `Events of ${fault.events.source ?? 'all sources'} are ${fault.events.meet}${lasting(fault.events)}`
  const { service = 'AWS', operation = 'every call', meet } = fault.calls ?? { meet: '' }
  return `${service} answers ${operation} with ${meet}${lasting(fault.calls ?? {})}`
}

function lasting({ times, for: span }: { times?: number | undefined; for?: string | undefined }): string {
  return `${times === undefined ? '' : `, ${times} times`}${span === undefined ? '' : `, for ${span}`}`
}
