import type { ImageScan } from './image-scans.ts'
import { countsOf } from './scan-plan.ts'
import { type Registry, tagsOf } from './state.ts'

/** Tells of the end of a scan, as ECR does for basic scans and Inspector for the first enhanced one. */
export function emitScan(registry: Registry, repository: string, digest: string, scan: ImageScan): void {
  const { world } = registry
  const found = registry.repositories.get(repository)
  const repositoryArn = `arn:aws:ecr:${world.region}:${world.account}:repository/${repository}`
  const image = { 'image-digest': digest, 'image-tags': found ? tagsOf(found, digest) : [] }
  const counts = countsOf(scan.plan)
  const { ends = 'completes' } = scan.plan
  if (scan.how === 'basic') {
    world.emit({
      source: 'aws.ecr',
      'detail-type': 'ECR Image Scan',
      resources: [repositoryArn],
      detail: {
        'scan-status': ends === 'completes' ? 'COMPLETE' : 'FAILED',
        'repository-name': repository,
        'finding-severity-counts': counts,
        ...image,
      },
    })
  } else if (ends === 'completes') {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
    world.emit({
      source: 'aws.inspector2',
      'detail-type': 'Inspector2 Scan',
      resources: [repositoryArn],
      detail: {
        'scan-status': 'INITIAL_SCAN_COMPLETE',
        'repository-name': repositoryArn,
        'finding-severity-counts': { ...counts, TOTAL: total },
        ...image,
        version: '1.0',
      },
    })
  }
}
