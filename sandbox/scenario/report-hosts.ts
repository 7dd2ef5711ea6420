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

/** Reads the hosts back, by name. */
export function reportHosts({ sandbox, images }: StoryWorld): ReportedHosts {
  const reported = sandbox.hosts.names().map((name): [string, ReportedHost] => {
    const { behind, upstream, containers } = sandbox.hosts.read(name)
    const kept = containers.filter(({ isRunning }) => !isRunning).map(({ digest }) => images.aliasOf(digest))
    return [
      name,
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
