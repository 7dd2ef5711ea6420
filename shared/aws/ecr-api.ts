import {
  BatchGetImageCommand,
  type BatchGetImageCommandInput,
  type BatchGetImageCommandOutput,
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  type DescribeImagesCommandOutput,
  ECRClient,
} from '@aws-sdk/client-ecr'
import type { ClientSettings } from './client-settings.ts'

/** The calls to ECR that Longshore makes. */
export interface EcrApi {
  describeImages(input: DescribeImagesCommandInput): Promise<DescribeImagesCommandOutput>
  batchGetImage(input: BatchGetImageCommandInput): Promise<BatchGetImageCommandOutput>
}

export function ecrApi(settings: ClientSettings): EcrApi {
  const client = new ECRClient(settings)
  return {
    describeImages: (input) => client.send(new DescribeImagesCommand(input)),
    batchGetImage: (input) => client.send(new BatchGetImageCommand(input)),
  }
}
