import { INDEX_MEDIA_TYPE } from './image-manifest.ts'
import type { Push, Pushed } from './push-image.ts'
import { emitScan } from './scan-events.ts'
import type { Scanning, ScanPlan } from './scan-plan.ts'
import type { Registry } from './state.ts'

/** A scan of one image: what it comes to and when. Times are epoch milliseconds. */
export interface ImageScan {
  readonly how: Exclude<Scanning, 'off'>
  readonly plan: ScanPlan
  readonly endsAt: number
}

/** Scans of what is pushed while the registry scans; an index is not scanned, each image that it lists is. */
export interface ImageScans {
  readonly scanning: (how: Scanning) => void
  /** What scans of this content come to; of an index: scans of what it lists. */
  readonly plan: (digest: string, plan: ScanPlan) => void
  readonly began: (push: Push, pushed: Pushed) => void
  /** Undefined: nobody scans it. */
  readonly of: (digest: string) => ImageScan | undefined
}

const USUAL_MS = 20_000

export function createScans(registry: Registry): ImageScans {
  const { world } = registry
  const plans = new Map<string, ScanPlan>()
  const scans = new Map<
    string,
    { readonly how: Exclude<Scanning, 'off'>; readonly at: number; readonly index?: string }
  >()
  let how: Scanning = 'off'

  function planOf(digest: string, index?: string): ScanPlan {
    return plans.get(digest) ?? plans.get(index ?? '') ?? {}
  }

  function of(digest: string): ImageScan | undefined {
    const scan = scans.get(digest)
    if (scan === undefined) return undefined
    const plan = planOf(digest, scan.index)
    if (plan.ends === 'never-starts') return undefined
    return { how: scan.how, plan, endsAt: scan.at + (plan.afterMs ?? USUAL_MS) }
  }

  function begin(digest: string, { at, silent, repository }: Push, index?: string): void {
    if (how === 'off' || scans.has(digest)) return
    scans.set(digest, { how, at: at ?? world.clock.now(), ...(index === undefined ? {} : { index }) })
    const scan = of(digest)
    if (scan === undefined || silent === true) return
    world.clock.at(scan.endsAt, `the scan of ${repository} ends`, () => emitScan(registry, repository, digest, scan))
  }

  return {
    scanning(next) {
      how = next
    },
    plan: (digest, plan) => void plans.set(digest, plan),
    began(push, { digest, children }) {
      const stored = registry.repositories.get(push.repository)?.images.get(digest)
      if (stored?.mediaType !== INDEX_MEDIA_TYPE) begin(digest, push)
      for (const child of children) begin(child, push, digest)
    },
    of,
  }
}
