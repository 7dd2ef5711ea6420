import { changed, type EcsState, type SimulatedService } from '../state.ts'
import { draw, type Range } from '../timings.ts'
import type { NativeRun } from './native-run.ts'

/** Lets something happen to a deployment after so many seconds, unless it is turned or stopped before. */
export function later(
  ecs: EcsState,
  service: SimulatedService,
  run: NativeRun,
  seconds: Range,
  what: string,
  then: () => void,
): void {
  cancel(ecs, run)
  const wait = Math.round(draw(ecs.random, seconds) * 1000)
  run.timer = ecs.world.clock.after(wait, `ecs ${what}: ${service.name}`, () => {
    run.timer = undefined
    then()
    changed(ecs, service)
  })
}

/** Nothing happens to it by itself any more; hooks that nobody answered have failed. */
export function halt(ecs: EcsState, run: NativeRun): void {
  cancel(ecs, run)
  for (const hook of run.hooks) {
    if (hook.timer) ecs.world.clock.cancel(hook.timer)
    hook.timer = undefined
    if (hook.status === 'AWAITING_ACTION' || hook.status === 'IN_PROGRESS') hook.status = 'FAILED'
  }
}

function cancel(ecs: EcsState, run: NativeRun): void {
  if (run.timer) ecs.world.clock.cancel(run.timer)
  run.timer = undefined
}
