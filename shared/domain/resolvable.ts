import { holdOn } from './hold.ts'
import { sameDigest, shortDigest } from './image.ts'
import { isProblem, passesByItself } from './observation.ts'
import type { Plan } from './plan.ts'
import type { Pending, Release, TargetRecord } from './record.ts'
import type { Context } from './step.ts'

/**
 * Force mode: the platform resolves the tags of all containers anew, so each must name what is to run. Undefined where that
 * is so, else what keeps the start from beginning. A release with a carrier of its own is pinned and asks nothing.
 */
export function unresolvable(
  record: TargetRecord,
  { command }: Pending,
  goal: Release,
  { policy, observation: { registry } }: Context,
): Exclude<Plan, { kind: 'goal' }> | undefined {
  if (policy.mode !== 'force' || goal.carrier !== undefined) return undefined
  const no = command ? ('refused' as const) : ('impossible' as const)
  if (isProblem(registry)) return { kind: passesByItself(registry) ? 'trouble' : no, reason: registry.message }
  for (const [container, image] of Object.entries(goal.images)) {
    const tags = policy.containers[container]?.tags
    if (tags?.kind !== 'exact') continue
    const named = registry?.newest[container]
    if (named === undefined) return { kind: 'look', reason: `what the tag ${tags.tag} names is not known yet` }
    if (named && sameDigest(named.digest, image.digest, record.manifests)) continue
    const held =
      named && holdOn(record, { images: { ...goal.images, [container]: { ...image, digest: named.digest } } })
    const names = named ? `names ${shortDigest(named.digest)}${held ? ', which is on hold here' : ''}` : 'is gone'
    return {
      kind: no,
      reason: `in force mode the platform resolves tags, and ${tags.tag} of ${image.repository} ${names}; it must name ${shortDigest(image.digest)} first`,
    }
  }
  return undefined
}
