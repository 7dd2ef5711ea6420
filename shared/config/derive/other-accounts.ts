import type { LongshoreConfig } from '../normalised.ts'
import { otherPlaces } from '../places.ts'
import { followedRepositories } from './image-pushed-rules.ts'

/** Accounts besides the stack's own that targets or their images are in. */
export function otherAccounts(config: LongshoreConfig): readonly string[] {
  const named = [...otherPlaces(config), ...followedRepositories(config)].map(({ account }) => account)
  return [...new Set(named)].filter((account) => account !== config.account).sort()
}
