import type { Progress, Standing } from './announcement.ts'
import type { Digests, Millis } from './image.ts'

export interface Telling {
  readonly deploymentId: string
  readonly sequence: number
  /** What was put together last, to tell what is new. */
  readonly standing: Standing
  /** Not told yet. */
  readonly waiting?: Progress
}

export interface Trouble {
  /** Seeing again ends trouble with seeing; a call that goes through ends trouble with calling. */
  readonly what: 'seeing' | 'calling' | 'registry'
  readonly since: Millis
  readonly count: number
  /** How often people were told of it. */
  readonly told: number
}

export interface OurCarrier {
  readonly carrier: string
  readonly deploymentId: string
  /** When a deployment last wanted it. */
  readonly at: Millis
  /** Force mode: the carrier that infrastructure code owns, in whose place this pinned copy is. The next push starts from it. */
  readonly base?: string
}

/** What a deployment meant to call. */
export interface Call {
  readonly deploymentId: string
  readonly digests: Digests
  readonly at: Millis
}

export interface Stop {
  readonly at: Millis
  readonly by: string
  readonly reason?: string
}

export interface Usurped {
  readonly rollout: string
  readonly at: Millis
  readonly digests?: Digests
}

/** `to` is absent while what broke is still there. */
export interface EndedBadly {
  readonly from: Millis
  readonly to?: Millis
}
