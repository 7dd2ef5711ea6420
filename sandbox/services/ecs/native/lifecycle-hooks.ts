import type { DeploymentLifecycleHook } from '@aws-sdk/client-ecs'
import { serviceDeploymentId } from '../identifiers.ts'
import type { EcsState, ServiceDeployment, SimulatedService } from '../state.ts'
import { changed } from '../state.ts'
import { draw } from '../timings.ts'
import { emitHook } from './hook-events.ts'
import type { HookRun, NativeRun, StageName } from './native-run.ts'

interface Place {
  readonly ecs: EcsState
  readonly service: SimulatedService
  readonly current: ServiceDeployment
  readonly run: NativeRun
}

/** What comes after the hooks of a stage. */
interface AfterHooks {
  readonly passed: () => void
  readonly failed: (what: string, by?: string) => void
}

const DEFAULT_TIMEOUT_MINUTES = 1440
const ASK_AGAIN_SECONDS = 30

/** Reaches the hooks of a stage; the stage goes on when all of them have passed. */
export function startHooks(place: Place, stage: StageName, then: AfterHooks): void {
  const hooks = (place.current.configuration.lifecycleHooks ?? []).filter(({ lifecycleStages }) =>
    lifecycleStages?.some((each) => each === stage),
  )
  const runs = hooks.map((hook) => createHook(place, hook, stage))
  const end = (hook: HookRun, status: HookRun['status'], why?: string) => {
    if (!isWaiting(hook)) return
    settle(place, hook, status)
    if (isRefusal(hook)) then.failed(...wordsFor(hook, why))
    else if (!runs.some(isWaiting)) then.passed()
  }
  for (const hook of runs) begin(place, hook, (status, why) => end(hook, status, why))
  if (runs.length === 0) then.passed()
}

function isRefusal({ status, timeoutAction }: HookRun): boolean {
  return status === 'FAILED' || (status === 'TIMED_OUT' && timeoutAction === 'ROLLBACK')
}

type End = HookRun['end']

function createHook({ ecs, run }: Place, hook: DeploymentLifecycleHook, stage: HookRun['stage']): HookRun {
  const { timeoutInMinutes = DEFAULT_TIMEOUT_MINUTES, action = 'ROLLBACK' } = hook.timeoutConfiguration ?? {}
  const isPause = hook.targetType === 'PAUSE'
  const created: HookRun = {
    id: `ecs-${isPause ? 'pause' : 'lambda'}-${serviceDeploymentId(ecs.random)}`,
    hook,
    stage,
    expiresAt: ecs.world.clock.now() + timeoutInMinutes * 60_000,
    timeoutAction: action,
    status: isPause ? 'AWAITING_ACTION' : 'IN_PROGRESS',
    end: () => undefined,
  }
  run.hooks.push(created)
  return created
}

function begin(place: Place, hook: HookRun, end: End): void {
  hook.end = end
  if (hook.status === 'AWAITING_ACTION') {
    emitHook(place.ecs, place.service, place.current, hook)
    wait(place, hook, hook.expiresAt, () => end('TIMED_OUT'))
  } else askLambda(place, hook, end)
}

/** A function that answers IN_PROGRESS is called again, until its time is up. */
function askLambda(place: Place, hook: HookRun, end: End): void {
  const { ecs, service } = place
  const answersAt = ecs.world.clock.now() + draw(ecs.random, service.timings.hook) * 1000
  wait(place, hook, answersAt, () => {
    const answer = service.native.hookAnswers.get(hook.stage) ?? 'SUCCEEDED'
    if (answer === 'IN_PROGRESS') askAgain(place, hook, end)
    else if (answer === 'nothing') end('FAILED', 'returned an invalid response')
    else end(answer)
  })
}

function askAgain(place: Place, hook: HookRun, end: End): void {
  const again = place.ecs.world.clock.now() + ASK_AGAIN_SECONDS * 1000
  if (again >= hook.expiresAt) wait(place, hook, hook.expiresAt, () => end('TIMED_OUT'))
  else wait(place, hook, again, () => askLambda(place, hook, end))
}

function wait({ ecs, service }: Place, hook: HookRun, at: number, then: () => void): void {
  hook.timer = ecs.world.clock.at(Math.round(at), `ecs hook ${hook.id}: ${service.name}`, () => {
    hook.timer = undefined
    then()
    changed(ecs, service)
  })
}

function isWaiting({ status }: HookRun): boolean {
  return status === 'AWAITING_ACTION' || status === 'IN_PROGRESS'
}

function settle({ ecs, service, current }: Place, hook: HookRun, status: HookRun['status']): void {
  if (hook.timer) ecs.world.clock.cancel(hook.timer)
  hook.timer = undefined
  hook.status = status
  if (hook.hook.targetType === 'PAUSE') emitHook(ecs, service, current, hook)
}

function wordsFor({ hook, stage, status }: HookRun, why?: string): [what: string, by?: string] {
  if (hook.targetType === 'PAUSE' && status === 'FAILED') return ['of a user request.', 'ECS deployment stopped']
  const failed = status === 'TIMED_OUT' ? 'timed out' : 'failed'
  const target = hook.hookTargetArn ? `Lifecycle hook target ${hook.hookTargetArn}` : 'The pause hook'
  const told = why ?? (status === 'TIMED_OUT' ? 'was not answered in time' : 'returned FAILED status')
  return [`${stage} lifecycle hook(s) ${failed}. ${target} ${told}.`]
}
