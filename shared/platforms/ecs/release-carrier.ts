import { answering } from '../../aws/refusal.ts'
import type { ApplyEffect } from '../../domain/effect.ts'
import { digestsOf } from '../../domain/image.ts'
import { isProblem } from '../../domain/observation.ts'
import { differences } from './differences.ts'
import type { EcsContext } from './ecs-context.ts'
import { carriesDigests } from './task-definition-store.ts'

/**
 * The release's own task definition if it can be used as it is, else a copy pinned to the release: of its own, of the given
 * base, or of the `current` one.
 */
export async function releaseCarrier(
  { definitions }: EcsContext,
  { release, base, deploymentId, again }: ApplyEffect,
  current: () => Promise<string>,
): Promise<string> {
  if (release.carrier !== undefined) {
    const own = await definitions.readFresh(release.carrier)
    const isUsable = own.definition.status === 'ACTIVE' && carriesDigests(own.definition, digestsOf(release.images))
    return isUsable ? release.carrier : definitions.pin(own, release.images, deploymentId, again)
  }
  return definitions.pin(await definitions.read(base ?? (await current())), release.images, deploymentId, again)
}

/** What else changes by going back, for people. AWS has acted by now: not being able to compare must not hide that. */
export async function differencesBetween(
  { definitions }: EcsContext,
  replaced: string | undefined,
  restored: string,
): Promise<readonly string[] | undefined> {
  if (replaced === undefined || replaced === restored) return undefined
  const compared = await answering(async () => {
    const before = await definitions.read(replaced)
    const after = await definitions.read(restored)
    return { kind: 'compared' as const, lines: differences(before.definition, after.definition) }
  })
  return isProblem(compared) ? [`what else differs is not known: ${compared.message}`] : compared.lines
}
