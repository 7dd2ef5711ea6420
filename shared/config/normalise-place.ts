import type { Elsewhere } from './normalised.ts'
import { type AccountRegion, placePrefix } from './places.ts'
import type { TargetFile } from './schema.ts'

/** Where a target is; undefined: where the stack is. The target has passed all rules. */
export function elsewhereOf(target: TargetFile, home: AccountRegion): Elsewhere | undefined {
  const { account = home.account, region = home.region, role, externalId } = target
  if (account === home.account && region === home.region) return undefined
  return {
    ...{ account, region },
    ...(role === undefined ? {} : { role }),
    ...(externalId === undefined ? {} : { externalId }),
  }
}

/** `222222222222/eu-west-1 `, or nothing where the stack is: what sets equal names in several places apart. */
export function placeName(target: TargetFile, home: Partial<AccountRegion>): string {
  const { account = home.account ?? '', region = home.region ?? '' } = target
  return account === home.account && region === home.region ? '' : placePrefix({ account, region })
}
