import {
  DescribeImageScanFindingsCommand,
  type DescribeImageScanFindingsCommandInput,
  type DescribeImageScanFindingsCommandOutput,
  ECRClient,
} from '@aws-sdk/client-ecr'
import type { ClientSettings } from './client-settings.ts'

/** What scans of images found; apart from the images, so that whoever does not ask does not carry it. */
export interface EcrScanApi {
  describeImageScanFindings(
    input: DescribeImageScanFindingsCommandInput,
  ): Promise<DescribeImageScanFindingsCommandOutput>
}

export function ecrScanApi(settings: ClientSettings): EcrScanApi {
  const client = new ECRClient(settings)
  return { describeImageScanFindings: (input) => client.send(new DescribeImageScanFindingsCommand(input)) }
}
