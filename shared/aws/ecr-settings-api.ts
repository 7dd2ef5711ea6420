import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  type DescribeImagesCommandOutput,
  DescribeRepositoriesCommand,
  type DescribeRepositoriesCommandInput,
  type DescribeRepositoriesCommandOutput,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  GetLifecyclePolicyCommand,
  type GetLifecyclePolicyCommandInput,
  type GetLifecyclePolicyCommandOutput,
} from '@aws-sdk/client-ecr'
import type { ClientSettings } from './client-settings.ts'
import type { EcrLayersApi } from './ecr-layers-api.ts'

/** The calls to ECR that checking repositories and what they hold takes. */
export interface EcrSettingsApi extends EcrLayersApi {
  describeRepositories(input: DescribeRepositoriesCommandInput): Promise<DescribeRepositoriesCommandOutput>
  getLifecyclePolicy(input: GetLifecyclePolicyCommandInput): Promise<GetLifecyclePolicyCommandOutput>
  describeImages(input: DescribeImagesCommandInput): Promise<DescribeImagesCommandOutput>
}

export function ecrSettingsApi(settings: ClientSettings): EcrSettingsApi {
  const client = new ECRClient(settings)
  return {
    describeRepositories: (input) => client.send(new DescribeRepositoriesCommand(input)),
    getLifecyclePolicy: (input) => client.send(new GetLifecyclePolicyCommand(input)),
    describeImages: (input) => client.send(new DescribeImagesCommand(input)),
    batchGetImage: (input) => client.send(new BatchGetImageCommand(input)),
    layerUrl: (input) => client.send(new GetDownloadUrlForLayerCommand(input)),
  }
}
