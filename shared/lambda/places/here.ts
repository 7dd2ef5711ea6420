import { configuration } from '../configuration.ts'
import type { AtPlaces } from './at-places.ts'

/** Every target is where the stack is. */
export const atPlaces: AtPlaces = (make) => {
  const made = make(configuration, undefined)
  return () => made
}
