import type { DeploymentInfo } from '@aws-sdk/client-codedeploy'
import type { TaskSet } from '@aws-sdk/client-ecs'
import { errorName } from '../../aws/problem.ts'
import { calling, Refusal, refuse } from '../../aws/refusal.ts'
import type { CodeDeployTarget } from '../../config/normalised.ts'
import type { AppliedResult, ApplyEffect } from '../../domain/effect.ts'
import { digestsOf, sameDigests } from '../../domain/image.ts'
import type { Policy } from '../../domain/policy.ts'
import { differencesBetween, releaseCarrier } from '../ecs/release-carrier.ts'
import { shortCarrier } from '../ecs/task-definition.ts'
import { revisionFor } from './app-spec.ts'
import { type CodeDeployContext, groupName } from './codedeploy-context.ts'
import { isRollback } from './deployment-state.ts'
import { describe, readDescription } from './description.ts'
import { lookAt } from './look.ts'
import { activeOf, refuseUnusable, type Sighted, startedAs } from './rollouts.ts'
import { digestsOfSet } from './set-digests.ts'
import { liveSets, primarySet, setOf } from './task-sets.ts'

/** A deployment that was asked to stop ends well within this. */
const stopsWithinMs = 30_000

/** Brings a release onto the service by a CodeDeploy deployment. Throws a Refusal when nothing was done. */
export async function applyRelease(
  context: CodeDeployContext,
  target: CodeDeployTarget,
  policy: Policy,
  effect: ApplyEffect,
): Promise<AppliedResult> {
  if (policy.mode !== 'revision') {
    refuse('invalid', `Target ${policy.target} has mode ${policy.mode}, in which CodeDeploy deploys nothing.`)
  }
  const seen = await lookAt(context, { target })
  refuseUnusable(seen.service, target)
  const made = madeBefore(seen, effect)
  if (made) return applied(effect, startedAs(seen, made))
  const active = activeOf(seen)
  if (active) return busy(context, target, effect, seen, active)
  const there = effect.kind === 'revert' ? await alreadyBack(context, target, seen, effect) : undefined
  return there ? applied(effect, there) : create(context, target, policy, effect, seen)
}

function applied({ deploymentId }: ApplyEffect, rollout: AppliedResult['rollout']): AppliedResult {
  return { kind: 'applied', deploymentId, rollout }
}

/** An earlier call of this very effect went through: its deployment is under way, or ended meanwhile. */
function madeBefore({ last }: Sighted, { deploymentId, kind, again }: ApplyEffect): DeploymentInfo | undefined {
  const described = readDescription(last?.description)
  const isOurs = described?.deploymentId === deploymentId && described.kind === kind
  return last && isOurs && (again || activeOf({ last })) ? last : undefined
}

/**
 * A group takes one deployment at a time. What Longshore has no more use for is stopped, with its traffic given back; what
 * somebody else started is waited for, or not, as the configuration says; going back always waits.
 */
async function busy(
  context: CodeDeployContext,
  target: CodeDeployTarget,
  effect: ApplyEffect,
  seen: Sighted,
  active: DeploymentInfo,
): Promise<AppliedResult> {
  const id = active.deploymentId ?? ''
  if (isRollback(active)) {
    const set = setOf(seen.service, active)
    if (set?.taskDefinition !== undefined && (await carriesRelease(context, target, set, effect))) {
      return applied(effect, { ...startedAs(seen, active), carrier: set.taskDefinition })
    }
    return refuse('throttled', `The ${groupName(target)} is busy: CodeDeploy rolls back by ${id}. It is tried again.`)
  }
  if (readDescription(active.description)) {
    await stop(context, target, id)
    return refuse('throttled', `${id} of the ${groupName(target)} is being stopped and its traffic given back.`)
  }
  const said = `Deployment group ${target.group} is busy with ${id}, which is not Longshore's.`
  if (target.whenBusy === 'fail' && effect.kind === 'apply') {
    return refuse('invalid', `${said} Wait for its end or stop it, then deploy again (whenBusy is fail).`)
  }
  return refuse('throttled', `${said} Its end is waited for.`)
}

/** Asked once: it ends moments later, and every event until then makes Longshore look again. */
async function stop(context: CodeDeployContext, target: CodeDeployTarget, deploymentId: string): Promise<void> {
  const { clock } = context.ecs
  if (clock.now() - (context.stopped.get(deploymentId) ?? 0) < stopsWithinMs) return
  context.stopped.clear()
  context.stopped.set(deploymentId, clock.now())
  const api = await context.codedeploy()
  const doing = { action: 'codedeploy:StopDeployment', subject: `deployment ${deploymentId} of ${groupName(target)}` }
  try {
    await calling(doing, () => api.stopDeployment({ deploymentId, autoRollbackEnabled: true }))
  } catch (error) {
    if (causeOf(error) !== 'DeploymentAlreadyCompletedException') throw error
  }
}

async function carriesRelease(
  context: CodeDeployContext,
  target: CodeDeployTarget,
  set: TaskSet,
  { release }: ApplyEffect,
): Promise<boolean> {
  const wanted = digestsOf(release.images)
  return sameDigests(wanted, await digestsOfSet(context, target, set, Object.keys(wanted)), {})
}

/** Going back where all traffic is on the release already, and nothing else runs: there is nothing to do. */
async function alreadyBack(
  context: CodeDeployContext,
  target: CodeDeployTarget,
  { service, last }: Sighted,
  effect: ApplyEffect,
): Promise<AppliedResult['rollout'] | undefined> {
  const set = primarySet(service)
  if (!set?.taskDefinition || liveSets(service).length !== 1) return undefined
  if (!(await carriesRelease(context, target, set, effect))) return undefined
  const leads = last?.status === 'Succeeded' ? last.deploymentId : set.externalId
  return { id: leads ?? set.id ?? '', carrier: set.taskDefinition, createdAt: set.createdAt?.getTime() ?? 0 }
}

async function create(
  context: CodeDeployContext,
  target: CodeDeployTarget,
  policy: Policy,
  effect: ApplyEffect,
  { service }: Sighted,
): Promise<AppliedResult> {
  const current = primarySet(service)?.taskDefinition ?? service.taskDefinition
  if (current === undefined) refuse('unavailable', 'The service has no primary task set yet. It is tried again.')
  const carrier = await releaseCarrier(context.ecs, effect, async () => current)
  const { application, group, config } = target
  const revision = shortCarrier(carrier)
  const input = {
    applicationName: application,
    deploymentGroupName: group,
    ...(config === undefined ? {} : { deploymentConfigName: config }),
    description: describe({ deploymentId: effect.deploymentId, kind: effect.kind, revision }),
    revision: revisionFor(service, target, carrier),
    ...(policy.rollback === 'off' ? {} : { autoRollbackConfiguration: rollsBack }),
  }
  const api = await context.codedeploy()
  const createdAt = context.ecs.clock.now()
  const doing = { action: 'codedeploy:CreateDeployment', subject: `a deployment in ${groupName(target)}` }
  const { deploymentId: id } = await calling(doing, () => api.createDeployment(input)).catch((error) =>
    tookIt(error, target),
  )
  if (id === undefined) return refuse('unavailable', 'CodeDeploy made a deployment without naming it.')
  const comparable = effect.kind === 'revert' || effect.release.carrier !== undefined
  const differing = comparable ? await differencesBetween(context.ecs, effect.replaces, carrier) : undefined
  return { ...applied(effect, { id, carrier, createdAt }), ...(differing ? { differences: differing } : {}) }
}

/** What goes wrong is undone by CodeDeploy at once; Longshore then takes that over. */
const rollsBack = {
  enabled: true,
  events: ['DEPLOYMENT_FAILURE' as const, 'DEPLOYMENT_STOP_ON_ALARM' as const, 'DEPLOYMENT_STOP_ON_REQUEST' as const],
}

/** Somebody was faster by a moment: the next look sees whose deployment it is. */
function tookIt(error: unknown, target: CodeDeployTarget): never {
  if (causeOf(error) !== 'DeploymentLimitExceededException') throw error
  return refuse('throttled', `The ${groupName(target)} got another deployment in this moment. It is tried again.`)
}

/** The name that AWS gave to what was refused. */
function causeOf(error: unknown): string {
  return errorName(error instanceof Refusal ? error.cause : error)
}
