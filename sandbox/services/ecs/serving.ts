import { primaryOf, type SimulatedService, type Task } from './state.ts'

/** What answers for a service at a moment. */
export interface Serving {
  /** As pushed, one for each container. */
  readonly digests: readonly string[]
  /** Epoch ms since when a task of it runs. */
  readonly since: number
}

/** The healthy tasks of the PRIMARY deployment, else whichever healthy ones there are, else running ones; undefined without any. */
export function servingNow(service: SimulatedService): Serving | undefined {
  const running = [...service.tasks].filter(({ lastStatus }) => lastStatus === 'RUNNING')
  const healthy = running.filter(({ isHealthy }) => isHealthy)
  const primary = primaryOf(service)
  const [first] = [healthy.filter(({ deployment }) => deployment === primary), healthy, running].flat()
  if (first === undefined) return undefined
  const together = running.filter(({ deployment }) => deployment === first.deployment)
  const since = together.map(({ startedAt = Number.POSITIVE_INFINITY }) => startedAt)
  return { digests: digestsOf(first), since: Math.min(...since) }
}

function digestsOf({ containers }: Task): string[] {
  return containers.flatMap(({ digest }) => digest ?? [])
}
