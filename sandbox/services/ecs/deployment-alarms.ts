import { failDeployment } from './fail-deployment.ts'
import { runningServiceDeployment } from './service-deployment-state.ts'
import { changed, type EcsState, primaryOf, type SimulatedService } from './state.ts'

/** A CloudWatch alarm goes to ALARM or back. Deployments that watch it and saw it quiet fail by it. */
export function turnAlarm(ecs: EcsState, name: string, state: 'OK' | 'ALARM'): void {
  const isNews = state === 'ALARM' && !ecs.alarms.has(name)
  if (state === 'ALARM') ecs.alarms.add(name)
  else ecs.alarms.delete(name)
  if (!isNews) return
  const services = [...ecs.clusters.values()].flatMap((cluster) => [...cluster.services.values()])
  for (const service of services) condemn(ecs, service, name)
}

/** An alarm that was in ALARM when the deployment began does not count for it. */
function condemn(ecs: EcsState, service: SimulatedService, name: string): void {
  const current = runningServiceDeployment(service)
  const { enable, alarmNames = [], rollback = false } = current?.configuration.alarms ?? {}
  if (!current || !enable || !alarmNames.includes(name) || current.alarms.ignored.has(name)) return
  const isForward = current.status === 'PENDING' || current.status === 'IN_PROGRESS'
  if (!isForward || current.native?.stage?.name === 'CLEAN_UP') return
  current.alarms.triggered.push(name)
  failDeployment(ecs, service, primaryOf(service), {
    by: 'ECS deployment alarms',
    what: `alarm detected: ${name}.`,
    statusReason: `Service deployment rolled back because the CloudWatch alarm(s) ${name} were triggered.`,
    rollsBack: rollback,
  })
  changed(ecs, service)
}
