import type { DeploymentStrategy } from '@aws-sdk/client-ecs'
import { requireService } from '../find-service.ts'
import { requestRollback } from '../request-rollback.ts'
import { runningServiceDeployment } from '../service-deployment-state.ts'
import { changed, type EcsState, type ServiceRevision, type SimulatedService } from '../state.ts'
import { answerPause } from './continue-service-deployment.ts'
import type { HookRun, StageName } from './native-run.ts'
import type { HookAnswer, NativeSettings } from './native-settings.ts'
import { isNative } from './stages.ts'

/** Where production traffic goes. */
export interface TrafficShare {
  /** Digests as pushed, by container; empty for a container that never started. */
  readonly digests: Readonly<Record<string, string>>
  /** Percent of production traffic. */
  readonly weight: number
}

export interface Reconfiguration {
  readonly strategy?: DeploymentStrategy | undefined
  readonly controller?: SimulatedService['controller'] | undefined
}

/** Set-up and read-back of deployments with a strategy other than ROLLING. */
export interface NativeControl {
  /**
   * What Lambda hooks of a stage answer from now on.
   * @param answer `nothing` is an answer that ECS cannot read
   */
  readonly hookAnswer: (cluster: string, service: string, stage: StageName, answer: HookAnswer) => void
  /** A person answers the oldest pause hook that awaits an action. Throws when none does. */
  readonly answerPause: (cluster: string, service: string, action: 'CONTINUE' | 'ROLLBACK') => void
  /** Somebody deletes the listener rule or the alternate target group of a service; `undefined` puts it back. */
  readonly lose: (cluster: string, service: string, what: NativeSettings['missing']) => void
  /** Shares of production traffic, the largest first, without revisions that get none; empty for ROLLING. */
  readonly traffic: (cluster: string, service: string) => TrafficShare[]
  /** Somebody gives a service another strategy, or makes it anew under another controller. */
  readonly reconfigure: (cluster: string, service: string, to: Reconfiguration) => void
  /** A person rolls the running service deployment back. Throws when none runs or it is too late. */
  readonly stop: (cluster: string, service: string) => void
  /** Percent of production traffic that the running service deployment gives its target; 0 when none runs. */
  readonly targetWeight: (cluster: string, service: string) => number
  /** The stage of the running service deployment; undefined when none runs or it has none yet. */
  readonly stage: (cluster: string, service: string) => StageName | undefined
  /** Hooks that the newest service deployment reached, oldest first. */
  readonly hooks: (
    cluster: string,
    service: string,
  ) => readonly Pick<HookRun, 'id' | 'stage' | 'status' | 'expiresAt'>[]
}

export function nativeControl(ecs: EcsState): NativeControl {
  const find = (cluster: string, service: string) => requireService(ecs, cluster, service)
  return {
    hookAnswer: (cluster, service, stage, answer) => void find(cluster, service).native.hookAnswers.set(stage, answer),
    answerPause: (cluster, service, action) => answerOldest(ecs, find(cluster, service), action),
    lose(cluster, service, what) {
      find(cluster, service).native.missing = what
    },
    traffic: (cluster, service) => sharesOf(find(cluster, service)),
    reconfigure: (cluster, service, to) => reconfigure(ecs, find(cluster, service), to),
    stop: (cluster, service) => stop(ecs, find(cluster, service)),
    targetWeight: (cluster, service) => targetWeight(find(cluster, service)),
    stage: (cluster, service) => runningServiceDeployment(find(cluster, service))?.native?.stage?.name,
    hooks: (cluster, service) => find(cluster, service).serviceDeployments.at(-1)?.native?.hooks ?? [],
  }
}

function answerOldest(ecs: EcsState, service: SimulatedService, action: 'CONTINUE' | 'ROLLBACK'): void {
  const current = runningServiceDeployment(service)
  const hook = current?.native?.hooks.find(({ status }) => status === 'AWAITING_ACTION')
  if (!current || !hook) throw new Error(`Cannot answer a hook of ${service.name}: none awaits an action.`)
  answerPause(current, hook.id, action)
  changed(ecs, service)
}

function stop(ecs: EcsState, service: SimulatedService): void {
  const current = runningServiceDeployment(service)
  if (!current) throw new Error(`Cannot stop a deployment of ${service.name}: none is running.`)
  requestRollback(ecs, service, current)
  changed(ecs, service)
}

function reconfigure(ecs: EcsState, service: SimulatedService, { strategy, controller }: Reconfiguration): void {
  if (strategy !== undefined) service.configuration = { ...service.configuration, strategy }
  if (controller !== undefined) service.controller = controller
  changed(ecs, service)
}

function targetWeight(service: SimulatedService): number {
  const run = runningServiceDeployment(service)?.native
  return run?.traffic.get(run.target.revision)?.production ?? 0
}

function sharesOf({ traffic, configuration }: SimulatedService): TrafficShare[] {
  if (!isNative(configuration)) return []
  return [...traffic]
    .map(([revision, { production }]) => ({ digests: digestsOf(revision), weight: production }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
}

function digestsOf({ images }: ServiceRevision): Record<string, string> {
  return Object.fromEntries([...images].map(([container, { digest }]) => [container, digest]))
}
