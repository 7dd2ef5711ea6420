import { complete } from '../complete-deployment.ts'
import { failDeployment } from '../fail-deployment.ts'
import { kick } from '../kick.ts'
import { makePrimary } from '../start-deployment.ts'
import type { EcsState, ServiceDeployment, SimulatedService } from '../state.ts'
import { changed, primaryOf, tasksOf } from '../state.ts'
import { servesProduction } from './balance-native.ts'
import { startHooks } from './lifecycle-hooks.ts'
import { lacking } from './load-balancer.ts'
import type { NativeRun, Stage } from './native-run.ts'
import { later } from './run-timer.ts'
import { sendAllTraffic, shiftProduction, shiftTest } from './traffic.ts'

const DAY_SECONDS = 86_400

/** A deployment with stages, and what it belongs to. */
interface Place {
  readonly ecs: EcsState
  readonly service: SimulatedService
  readonly current: ServiceDeployment
  readonly run: NativeRun
}

/** One look of the scheduler: begins the first stage, and leaves a stage whose tasks have come or gone. */
export function advanceNative(ecs: EcsState, service: SimulatedService, current: ServiceDeployment): void {
  const { native: run } = current
  if (!run) return
  const place = { ecs, service, current, run }
  if (run.isTurned) finishTurn(place)
  else if (!run.stage) {
    if (current.status === 'IN_PROGRESS') enterNext(place)
  } else if (run.isWorking && areTasksThere(place)) enterNext(place)
}

function finishTurn({ ecs, service, current, run }: Place): void {
  const { source, target } = run
  if (!source || current.status !== 'ROLLBACK_IN_PROGRESS' || servesProduction(run)) return
  if (tasksOf(service, target).length > 0 || healthyOf(service, source) < service.desiredCount) return
  const leadsLater = primaryOf(service) !== source
  if (leadsLater) makePrimary(service, source)
  complete(ecs, service, source)
  if (leadsLater) kick(ecs, service)
}

function areTasksThere({ service, run }: Place): boolean {
  const { source, target, stage } = run
  switch (stage?.name) {
    case 'RECONCILE_SERVICE':
      return [...service.tasks].every(({ deployment }) => deployment === source || deployment === target)
    case 'SCALE_UP':
      return healthyOf(service, target) >= service.desiredCount
    case 'CLEAN_UP':
      return [...service.tasks].every(({ deployment }) => deployment === target)
    default:
      return false
  }
}

function healthyOf(service: SimulatedService, deployment: NativeRun['target']): number {
  return tasksOf(service, deployment).filter((task) => task.isHealthy).length
}

function enterNext(place: Place): void {
  const [stage, ...rest] = place.run.stages
  if (stage) enter(place, stage, rest)
  else complete(place.ecs, place.service, place.run.target)
  changed(place.ecs, place.service)
}

function enter(place: Place, stage: Stage, rest: readonly Stage[]): void {
  const { ecs, current, run } = place
  run.stage = stage
  run.stages = rest
  run.isWorking = false
  current.updatedAt = ecs.world.clock.now()
  startHooks(place, stage.name, {
    passed: () => work(place, stage),
    failed: (what, by) => fail(place, what, by),
  })
}

function work(place: Place, stage: Stage): void {
  const { ecs, service, run } = place
  if (isAmiss(place, stage)) return
  run.isWorking = true
  switch (stage.name) {
    case 'RECONCILE_SERVICE':
    case 'SCALE_UP':
    case 'CLEAN_UP':
      workOnTasks(place, stage)
      break
    case 'TEST_TRAFFIC_SHIFT':
    case 'PRODUCTION_TRAFFIC_SHIFT':
      later(ecs, service, run, service.timings.shift, stage.name, () => shift(place, stage))
      break
    case 'BAKE_TIME':
      bake(place, stage)
      break
    default:
      later(ecs, service, run, service.timings.stage, stage.name, () => enterNext(place))
  }
}

/** The scheduler does the rest: {@link areTasksThere} says when it is done. */
function workOnTasks(place: Place, { name }: Stage): void {
  const { ecs, service, run } = place
  if (name === 'RECONCILE_SERVICE' && run.source) sendAllTraffic(run, run.source)
  if (name === 'SCALE_UP') limitStage(place)
  kick(ecs, service)
}

function isAmiss(place: Place, { name }: Stage): boolean {
  const lost = lacking(place.service, name)
  if (lost !== undefined) fail(place, `of invalid networking configuration. ${lost}`)
  return lost !== undefined
}

function shift(place: Place, stage: Stage): void {
  const { ecs, current, run } = place
  if (isAmiss(place, stage)) return
  if (stage.name === 'TEST_TRAFFIC_SHIFT') shiftTest(run)
  else shiftProduction(run, stage.weight ?? 100)
  current.updatedAt = ecs.world.clock.now()
  bake(place, stage)
}

function bake(place: Place, { name, bakeSeconds = 0 }: Stage): void {
  const { ecs, service, run } = place
  later(ecs, service, run, [bakeSeconds, bakeSeconds], `${name} bake`, () => enterNext(place))
}

/** A stage may take a day. */
function limitStage(place: Place): void {
  const { ecs, service, run } = place
  later(ecs, service, run, [DAY_SECONDS, DAY_SECONDS], 'limit of the stage', () =>
    fail(place, 'the SCALE_UP stage took longer than 24 hours.'),
  )
}

function fail({ ecs, service, run }: Place, what: string, by = 'ECS deployment'): void {
  failDeployment(ecs, service, run.target, {
    by,
    what,
    statusReason: `Service deployment rolled back because ${what}`,
    rollsBack: true,
  })
}
