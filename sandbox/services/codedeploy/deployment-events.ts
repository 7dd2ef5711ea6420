import { type CodeDeployState, type Deployment, groupArn } from './state.ts'

/** How the event spells what the API calls Queued, InProgress, Ready, Succeeded, Failed, Stopped. */
export type EventState = 'START' | 'QUEUED' | 'READY' | 'SUCCESS' | 'FAILURE' | 'STOP'

/** Emits `CodeDeploy Deployment State-change Notification`. */
export function emitState(state: CodeDeployState, { id, group }: Deployment, named: EventState): void {
  const { region, account } = state.world
  state.world.emit({
    source: 'aws.codedeploy',
    'detail-type': 'CodeDeploy Deployment State-change Notification',
    resources: [
      `arn:aws:codedeploy:${region}:${account}:application:${group.application.name}`,
      groupArn(state, group),
    ],
    detail: {
      region,
      deploymentId: id,
      instanceGroupId: group.id,
      deploymentGroup: group.name,
      state: named,
      application: group.application.name,
    },
  })
}
