import type { Kind, LongshoreConfig } from '../config/normalised.ts'
import type { RefusedResult } from '../domain/effect.ts'
import type { PlatformView, Problem } from '../domain/observation.ts'
import type { Ask, Platform } from '../ports.ts'

/** The platforms of the place that a target is in, by kind; targets of one place get the same. */
export type PlatformsAt = (target: string) => Readonly<Partial<Record<Kind, Platform>>>

/** One platform for targets of every kind and place: each is asked about its own, all at the same time. */
export function platformByKind({ targets }: LongshoreConfig, platformsAt: PlatformsAt): Platform {
  const platformOf = (target: string): Platform | undefined => {
    const kind = targets[target]?.kind
    return kind && platformsAt(target)[kind]
  }
  return {
    async observe(asks) {
      const groups = [...Map.groupBy(asks, ({ policy }) => platformOf(policy.target))]
      const views = await Promise.all(
        groups.map(([platform, some]) => (platform ? platform.observe(some) : nobodys(some))),
      )
      return new Map(views.flatMap((view) => [...view]))
    },
    apply: async (policy, effect, kept) =>
      platformOf(policy.target)?.apply(policy, effect, kept) ?? refused(policy.target, effect.deploymentId),
    advance: async (policy, effect, kept) =>
      platformOf(policy.target)?.advance(policy, effect, kept) ?? refused(policy.target, effect.deploymentId),
  }
}

async function nobodys(asks: readonly Ask[]): Promise<ReadonlyMap<string, PlatformView | Problem>> {
  return new Map(
    asks.map(({ policy: { target } }) => [target, { kind: 'problem', cause: 'invalid', message: missing(target) }]),
  )
}

function refused(target: string, deploymentId: string): RefusedResult {
  return { kind: 'refused', deploymentId, cause: 'invalid', message: missing(target) }
}

function missing(target: string): string {
  return `Target ${target} is not in the configuration that this function was packaged with. Add it to longshore.yml and deploy the stack.`
}
