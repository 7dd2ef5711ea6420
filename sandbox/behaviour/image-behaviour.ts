import type { WebAnswer } from '../receivers/web.ts'

/** From when on something holds, in milliseconds since a task of the image runs; at once when left out. */
interface From {
  readonly fromMs?: number
}

/** A line that a running image writes to a log. */
export interface ImageLine extends From {
  readonly group: string
  readonly line: string
  /** Default 6. */
  readonly perMinute?: number
}

/** How requests fare that a load balancer sends to an image. */
export interface ImageService extends From {
  /** Share of requests, 0 to 1, answered with 500; default 0. */
  readonly errors?: number
  /** Milliseconds that requests take, evenly spread: least, most. Default 40 to 120. */
  readonly takes?: readonly [least: number, most: number]
}

/** What a function that probes the image finds. */
export interface ImageProbe extends From {
  readonly ok: boolean
  readonly reason?: string
}

/**
 * What an image does while it runs, beyond starting and stopping. It belongs to the image's content, hence to its digest.
 * Of several with a `fromMs` the last that has come counts; before the first the image is well.
 */
export interface ImageBehaviour {
  readonly answers?: readonly (WebAnswer & From)[]
  readonly logs?: readonly ImageLine[]
  readonly serves?: readonly ImageService[]
  readonly probe?: readonly ImageProbe[]
}

/** The last of several that has come `ranMs` after a task of the image began to run. */
export function holdingAt<Item extends From>(items: readonly Item[] | undefined, ranMs: number): Item | undefined {
  return (items ?? []).findLast(({ fromMs = 0 }) => ranMs >= fromMs)
}
