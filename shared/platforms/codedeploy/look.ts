import type { DeploymentGroupInfo, DeploymentInfo } from '@aws-sdk/client-codedeploy'
import { refuse } from '../../aws/refusal.ts'
import type { CodeDeployTarget } from '../../config/normalised.ts'
import { isProblem, type Problem } from '../../domain/observation.ts'
import { describeServices, type Sighting, serviceKey } from '../ecs/describe-services.ts'
import { type CodeDeployContext, groupKey } from './codedeploy-context.ts'
import { readDeployments, readGroups } from './read-deployments.ts'
import type { Sighted } from './rollouts.ts'

/** A target to look at, and the deployment that is watched there. */
export interface Wanted {
  readonly target: CodeDeployTarget
  readonly own?: string | undefined
  /** A deployment of ours is watched whose id was never stored. */
  readonly isSought?: boolean
}

type Deployments = Awaited<ReturnType<typeof readDeployments>>

type Seen = ReadonlyMap<CodeDeployTarget, Sighted | Problem>

/** Looks at many targets: ten services, a hundred groups and twenty-five deployments a call. One answer per target. */
export async function look(context: CodeDeployContext, wanted: readonly Wanted[]): Promise<Seen> {
  const targets = wanted.map(({ target }) => target)
  const [services, groups] = await Promise.all([describeServices(context.ecs, targets), readGroups(context, targets)])
  const ids = wanted.flatMap(({ target, own }) => [...idsOf(groups.get(groupKey(target))), ...(own ? [own] : [])])
  const deployments = await readWithUndone(context, ids, wanted.some(sought))
  return new Map(
    wanted.map(({ target, own }) => {
      const service = services.get(serviceKey(target)) ?? notAnswered(target)
      const group = groups.get(groupKey(target)) ?? notAnswered(target)
      return [target, sightedOf(service, group, own, deployments)]
    }),
  )
}

/** Looks at one target. Throws a Refusal when it cannot be seen. */
export async function lookAt(context: CodeDeployContext, wanted: Wanted): Promise<Sighted> {
  const seen = (await look(context, [wanted])).get(wanted.target) ?? notAnswered(wanted.target)
  return isProblem(seen) ? refuse(seen.cause, seen.message) : seen
}

function sought({ isSought = false }: Wanted): boolean {
  return isSought
}

/** What the newest deployments undo is of interest only to whoever does not know the id of its own. */
async function readWithUndone(
  context: CodeDeployContext,
  ids: readonly string[],
  isSought: boolean,
): Promise<Deployments> {
  const read = await readDeployments(context, ids)
  if (!isSought) return read
  const undone = [...read.values()].flatMap((info) => undoneBy(info) ?? [])
  return new Map([...read, ...(await readDeployments(context, undone))])
}

function undoneBy(info: DeploymentInfo | Problem | undefined): string | undefined {
  return info && !isProblem(info) ? info.rollbackInfo?.rollbackTriggeringDeploymentId : undefined
}

function idsOf(group: DeploymentGroupInfo | Problem | undefined): string[] {
  if (!group || isProblem(group)) return []
  const id = group.lastAttemptedDeployment?.deploymentId
  return id === undefined ? [] : [id]
}

function sightedOf(
  service: Sighting,
  group: DeploymentGroupInfo | Problem,
  own: string | undefined,
  known: Deployments,
): Sighted | Problem {
  if ('kind' in service) return service
  if (isProblem(group)) return group
  const [lastId] = idsOf(group)
  const undone = undoneBy(known.get(lastId ?? ''))
  const ids = [...new Set([lastId, own, undone])].filter((id) => id !== undefined)
  const unseen = ids.map((id) => known.get(id)).find((info) => isProblem(info))
  if (isProblem(unseen)) return unseen
  const deployments = new Map(
    ids.flatMap((id) => {
      const info = known.get(id)
      return info && !isProblem(info) ? [[id, info] as const] : []
    }),
  )
  return { ...service, last: lastId === undefined ? undefined : deployments.get(lastId), deployments }
}

function notAnswered({ cluster, service }: CodeDeployTarget): Problem {
  const message = `The service ${service} in cluster ${cluster} was not answered for. It is tried again.`
  return { kind: 'problem', cause: 'unavailable', message }
}
