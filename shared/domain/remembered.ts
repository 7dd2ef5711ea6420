import type { Progress, Standing } from './announcement.ts'
import type { Digests, Images, Millis } from './image.ts'
import type { Trigger } from './record.ts'

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

/** A command that came to nothing. Its answer had promised a deployment under this id. */
export interface Refused {
  readonly deploymentId: string
  readonly trigger: Trigger
  /** In at most 300 characters. */
  readonly reason: string
}

/** What a deployment meant to call. */
export interface Call {
  readonly deploymentId: string
  readonly digests: Digests
  readonly at: Millis
  /** Named by the release that was called for: a way back names the carrier that ran it. */
  readonly carrier?: string
}

export interface Stop {
  readonly at: Millis
  readonly by: string
  readonly reason?: string
}

/** No start by itself until a time. */
export interface Freeze {
  readonly at: Millis
  readonly until: Millis
  readonly by: string
  readonly reason?: string
}

/** The question whether a deployment may begin, as it was put to people. Another goal is another question. */
export interface StartQuestion {
  readonly askedAt: Millis
  /** What has not begun by then has expired. */
  readonly until: Millis
  /** What would run. */
  readonly goal: Images
  /** What runs, as far as known. */
  readonly from?: Images
  readonly approved?: { readonly by: string; readonly at: Millis }
  /** The newest push that people were told waits behind it, by its id. */
  readonly follower?: string
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
