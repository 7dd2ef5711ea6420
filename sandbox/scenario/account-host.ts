import type { RunningImages } from '../behaviour/running-images.ts'
import type { HostsControl } from '../hosts/hosts-control.ts'
import type { EcrControl } from '../services/ecr/ecr-service.ts'
import type { EcsControl } from '../services/ecs/ecs-control.ts'
import type { FunctionsControl } from '../services/lambda-functions/functions-control.ts'
import type { LogsControl } from '../services/logs/logs-service.ts'
import type { Images } from './images.ts'
import type { Place } from './stack-of.ts'

/** What the account is built in. */
export interface AccountHost {
  readonly ecr: EcrControl
  readonly ecs: EcsControl
  readonly functions: FunctionsControl
  readonly hosts: HostsControl
  readonly runningImages: RunningImages
  readonly logs: LogsControl
  readonly images: Images
  readonly place: Place
  /** Where images are. */
  readonly registry: Place
  /** Epoch ms at which the story begins. */
  readonly start: number
}

/** As a task definition writes it: by tag, or pinned to the digest of an alias. */
export function referenceOf(name: string, { images, registry }: Pick<AccountHost, 'images' | 'registry'>): string {
  const { repository, tag, digest } = images.named(name)
  const uri = `${registry.account}.dkr.ecr.${registry.region}.amazonaws.com/${repository}`
  return tag === undefined ? `${uri}@${digest}` : `${uri}:${tag}`
}
