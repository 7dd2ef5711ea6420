import {
  BatchGetDeploymentGroupsCommand,
  type BatchGetDeploymentGroupsCommandInput,
  type BatchGetDeploymentGroupsCommandOutput,
  BatchGetDeploymentsCommand,
  type BatchGetDeploymentsCommandInput,
  type BatchGetDeploymentsCommandOutput,
  BatchGetDeploymentTargetsCommand,
  type BatchGetDeploymentTargetsCommandInput,
  type BatchGetDeploymentTargetsCommandOutput,
  CodeDeployClient,
  ContinueDeploymentCommand,
  type ContinueDeploymentCommandInput,
  type ContinueDeploymentCommandOutput,
  CreateDeploymentCommand,
  type CreateDeploymentCommandInput,
  type CreateDeploymentCommandOutput,
  GetDeploymentConfigCommand,
  type GetDeploymentConfigCommandInput,
  type GetDeploymentConfigCommandOutput,
  StopDeploymentCommand,
  type StopDeploymentCommandInput,
  type StopDeploymentCommandOutput,
} from '@aws-sdk/client-codedeploy'
import type { ClientSettings } from './client-settings.ts'

/** The calls to CodeDeploy that Longshore makes; nothing else of the SDK gets into a bundle. */
export interface CodeDeployApi {
  batchGetDeploymentGroups(input: BatchGetDeploymentGroupsCommandInput): Promise<BatchGetDeploymentGroupsCommandOutput>
  batchGetDeployments(input: BatchGetDeploymentsCommandInput): Promise<BatchGetDeploymentsCommandOutput>
  batchGetDeploymentTargets(
    input: BatchGetDeploymentTargetsCommandInput,
  ): Promise<BatchGetDeploymentTargetsCommandOutput>
  continueDeployment(input: ContinueDeploymentCommandInput): Promise<ContinueDeploymentCommandOutput>
  createDeployment(input: CreateDeploymentCommandInput): Promise<CreateDeploymentCommandOutput>
  getDeploymentConfig(input: GetDeploymentConfigCommandInput): Promise<GetDeploymentConfigCommandOutput>
  stopDeployment(input: StopDeploymentCommandInput): Promise<StopDeploymentCommandOutput>
}

export function codeDeployApi(settings: ClientSettings): CodeDeployApi {
  const client = new CodeDeployClient(settings)
  return {
    batchGetDeploymentGroups: (input) => client.send(new BatchGetDeploymentGroupsCommand(input)),
    batchGetDeployments: (input) => client.send(new BatchGetDeploymentsCommand(input)),
    batchGetDeploymentTargets: (input) => client.send(new BatchGetDeploymentTargetsCommand(input)),
    continueDeployment: (input) => client.send(new ContinueDeploymentCommand(input)),
    createDeployment: (input) => client.send(new CreateDeploymentCommand(input)),
    getDeploymentConfig: (input) => client.send(new GetDeploymentConfigCommand(input)),
    stopDeployment: (input) => client.send(new StopDeploymentCommand(input)),
  }
}
