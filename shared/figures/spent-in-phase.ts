import type { Phase } from '../domain/record.ts'
import type { SpentOn } from './where-time-went.ts'

/** What the time of a deployment in progress is being spent on, by its phase. Tasks are the platform's time. */
export const spentInPhase: Readonly<Record<Phase, SpentOn>> = {
  idle: 'waiting',
  waiting: 'waiting',
  preparing: 'rolling-out',
  rolling: 'rolling-out',
  proving: 'proving',
  finishing: 'rolling-out',
  reverting: 'going-back',
  stuck: 'going-back',
}
