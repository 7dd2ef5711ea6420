import { kick } from '../kick.ts'
import { setStatus } from '../service-deployment-state.ts'
import { note } from '../service-events.ts'
import { type EcsState, primaryOf, type ServiceDeployment, type SimulatedService } from '../state.ts'
import { lacking } from './load-balancer.ts'
import type { NativeRun } from './native-run.ts'
import { halt, later } from './run-timer.ts'
import { sendAllTraffic } from './traffic.ts'

/** Sends the traffic back to what served before; the target's tasks go once they get none any more. */
export function turnBack(ecs: EcsState, service: SimulatedService, current: ServiceDeployment): void {
  const run = current.native
  if (!run) return
  halt(ecs, run)
  run.isTurned = true
  run.isWorking = false
  run.stages = []
  if (!isSpread(run)) {
    cleanUp(ecs, service, run)
    return
  }
  run.stage = { name: 'PRODUCTION_TRAFFIC_SHIFT' }
  later(ecs, service, run, service.timings.shift, 'traffic goes back', () => shiftBack(ecs, service, current, run))
}

/** Whether anything but what served before gets traffic. */
function isSpread({ traffic, source }: NativeRun): boolean {
  return [...traffic].some(([revision, { production, test }]) => revision !== source?.revision && production + test > 0)
}

function shiftBack(ecs: EcsState, service: SimulatedService, current: ServiceDeployment, run: NativeRun): void {
  const lost = lacking(service, 'PRODUCTION_TRAFFIC_SHIFT')
  if (lost !== undefined) {
    failToTurn(ecs, service, current, lost)
    return
  }
  if (run.source) sendAllTraffic(run, run.source)
  cleanUp(ecs, service, run)
}

/** The traffic stays where it is, and so do all tasks. */
function failToTurn(ecs: EcsState, service: SimulatedService, current: ServiceDeployment, lost: string): void {
  const reason = `The rollback failed because of invalid networking configuration. ${lost}`
  const primary = primaryOf(service)
  primary.rolloutState = 'FAILED'
  primary.rolloutStateReason = reason
  note(ecs, service, `rollback failed: ${lost}`)
  setStatus(ecs, current, 'ROLLBACK_FAILED', reason)
}

function cleanUp(ecs: EcsState, service: SimulatedService, run: NativeRun): void {
  run.stage = { name: 'CLEAN_UP' }
  kick(ecs, service)
}
