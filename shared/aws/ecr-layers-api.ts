import {
  BatchGetImageCommand,
  type BatchGetImageCommandInput,
  type BatchGetImageCommandOutput,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  type GetDownloadUrlForLayerCommandInput,
  type GetDownloadUrlForLayerCommandOutput,
} from '@aws-sdk/client-ecr'
import type { ClientSettings } from './client-settings.ts'

/** The calls to ECR that reading what an image says about itself takes. */
export interface EcrLayersApi {
  batchGetImage(input: BatchGetImageCommandInput): Promise<BatchGetImageCommandOutput>
  layerUrl(input: GetDownloadUrlForLayerCommandInput): Promise<GetDownloadUrlForLayerCommandOutput>
}

export function ecrLayersApi(settings: ClientSettings): EcrLayersApi {
  const client = new ECRClient(settings)
  return {
    batchGetImage: (input) => client.send(new BatchGetImageCommand(input)),
    layerUrl: (input) => client.send(new GetDownloadUrlForLayerCommand(input)),
  }
}
