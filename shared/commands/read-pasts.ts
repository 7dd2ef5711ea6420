import type { Millis } from '../domain/image.ts'
import type { Past, PastReader } from '../figures-ports.ts'

const atOnce = 10

/** Deployments that are read of one target, and of all together: what a function of 512 MB holds and reads in time. */
const mostOfOne = 5_000
const mostOfAll = 20_000

/** What every target has a share of, however much the ones before it have; less where there are too many of them. */
const leastOfOne = 100

/** What happened on some targets since a time. Where there is too much of it, the oldest of a target is left out. */
export async function readPasts(
  targets: readonly string[],
  from: Millis,
  reader: PastReader,
  most: number = mostOfAll,
): Promise<Past[]> {
  const least = Math.min(leastOfOne, Math.floor(most / Math.max(1, targets.length)))
  const pasts: Past[] = []
  for (let first = 0; first < targets.length; first += atOnce) {
    const some = targets.slice(first, first + atOnce)
    const read = pasts.reduce((sum, { outcomes, unreadable }) => sum + outcomes.length + unreadable.length, 0)
    const kept = least * (targets.length - first - some.length)
    const limit = Math.min(mostOfOne, Math.max(1, Math.floor((most - read - kept) / some.length)))
    pasts.push(...(await Promise.all(some.map((target) => reader.since(target, from, limit)))))
  }
  return pasts
}
