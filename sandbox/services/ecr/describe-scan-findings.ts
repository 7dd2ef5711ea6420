import type {
  DescribeImageScanFindingsResponse,
  EnhancedImageScanFinding,
  ImageScanFinding,
  ImageScanStatus,
} from '@aws-sdk/client-ecr'
import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { requireImage, requireRepository } from './find-image.ts'
import type { ImageScan, ImageScans } from './image-scans.ts'
import { countsOf, type Finding, findingsOf } from './scan-plan.ts'
import type { Registry } from './state.ts'

/** DescribeImageScanFindings: basic and enhanced findings have their own shapes; an index was never scanned itself. */
export function describeScanFindings(registry: Registry, scans: ImageScans): Operation {
  return (input): DescribeImageScanFindingsResponse => {
    const repository = requireRepository(registry, input['repositoryName'])
    const { digest } = requireImage(registry, repository, input['imageId'])
    const scan = scans.of(digest)
    if (scan === undefined) throw notScanned(registry, repository.name, digest)
    const isOver = registry.world.clock.now() >= scan.endsAt
    const told = {
      registryId: registry.world.account,
      repositoryName: repository.name,
      imageId: { imageDigest: digest },
      imageScanStatus: statusOf(scan, isOver),
    }
    const { ends = 'completes' } = scan.plan
    return isOver && ends === 'completes' ? { ...told, ...findingsPage(registry, scan, input) } : told
  }
}

function findingsPage({ world }: Registry, scan: ImageScan, input: Input) {
  const { items, nextToken } = paginate(findingsOf(scan.plan), {
    maxResults: input['maxResults'],
    nextToken: input['nextToken'],
    defaultSize: 100,
    largestSize: 1000,
  })
  const times = { imageScanCompletedAt: new Date(scan.endsAt), vulnerabilitySourceUpdatedAt: new Date(scan.endsAt) }
  const findings =
    scan.how === 'basic'
      ? { findings: items.map(basicView) }
      : { enhancedFindings: items.map((finding) => enhancedView(finding, world.account, scan.endsAt)) }
  return {
    imageScanFindings: { ...times, findingSeverityCounts: countsOf(scan.plan), ...findings },
    ...(nextToken === undefined ? {} : { nextToken }),
  }
}

function statusOf({ how, plan: { ends = 'completes' } }: ImageScan, isOver: boolean): ImageScanStatus {
  if (ends === 'unsupported') {
    return { status: 'UNSUPPORTED_IMAGE', description: 'UnsupportedImageError: The operating system is not supported.' }
  }
  if (!isOver) return how === 'basic' ? { status: 'IN_PROGRESS' } : { status: 'PENDING' }
  if (ends === 'fails') return { status: 'FAILED', description: 'The scan failed.' }
  return how === 'basic'
    ? { status: 'COMPLETE', description: 'The scan was completed successfully.' }
    : { status: 'ACTIVE', description: 'Continuous scan is selected for image.' }
}

function basicView({ name, severity }: Finding): ImageScanFinding {
  return {
    name,
    severity,
    description: `A flaw that the sandbox calls ${name}.`,
    uri: `https://cve.mitre.org/cgi-bin/cvename.cgi?name=${name}`,
    attributes: [{ key: 'package_name', value: 'openssl' }],
  }
}

function enhancedView({ name, severity }: Finding, account: string, at: number): EnhancedImageScanFinding {
  return {
    awsAccountId: account,
    title: `${name} - openssl`,
    description: `A flaw that the sandbox calls ${name}.`,
    firstObservedAt: new Date(at),
    lastObservedAt: new Date(at),
    severity,
    status: 'ACTIVE',
    type: 'PACKAGE_VULNERABILITY',
    packageVulnerabilityDetails: { vulnerabilityId: name, source: 'NVD', vulnerablePackages: [{ name: 'openssl' }] },
  }
}

function notScanned(registry: Registry, repository: string, digest: string): AwsError {
  return new AwsError(
    'ScanNotFoundException',
    `Image scan does not exist for the image with '{imageDigest:'${digest}', imageTag:'null'}' ` +
      `in the repository with name '${repository}' in the registry with id '${registry.world.account}'`,
  )
}
