import type { DeploymentGroupInfo, DeploymentInfo } from '@aws-sdk/client-codedeploy'
import { answering, calling } from '../../aws/refusal.ts'
import type { CodeDeployTarget } from '../../config/normalised.ts'
import { isProblem, type Problem } from '../../domain/observation.ts'
import { type CodeDeployContext, groupKey, groupName } from './codedeploy-context.ts'

/** AWS answers for so many groups of one application a call, and for so many deployments. */
const groupsPerCall = 100
const deploymentsPerCall = 25

/** Deployment groups with as few calls as AWS allows: one answer per group, by `groupKey`. */
export async function readGroups(
  context: CodeDeployContext,
  targets: readonly CodeDeployTarget[],
): Promise<Map<string, DeploymentGroupInfo | Problem>> {
  const applications = Map.groupBy(targets, ({ application }) => application)
  const batches = [...applications.values()].flatMap((members) => chunks(members, groupsPerCall))
  const answers = await Promise.all(batches.map((batch) => readBatch(context, batch)))
  return new Map(answers.flatMap((answer) => [...answer]))
}

async function readBatch(
  context: CodeDeployContext,
  batch: readonly CodeDeployTarget[],
): Promise<Map<string, DeploymentGroupInfo | Problem>> {
  const [first] = batch
  if (!first) return new Map()
  const subject = batch.length === 1 ? groupName(first) : `deployment groups of application ${first.application}`
  const read = await answering(async () => {
    const api = await context.codedeploy()
    const deploymentGroupNames = [...new Set(batch.map(({ group }) => group))]
    const input = { applicationName: first.application, deploymentGroupNames }
    return calling({ action: 'codedeploy:BatchGetDeploymentGroups', subject }, () =>
      api.batchGetDeploymentGroups(input),
    )
  })
  if (isProblem(read)) return new Map(batch.map((target) => [groupKey(target), read]))
  return new Map(batch.map((target) => [groupKey(target), groupIn(read.deploymentGroupsInfo ?? [], target)]))
}

function groupIn(groups: readonly DeploymentGroupInfo[], target: CodeDeployTarget): DeploymentGroupInfo | Problem {
  const found = groups.find(({ deploymentGroupName }) => deploymentGroupName === target.group)
  if (found) return found
  const message = `There is no ${groupName(target)}. Create it, or correct ecs.codeDeploy in longshore.yml and deploy Longshore again.`
  return { kind: 'problem', cause: 'gone', message }
}

/** Deployments by id; ids that CodeDeploy does not know are absent. Throws a Refusal. */
export async function readDeployments(
  context: CodeDeployContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DeploymentInfo>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const api = await context.codedeploy()
  const doing = { action: 'codedeploy:BatchGetDeployments', subject: `deployments ${wanted.slice(0, 3).join(', ')}` }
  const answers = await Promise.all(
    chunks(wanted, deploymentsPerCall).map((deploymentIds) =>
      calling(doing, () => api.batchGetDeployments({ deploymentIds })),
    ),
  )
  return new Map(
    answers.flatMap(({ deploymentsInfo = [] }) => deploymentsInfo.map((info) => [info.deploymentId ?? '', info])),
  )
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
