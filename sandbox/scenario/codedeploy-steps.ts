import { referenceOf } from './account-host.ts'
import type { CodeDeployStep } from './codedeploy-schema.ts'
import { CONTAINER_PORT } from './set-up-codedeploy.ts'
import type { StoryWorld } from './story-world.ts'

/** Does a step about CodeDeploy. @returns the timeline's words for it; undefined when the step is of another kind */
export function playCodeDeployStep(
  world: StoryWorld,
  { codeDeploy: step }: { readonly codeDeploy?: CodeDeployStep | undefined },
): string | undefined {
  if (!step) return undefined
  const { codedeploy } = world.sandbox
  const { application, group } = groupOf(world, step.service)
  switch (step.does) {
    case 'deploy':
      return deploy(world, application, group, step)
    case 'stop':
      codedeploy.stop(application, group)
      return `Somebody stops the CodeDeploy deployment of ${step.service} and rolls it back`
    case 'continue':
      codedeploy.proceed(application, group)
      return `Somebody lets the CodeDeploy deployment of ${step.service} go on`
    case 'alarm':
      codedeploy.fireAlarm(application, group, step.alarm ?? '')
      return `The alarm ${step.alarm} of ${group} fires`
    case 'lose-listener':
    case 'lose-target-group':
      codedeploy.removeRoute(application, group, step.does === 'lose-listener' ? 'listener' : 'idle-target-group')
      return `Somebody deletes the ${step.does.replace('lose-', '')} of ${group}`
    case 'delete-group':
      codedeploy.deleteGroup(application, group)
      return `Somebody deletes the deployment group ${group}`
  }
}

function groupOf({ sandbox }: StoryWorld, service: string): { application: string; group: string } {
  const found = sandbox.codedeploy.groups().find((each) => each.service === service)
  if (found) return found
  throw new Error(`Cannot play the step: ${service} has no deployment group. Give it codeDeploy in the account.`)
}

function deploy(world: StoryWorld, application: string, group: string, step: CodeDeployStep): string {
  const { ecs, codedeploy } = world.sandbox
  const [cluster = '', service = ''] = step.service.split('/')
  const references = Object.entries(step.containers ?? {}).map(([name, image]) => [name, referenceOf(image, world)])
  const containers = Object.fromEntries(references)
  const family = String(ecs.service(cluster, service).taskDefinition?.split('/')[1]?.split(':')[0])
  const taskDefinition = ecs.registerContainers(family, containers)
  const [containerName = 'app'] = Object.keys(containers)
  const id = codedeploy.deploy(application, group, { taskDefinition, containerName, containerPort: CONTAINER_PORT })
  return `Somebody else deploys ${Object.values(step.containers ?? {}).join(', ')} to ${step.service} by CodeDeploy (${id})`
}
