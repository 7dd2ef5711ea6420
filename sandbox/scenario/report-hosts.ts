import { everyPlace } from './other-places.ts'
import type { StoryWorld } from './story-world.ts'

/** What a host serves at the end. */
export interface ReportedHost {
  readonly image: string
  readonly container?: string
  readonly upstream?: number
  readonly running: number
  readonly kept: readonly string[]
}

export type ReportedHosts = Readonly<Record<string, ReportedHost>>

/** Reads the hosts back, by name; those of other places by `222222222222/eu-west-1 NAME`. */
export function reportHosts({ sandbox, images }: StoryWorld): ReportedHosts {
  const all = everyPlace(sandbox).flatMap(({ hosts, prefix }) => hosts.names().map((name) => ({ name, hosts, prefix })))
  const reported = all.map(({ name, hosts, prefix }): [string, ReportedHost] => {
    const { behind, upstream, containers } = hosts.read(name)
    const kept = containers.filter(({ isRunning }) => !isRunning).map(({ digest }) => images.aliasOf(digest))
    return [
      `${prefix}${name}`,
      {
        image: behind ? images.aliasOf(behind.digest) : 'nothing',
        running: containers.length - kept.length,
        kept: kept.sort(),
        ...(behind ? { container: behind.name } : {}),
        ...(upstream === undefined ? {} : { upstream }),
      },
    ]
  })
  return Object.fromEntries(reported)
}
