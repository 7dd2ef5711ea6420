import satisfies from 'semver/functions/satisfies.js'
import type { TagPolicy } from './policy.ts'

/** Whether a tag policy follows a tag. A leading `v` of a version is ignored, as `semver` does. */
export function admits(policy: TagPolicy, tag: string): boolean {
  return whyNotAdmitted(policy, tag) === undefined
}

/** Why a tag policy does not follow a tag, or undefined when it does. */
export function whyNotAdmitted(policy: TagPolicy, tag: string): string | undefined {
  if (policy.kind === 'exact') return tag === policy.tag ? undefined : `follows only the tag ${policy.tag}`
  if (policy.kind === 'pattern') {
    return new RegExp(policy.source).test(tag) ? undefined : `${tag} does not match ${policy.shown}`
  }
  return satisfies(tag, policy.range) ? undefined : `${tag} is not a version within ${policy.range}`
}
