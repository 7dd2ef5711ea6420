import type { Step } from './step-schema.ts'
import type { StoryWorld } from './story-world.ts'

const WORDS = {
  down: 'goes down',
  offline: 'loses its SSM agent',
  up: 'is up again',
  sick: 'fails every health check from now on',
} as const

/** Does a step about hosts. @returns the timeline's words for it; undefined when the step is of another kind */
export function playHostStep({ sandbox: { hosts } }: StoryWorld, { host }: Step): string | undefined {
  if (!host) return undefined
  const { name, is, dies } = host
  if (dies) {
    const { at, when = 'before' } = dies
    hosts.dieAt(name, { command: at, when })
    return `Host ${name} is going to die ${when === 'before' ? 'at' : 'after'} ${at}`
  }
  if (is === 'down') hosts.down(name)
  if (is === 'offline') hosts.offline(name)
  if (is === 'up') hosts.up(name)
  if (is === 'sick') hosts.sicken(name)
  return `Host ${name} ${is ? WORDS[is] : ''}`
}
