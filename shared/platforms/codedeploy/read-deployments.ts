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
  context: Pick<CodeDeployContext, 'codedeploy'>,
  targets: readonly CodeDeployTarget[],
): Promise<Map<string, DeploymentGroupInfo | Problem>> {
  const applications = Map.groupBy(targets, ({ application }) => application)
  const batches = [...applications.values()].flatMap((members) => chunks(members, groupsPerCall))
  const answers = await Promise.all(
    batches.map((batch) => inBatches(batch, groupKey, (some) => groupsOf(context, some))),
  )
  return new Map(answers.flatMap((answer) => [...answer]))
}

async function groupsOf(
  context: Pick<CodeDeployContext, 'codedeploy'>,
  batch: readonly CodeDeployTarget[],
): Promise<[string, DeploymentGroupInfo | Problem][]> {
  const [first] = batch
  if (!first) return []
  const subject = batch.length === 1 ? groupName(first) : `deployment groups of application ${first.application}`
  const api = await context.codedeploy()
  const deploymentGroupNames = [...new Set(batch.map(({ group }) => group))]
  const input = { applicationName: first.application, deploymentGroupNames }
  const doing = { action: 'codedeploy:BatchGetDeploymentGroups', subject }
  const { deploymentGroupsInfo = [] } = await calling(doing, () => api.batchGetDeploymentGroups(input))
  return batch.map((target) => [groupKey(target), groupIn(deploymentGroupsInfo, target)])
}

function groupIn(groups: readonly DeploymentGroupInfo[], target: CodeDeployTarget): DeploymentGroupInfo | Problem {
  const found = groups.find(({ deploymentGroupName }) => deploymentGroupName === target.group)
  if (found) return found
  const message = `There is no ${groupName(target)}. Create it, or correct ecs.codeDeploy in longshore.yml and deploy Longshore again.`
  return { kind: 'problem', cause: 'gone', message }
}

/** Deployments by id; ids that CodeDeploy does not know, or knows no more, are absent. */
export async function readDeployments(
  context: CodeDeployContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DeploymentInfo | Problem>> {
  const answers = await Promise.all(
    chunks([...new Set(ids)], deploymentsPerCall).map((batch) =>
      inBatches(
        batch,
        (id) => id,
        (some) => deploymentsOf(context, some),
      ),
    ),
  )
  return new Map(answers.flatMap((answer) => [...answer]).filter(([, info]) => !isGone(info)))
}

function isGone(info: DeploymentInfo | Problem): boolean {
  return isProblem(info) && info.cause === 'gone'
}

async function deploymentsOf(
  context: CodeDeployContext,
  deploymentIds: readonly string[],
): Promise<[string, DeploymentInfo | Problem][]> {
  const api = await context.codedeploy()
  const doing = {
    action: 'codedeploy:BatchGetDeployments',
    subject: `deployments ${deploymentIds.slice(0, 3).join(', ')}`,
  }
  const input = { deploymentIds: [...deploymentIds] }
  const { deploymentsInfo = [] } = await calling(doing, () => api.batchGetDeployments(input))
  return deploymentsInfo.map((info) => [info.deploymentId ?? '', info])
}

/** One thing that may not be read, or is gone, must not blind the others: they are then asked one by one. */
async function inBatches<Item, Answer>(
  batch: readonly Item[],
  keyOf: (item: Item) => string,
  read: (some: readonly Item[]) => Promise<[string, Answer | Problem][]>,
): Promise<[string, Answer | Problem][]> {
  const answer = await answering(async () => ({ read: await read(batch) }))
  if (!isProblem(answer)) return answer.read
  const mayConcernOne = ['denied', 'invalid', 'gone'].includes(answer.cause)
  if (batch.length === 1 || !mayConcernOne) return batch.map((item) => [keyOf(item), answer])
  const single = await Promise.all(batch.map((item) => inBatches([item], keyOf, read)))
  return single.flat()
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
