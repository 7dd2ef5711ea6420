import { parseRepositoryUri } from '../aws-names.ts'
import type { LongshoreConfig, TargetConfig } from '../normalised.ts'
import { type AccountRegion, placesOf } from '../places.ts'
import type { EventPattern } from './event-pattern.ts'
import { followedRepositories, imagePushedRules } from './image-pushed-rules.ts'
import { scanEvents } from './proof-events.ts'
import { targetEvents } from './rollout-rules.ts'

/**
 * What another place tells the stack: of rollouts and alarms of the targets there, of pushes into the repositories there and of
 * their scans. Only what begins there: nothing that was passed on to that bus is passed on again.
 */
export function forwardedEvents(config: LongshoreConfig, place: AccountRegion): readonly EventPattern[] {
  const isHere = ({ account, region }: AccountRegion): boolean => account === place.account && region === place.region
  const targets = placesOf(config).filter(({ elsewhere }) => elsewhere && isHere(elsewhere))
  const there = { ...config, ...place, targets: Object.assign({}, ...targets.map((one) => one.config.targets)) }
  const images = { ...config, targets: withImagesOf(config, isHere) }
  const patterns = [
    ...targetEvents(there),
    ...scanEvents(images),
    ...(followedRepositories(images).length > 0 ? imagePushedRules(images) : []),
  ]
  return patterns.map((pattern) => ({ ...pattern, account: [place.account], region: [place.region] }))
}

/** The targets with those containers alone whose images are in a place. */
function withImagesOf(
  { targets }: LongshoreConfig,
  isHere: (repository: AccountRegion) => boolean,
): Readonly<Record<string, TargetConfig>> {
  const some = Object.entries(targets).map(([name, target]): [string, TargetConfig] => {
    const containers = Object.entries(target.policy.containers).filter(([, { repository }]) => {
      const registry = parseRepositoryUri(repository)
      return registry !== undefined && isHere(registry)
    })
    return [name, { ...target, policy: { ...target.policy, containers: Object.fromEntries(containers) } }]
  })
  return Object.fromEntries(some)
}
