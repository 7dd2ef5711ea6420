import type { Digest, Image, Millis } from './image.ts'
import { isProblem, type Observation, type Problem, passesByItself } from './observation.ts'
import { namedImages } from './plan.ts'
import type { Policy } from './policy.ts'
import { type ScanPolicy, type ScanSight, type Severity, severities } from './proof.ts'
import type { Pending } from './record.ts'

/** Most findings that a message names. */
const namedFindings = 5

/** What the scans of new images say of their start. */
export type Scanned =
  /** More must be observed first. */
  | { readonly kind: 'look' }
  /** Worse was found than the policy allows. */
  | { readonly kind: 'found'; readonly reason: string; readonly blames: readonly Digest[] }
  /** What was found is all right, or may be passed over; undefined where nothing was to be scanned. */
  | { readonly kind: 'clear'; readonly words: readonly string[] }
  | { readonly kind: 'waits'; readonly reason: string; readonly until: Millis }
  /** Nobody can tell, and the policy says not to start then. */
  | { readonly kind: 'untold'; readonly reason: string; readonly blames: readonly Digest[] }

/** The images of a start that scans are to be asked about, each digest once: going back asks about none. */
export function imagesToScan(pending: Pending, { scan, containers }: Policy): readonly Image[] {
  if (!scan || pending.trigger.kind === 'rollback' || pending.trigger.kind === 'repair') return []
  const named = Object.values(namedImages(pending, containers))
  return [...new Map(named.map((image) => [image.digest, image])).values()]
}

/** Judges the scans of a start that has waited for each since `pending.scansSince`. */
export function scanned(pending: Pending, policy: Policy, scans: Observation['scans'], now: Millis): Scanned {
  const { scan } = policy
  const images = imagesToScan(pending, policy)
  if (!scan || images.length === 0) return { kind: 'clear', words: [] }
  const each = images.map((image) => {
    const since = pending.scansSince?.[image.digest] ?? now
    return judgedScan(image, scan, scans?.[image.digest], { since, now })
  })
  const first = order.flatMap((kind) => each.filter((one) => one.kind === kind)).at(0)
  if (first && 'blames' in first) return { ...first, blames: each.flatMap((one) => blamesOf(one, first.kind)) }
  return first ?? { kind: 'clear', words: each.flatMap((one) => (one.kind === 'clear' ? one.words : [])) }
}

/** What decides where several images come to different things. */
const order = ['look', 'found', 'untold', 'waits'] as const

function blamesOf(scan: Scanned, kind: Scanned['kind']): readonly Digest[] {
  return scan.kind === kind && 'blames' in scan ? scan.blames : []
}

function judgedScan(
  image: Image,
  scan: ScanPolicy,
  sight: ScanSight | Problem | undefined,
  { since, now }: { readonly since: Millis; readonly now: Millis },
): Scanned {
  if (!sight) return { kind: 'look' }
  if (!isProblem(sight) && sight.kind === 'scanned') return ofFindings(image, scan, sight)
  const until = since + scan.withinMs
  const why = isProblem(sight) ? sight.message : `the scan of ${shown(image)} is not complete`
  const passes = !isProblem(sight) || passesByItself(sight)
  if (passes && now < until) return { kind: 'waits', reason: why, until }
  const waited = passes ? ` after ${Math.round(scan.withinMs / 60_000)} min` : ''
  return scan.whenUnknown === 'pass'
    ? {
        kind: 'clear',
        words: [`what a scan finds in ${shown(image)} could not be told${waited} (${why}): passed over`],
      }
    : {
        kind: 'untold',
        reason: `what a scan finds in ${shown(image)} could not be told${waited}: ${why}`,
        blames: [image.digest],
      }
}

function ofFindings(image: Image, { severity, atMost }: ScanPolicy, sight: ScanSight): Scanned {
  const counted = severities.slice(0, severities.indexOf(severity) + 1)
  const count = counted.reduce((sum, each) => sum + (sight.counts[each] ?? 0), 0)
  const words = `${count} finding${count === 1 ? '' : 's'} of severity ${inWords(severity)} in ${shown(image)}`
  if (count <= atMost) return { kind: 'clear', words: [`the scan found ${words}`] }
  const names = sight.worst.filter((one) => counted.includes(one.severity)).map(({ name }) => name)
  const named = names.slice(0, namedFindings).join(', ')
  const more = count > namedFindings ? ` and ${count - Math.min(names.length, namedFindings)} more` : ''
  const which = named === '' ? '' : ` (${named}${more})`
  const reason = `the scan found ${words}${which}; at most ${atMost} are allowed`
  return { kind: 'found', reason, blames: [image.digest] }
}

function inWords(severity: Severity): string {
  return severity === 'CRITICAL' ? severity : `${severity} or worse`
}

function shown({ repository, tag, digest }: Image): string {
  const name = repository.slice(repository.indexOf('/') + 1)
  return tag === undefined ? `${name}@${digest.slice(0, 19)}` : `${name}:${tag}`
}
