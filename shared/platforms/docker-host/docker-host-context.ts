import type { Ec2Api } from '../../aws/ec2-api.ts'
import type { RunCommandApi } from '../../aws/run-command-api.ts'
import type { DockerHostTarget } from '../../config/normalised.ts'
import type { Clock } from '../../ports.ts'
import type { Run } from './runs.ts'

/** What every part of the platform of Docker hosts works with. */
export interface DockerHostContext {
  readonly ec2: () => Promise<Ec2Api>
  readonly commands: () => Promise<RunCommandApi>
  readonly clock: Clock
  /** The host script, as it is sent with every command. */
  readonly script: string
  /** Whether hosts that nothing is known of are asked. Who only looks does not ask. */
  readonly mayAsk: boolean
  /** What this worker sent itself, newest first: lists lag behind. */
  sent: readonly Run[]
}

/** The instances of a target as messages name them. */
export function nameOf({ tag }: DockerHostTarget): string {
  return `instances with the tag ${tag.key}=${tag.value}`
}
