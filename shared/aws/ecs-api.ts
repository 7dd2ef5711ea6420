import {
  ContinueServiceDeploymentCommand,
  type ContinueServiceDeploymentCommandInput,
  type ContinueServiceDeploymentCommandOutput,
  DescribeServiceDeploymentsCommand,
  type DescribeServiceDeploymentsCommandInput,
  type DescribeServiceDeploymentsCommandOutput,
  DescribeServiceRevisionsCommand,
  type DescribeServiceRevisionsCommandInput,
  type DescribeServiceRevisionsCommandOutput,
  DescribeServicesCommand,
  type DescribeServicesCommandInput,
  type DescribeServicesCommandOutput,
  DescribeTaskDefinitionCommand,
  type DescribeTaskDefinitionCommandInput,
  type DescribeTaskDefinitionCommandOutput,
  DescribeTasksCommand,
  type DescribeTasksCommandInput,
  type DescribeTasksCommandOutput,
  ECSClient,
  ListServiceDeploymentsCommand,
  type ListServiceDeploymentsCommandInput,
  type ListServiceDeploymentsCommandOutput,
  ListTaskDefinitionsCommand,
  type ListTaskDefinitionsCommandInput,
  type ListTaskDefinitionsCommandOutput,
  ListTasksCommand,
  type ListTasksCommandInput,
  type ListTasksCommandOutput,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type RegisterTaskDefinitionCommandOutput,
  StopServiceDeploymentCommand,
  type StopServiceDeploymentCommandInput,
  type StopServiceDeploymentCommandOutput,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
  type UpdateServiceCommandOutput,
} from '@aws-sdk/client-ecs'
import type { ClientSettings } from './client-settings.ts'
import { keepUnknownMembers } from './unknown-members.ts'

/** The calls to ECS that Longshore makes; nothing else of the SDK gets into a bundle. */
export interface EcsApi {
  describeServices(input: DescribeServicesCommandInput): Promise<DescribeServicesCommandOutput>
  describeTaskDefinition(input: DescribeTaskDefinitionCommandInput): Promise<DescribeTaskDefinitionCommandOutput>
  listTaskDefinitions(input: ListTaskDefinitionsCommandInput): Promise<ListTaskDefinitionsCommandOutput>
  registerTaskDefinition(input: RegisterTaskDefinitionCommandInput): Promise<RegisterTaskDefinitionCommandOutput>
  updateService(input: UpdateServiceCommandInput): Promise<UpdateServiceCommandOutput>
  listTasks(input: ListTasksCommandInput): Promise<ListTasksCommandOutput>
  describeTasks(input: DescribeTasksCommandInput): Promise<DescribeTasksCommandOutput>
  listServiceDeployments(input: ListServiceDeploymentsCommandInput): Promise<ListServiceDeploymentsCommandOutput>
  describeServiceDeployments(
    input: DescribeServiceDeploymentsCommandInput,
  ): Promise<DescribeServiceDeploymentsCommandOutput>
  continueServiceDeployment(
    input: ContinueServiceDeploymentCommandInput,
  ): Promise<ContinueServiceDeploymentCommandOutput>
  stopServiceDeployment(input: StopServiceDeploymentCommandInput): Promise<StopServiceDeploymentCommandOutput>
  describeServiceRevisions(input: DescribeServiceRevisionsCommandInput): Promise<DescribeServiceRevisionsCommandOutput>
}

export function ecsApi(settings: ClientSettings): EcsApi {
  const client = new ECSClient(settings)
  return {
    describeServices: (input) => client.send(new DescribeServicesCommand(input)),
    describeTaskDefinition: (input) => describeWhole(client, input),
    listTaskDefinitions: (input) => client.send(new ListTaskDefinitionsCommand(input)),
    registerTaskDefinition: (input) => registerWhole(client, input),
    updateService: (input) => client.send(new UpdateServiceCommand(input)),
    listTasks: (input) => client.send(new ListTasksCommand(input)),
    describeTasks: (input) => client.send(new DescribeTasksCommand(input)),
    listServiceDeployments: (input) => client.send(new ListServiceDeploymentsCommand(input)),
    describeServiceDeployments: (input) => client.send(new DescribeServiceDeploymentsCommand(input)),
    continueServiceDeployment: (input) => client.send(new ContinueServiceDeploymentCommand(input)),
    stopServiceDeployment: (input) => client.send(new StopServiceDeploymentCommand(input)),
    describeServiceRevisions: (input) => client.send(new DescribeServiceRevisionsCommand(input)),
  }
}

function describeWhole(
  client: ECSClient,
  input: DescribeTaskDefinitionCommandInput,
): Promise<DescribeTaskDefinitionCommandOutput> {
  const command = new DescribeTaskDefinitionCommand(input)
  keepUnknownMembers(command.middlewareStack)
  return client.send(command)
}

function registerWhole(
  client: ECSClient,
  input: RegisterTaskDefinitionCommandInput,
): Promise<RegisterTaskDefinitionCommandOutput> {
  const command = new RegisterTaskDefinitionCommand(input)
  keepUnknownMembers(command.middlewareStack)
  return client.send(command)
}
