const full = /^[0-9a-f]{40}$/
/** A number of seven digits is a date or a count far more often than a commit. */
const short = /^(?=.*[a-f])(?=.*\d)[0-9a-f]{7,40}$/

/** The commit that a tag names by convention: `1a2b3c4`, `main-1a2b3c4`, `sha-` and forty digits; the last part that may be one. */
export function revisionInTag(tag: string | undefined): string | undefined {
  const parts = tag?.toLowerCase().split(/[-_.]/) ?? []
  return parts.findLast((part) => full.test(part) || short.test(part))
}
