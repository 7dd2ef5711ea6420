import type { Measure } from './measure.ts'
import { rolloutStory, type ToldRollout, type WireCall } from './rollout-story.ts'

const mostCalls = 12

/** The state it keeps and the messages it sends are counted apart; SSM is asked for the webhook after the outcome. */
const ownServices = ['dynamodb', 'sqs', 'sns', 'ssm']

/** The AWS calls of one deployment: four tasks, rolling, five minutes, ticks and task events on, nothing else to look after. */
export async function deploymentCalls(): Promise<Measure[]> {
  const story = { targets: 1, desired: 4, rolloutSeconds: 300 }
  const usual = callsOf(await rolloutStory(story), '')
  // Once in a service's life: what runs is known by a tag only and must be resolved.
  const first = callsOf(await rolloutStory({ ...story, first: true }), ', first of a service')
  return [...usual, ...first]
}

function callsOf(told: ToldRollout, which: string): Measure[] {
  const own = told.calls.filter(({ service }) => ownServices.includes(service))
  const others = told.calls.filter(({ service }) => !ownServices.includes(service))
  const group = 'calls per deployment'
  const unit = 'calls'
  const note = `${outcomeOf(told)}: ${listed(others)}`
  return [
    { group, name: `ECS, ECR${which}`, value: others.length, unit, goal: { atMost: mostCalls }, note },
    { group, name: `DynamoDB, SQS, SNS, SSM${which}`, value: own.length, unit, note: listed(own) },
  ]
}

function outcomeOf({ outcomes, pushedAt, endedAt }: ToldRollout): string {
  return `${outcomes.join(', ')} after ${Math.round((endedAt - pushedAt) / 1000)} s`
}

/** `DescribeServices 5, UpdateService` */
export function listed(calls: readonly WireCall[]): string {
  const counts = Map.groupBy(calls, ({ name }) => name)
  return [...counts].map(([name, { length }]) => (length === 1 ? name : `${name} ${length}`)).join(', ')
}
