import type { LongshoreConfig } from '../config/normalised.ts'
import type { Policy } from '../domain/policy.ts'
import { BadCommand } from './bad-command.ts'

/** The policy of a configured target. Throws {@link BadCommand}, listing the targets there are. */
export function policyOf(config: LongshoreConfig, target: string): Policy {
  const policy = config.targets[target]?.policy
  if (policy) return policy
  throw new BadCommand(`There is no target ${target}. There are: ${Object.keys(config.targets).join(', ')}.`)
}
