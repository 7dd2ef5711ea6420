import type { Deployment, ServiceRevision, SimulatedService } from '../state.ts'
import { tasksOf } from '../state.ts'
import type { NativeRun } from './native-run.ts'
import { stagesOf } from './stages.ts'

/** A deployment with stages, before the scheduler has looked at it. What completed last is what it is switched from. */
export function beginNative(service: SimulatedService, target: Deployment): NativeRun {
  const source = service.lastCompleted
  service.traffic = new Map(service.traffic)
  return {
    target,
    source,
    traffic: service.traffic,
    hooks: [],
    stages: stagesOf(service.configuration, remnantsOf(service, source).length > 0),
    isWorking: false,
    isTurned: false,
  }
}

/** Revisions that serve when a deployment begins: what completed last, and what was superseded or stopped on the way. */
export function sourcesOf(service: SimulatedService, { source }: NativeRun): ServiceRevision[] {
  const before = source ? [source] : []
  return [...before, ...remnantsOf(service, source)].map(({ revision }) => revision)
}

function remnantsOf(service: SimulatedService, source: Deployment | undefined): Deployment[] {
  return service.deployments.filter((each) => each !== source && tasksOf(service, each).length > 0)
}
