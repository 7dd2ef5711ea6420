import type { EcsState, SimulatedService } from './state.ts'
import { draw, type Range } from './timings.ts'

/** Makes the scheduler look at the service after a while; an earlier look already planned stays. */
export function kick(ecs: EcsState, service: SimulatedService, wait: Range = service.timings.schedule): void {
  kickAt(ecs, service, ecs.world.clock.now() + draw(ecs.random, wait) * 1000)
}

export function kickAt(ecs: EcsState, service: SimulatedService, time: number): void {
  const { clock } = ecs.world
  const at = Math.ceil(time)
  if (service.pass) {
    if (service.pass.at <= at) return
    clock.cancel(service.pass)
  }
  service.pass = clock.at(at, `ecs scheduler: ${service.name}`, () => {
    service.pass = undefined
    ecs.runPass(ecs, service)
  })
}
