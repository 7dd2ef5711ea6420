import type { MetricStep } from './behaviour-schema.ts'
import { milliseconds } from './duration.ts'
import type { Step } from './step-schema.ts'
import type { StoryWorld } from './story-world.ts'

const MINUTE_MS = 60_000

/** Does a step about logs or metrics. @returns the timeline's words for it; undefined when the step is of another kind */
export function playBehaviourStep(world: StoryWorld, step: Step): string | undefined {
  const { logs } = world.sandbox
  if (step.metric) return putMetric(world, step.metric)
  if (step.log) {
    const { group, line, times = 1 } = step.log
    for (let time = 0; time < times; time += 1) logs.write(group, line)
    return `${group} gets ${times === 1 ? 'a line' : `${times} lines`}: ${line}`
  }
  if (step.deleteLogGroup === undefined) return undefined
  logs.deleteGroup(step.deleteLogGroup)
  return `Somebody deletes the log group ${step.deleteLogGroup}`
}

/** Values to come are put when their minute comes. */
function putMetric({ sandbox }: StoryWorld, step: MetricStep): string {
  const { clock, cloudwatch } = sandbox
  const { namespace, name, dimensions = {}, value, count = 1, for: span = '0s', before = '0s' } = step
  const put = (at: number): void => {
    for (const one of [value].flat()) cloudwatch.put({ namespace, name, dimensions }, one, { at, count })
  }
  const now = clock.now()
  for (let ago = MINUTE_MS; ago <= milliseconds(before); ago += MINUTE_MS) put(now - ago)
  put(now)
  for (let ahead = MINUTE_MS; ahead < milliseconds(span); ahead += MINUTE_MS) {
    clock.after(ahead, `${name} gets values`, () => put(now + ahead))
  }
  return `${namespace} ${name} is ${[value].flat().join(', ')}${step.for === undefined ? '' : ` for ${step.for}`}`
}
