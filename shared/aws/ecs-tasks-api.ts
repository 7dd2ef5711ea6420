import {
  DescribeTasksCommand,
  type DescribeTasksCommandInput,
  type DescribeTasksCommandOutput,
  ECSClient,
  ListTasksCommand,
  type ListTasksCommandInput,
  type ListTasksCommandOutput,
  RunTaskCommand,
  type RunTaskCommandInput,
  type RunTaskCommandOutput,
  StopTaskCommand,
  type StopTaskCommandInput,
  type StopTaskCommandOutput,
} from '@aws-sdk/client-ecs'
import type { ClientSettings } from './client-settings.ts'

/** The calls to ECS about tasks that run once; in a bundle only where a target has one. */
export interface EcsTasksApi {
  runTask(input: RunTaskCommandInput): Promise<RunTaskCommandOutput>
  stopTask(input: StopTaskCommandInput): Promise<StopTaskCommandOutput>
  listTasks(input: ListTasksCommandInput): Promise<ListTasksCommandOutput>
  describeTasks(input: DescribeTasksCommandInput): Promise<DescribeTasksCommandOutput>
}

export function ecsTasksApi(settings: ClientSettings): EcsTasksApi {
  const client = new ECSClient(settings)
  return {
    runTask: (input) => client.send(new RunTaskCommand(input)),
    stopTask: (input) => client.send(new StopTaskCommand(input)),
    listTasks: (input) => client.send(new ListTasksCommand(input)),
    describeTasks: (input) => client.send(new DescribeTasksCommand(input)),
  }
}
