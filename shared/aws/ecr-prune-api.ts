import {
  BatchDeleteImageCommand,
  type BatchDeleteImageCommandInput,
  type BatchDeleteImageCommandOutput,
  BatchGetImageCommand,
  type BatchGetImageCommandInput,
  type BatchGetImageCommandOutput,
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  type DescribeImagesCommandOutput,
  ECRClient,
} from '@aws-sdk/client-ecr'
import type { ClientSettings } from './client-settings.ts'

/** The calls to ECR that cleaning up takes. */
export interface EcrPruneApi {
  describeImages(input: DescribeImagesCommandInput): Promise<DescribeImagesCommandOutput>
  batchGetImage(input: BatchGetImageCommandInput): Promise<BatchGetImageCommandOutput>
  batchDeleteImage(input: BatchDeleteImageCommandInput): Promise<BatchDeleteImageCommandOutput>
}

export function ecrPruneApi(settings: ClientSettings): EcrPruneApi {
  const client = new ECRClient(settings)
  return {
    describeImages: (input) => client.send(new DescribeImagesCommand(input)),
    batchGetImage: (input) => client.send(new BatchGetImageCommand(input)),
    batchDeleteImage: (input) => client.send(new BatchDeleteImageCommand(input)),
  }
}
