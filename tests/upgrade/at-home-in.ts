type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** What the world or Longshore gave as a name: a digest, an ARN, the id of a rollout, a deployment, an event, a port. */
const given =
  /^(https?:\/\/127\.0\.0\.1:|sha256:|arn:|ecs-svc\/|d-[A-Z0-9]{9}|[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{8}-[0-9a-f]{4}-)/

/**
 * A record that another version wrote in its own playing of the same story, with the names that things have in this one. Both were
 * taken at the same moment; what stands in the same place is the same thing.
 */
export function atHomeIn(here: unknown, foreign: unknown): unknown {
  const names = new Map<string, string>()
  pair(foreign as Json, here as Json, names)
  return renamed(foreign as Json, names)
}

function pair(foreign: Json | undefined, here: Json | undefined, names: Map<string, string>): void {
  if (typeof foreign === 'string' && typeof here === 'string') {
    if (foreign !== here && given.test(foreign) && given.test(here)) names.set(foreign, here)
    return
  }
  const theirs = Object(foreign)
  const ours = Object(here)
  if (typeof foreign === 'string' || typeof here === 'string') return
  for (const key of Object.keys(theirs)) pair(theirs[key], ours[key], names)
}

function renamed(value: Json, names: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return names.get(value) ?? value
  if (Array.isArray(value)) return value.map((each) => renamed(each, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [names.get(key) ?? key, renamed(each, names)]))
}
