import { reportFunctions } from './report-functions.ts'
import type { StoryWorld } from './story-world.ts'

/** An image that has an alias for itself, or a share of its requests that another version has. */
export function isShifted(world: StoryWorld, alias: string, wanted: string): () => boolean {
  const [name = '', aliasName = ''] = alias.split(':')
  return () => {
    const now = reportFunctions(world)[name]?.aliases[aliasName]
    const weights = Object.values(now?.weights ?? {})
    return wanted.endsWith('%')
      ? weights.some((percent) => `${percent}%` === wanted)
      : now?.image === wanted && weights.length === 0
  }
}

export function alarmIs({ sandbox }: StoryWorld, name: string, state: string): () => boolean {
  return () => sandbox.cloudwatch.alarm(name).value === state
}
