import { tidy } from '../../notify/tidy.ts'

const longest = 120

/** An address as people may read it: without query, fragment and whatever else could be a secret. */
export function shownUrl({ origin, pathname, search }: URL): string {
  return `${tidy(`${origin}${pathname}`, longest)}${search === '' ? '' : '?…'}`
}
