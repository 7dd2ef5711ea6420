import { DescribeImageScanFindingsCommand, ECRClient } from '@aws-sdk/client-ecr'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'
import { clientOptions } from '../kernel/client-options.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const repository = 'team/api'

let sandbox: Sandbox
let client: ECRClient
let start: number

beforeEach(async () => {
  sandbox = await startSandbox()
  client = new ECRClient({ ...clientOptions(sandbox.endpoint), maxAttempts: 1 })
  start = sandbox.clock.now()
})
afterEach(async () => {
  client.destroy()
  await sandbox.stop()
})

const push = () => sandbox.ecr.push({ repository, tag: 'v1', digest: DIGEST })
const pass = (seconds: number) => sandbox.clock.runUntil(sandbox.clock.now() + seconds * 1000)
const look = (input: object = {}) =>
  client.send(
    new DescribeImageScanFindingsCommand({ repositoryName: repository, imageId: { imageDigest: DIGEST }, ...input }),
  )
const events = (type: string) => sandbox.events.published().filter((event) => event['detail-type'] === type)

describe('a basic scan', () => {
  beforeEach(() => sandbox.ecr.scanning('basic'))

  it('is in progress, then complete with counts, findings and an event', async () => {
    sandbox.ecr.scan(DIGEST, { critical: 1, medium: 2, afterMs: 30_000 })
    push()
    expect((await look()).imageScanStatus).toEqual({ status: 'IN_PROGRESS' })
    await pass(30)
    const { imageScanStatus, imageScanFindings } = await look()
    expect(imageScanStatus?.status).toBe('COMPLETE')
    expect(imageScanFindings).toMatchObject({
      imageScanCompletedAt: new Date(start + 30_000),
      findingSeverityCounts: { CRITICAL: 1, MEDIUM: 2 },
      findings: [
        { name: 'CVE-2026-1001', severity: 'CRITICAL' },
        { name: 'CVE-2026-3001', severity: 'MEDIUM' },
        { name: 'CVE-2026-3002', severity: 'MEDIUM' },
      ],
    })
    expect(events('ECR Image Scan')).toMatchObject([
      {
        source: 'aws.ecr',
        resources: ['arn:aws:ecr:us-east-1:123456789012:repository/team/api'],
        detail: {
          'scan-status': 'COMPLETE',
          'repository-name': repository,
          'finding-severity-counts': { CRITICAL: 1, MEDIUM: 2 },
          'image-digest': DIGEST,
          'image-tags': ['v1'],
        },
      },
    ])
  })

  it('gives its findings in pages', async () => {
    sandbox.ecr.scan(DIGEST, { low: 5 })
    push()
    await pass(60)
    const first = await look({ maxResults: 3 })
    const second = await look({ maxResults: 3, nextToken: first.nextToken })
    const names = [first, second].map(({ imageScanFindings }) => imageScanFindings?.findings?.length)
    expect([...names, second.nextToken]).toEqual([3, 2, undefined])
  })

  it.each([
    ['fails', 'FAILED', 1],
    ['unsupported', 'UNSUPPORTED_IMAGE', 1],
  ] as const)('that %s says so and tells no findings', async (ends, status, told) => {
    sandbox.ecr.scan(DIGEST, { ends })
    push()
    await pass(60)
    const answer = await look()
    expect([answer.imageScanStatus?.status, answer.imageScanFindings]).toEqual([status, undefined])
    expect(events('ECR Image Scan')).toHaveLength(told)
  })

  it('is of the images of an index, not of the index', async () => {
    sandbox.ecr.scan(DIGEST, { high: 1 })
    const { children } = sandbox.ecr.push({ repository, tag: 'v1', digest: DIGEST, index: true })
    await pass(60)
    await expect(look()).rejects.toMatchObject({ name: 'ScanNotFoundException' })
    const { imageScanFindings } = await look({ imageId: { imageDigest: children[0] } })
    expect(imageScanFindings?.findingSeverityCounts).toEqual({ HIGH: 1 })
  })

  it('that never starts is not found', async () => {
    sandbox.ecr.scan(DIGEST, { ends: 'never-starts' })
    push()
    await pass(60)
    await expect(look()).rejects.toMatchObject({ name: 'ScanNotFoundException' })
    expect(events('ECR Image Scan')).toEqual([])
  })
})

describe('an enhanced scan', () => {
  it('is pending, then active with enhanced findings and an event of Inspector', async () => {
    sandbox.ecr.scanning('enhanced')
    sandbox.ecr.scan(DIGEST, { critical: 1 })
    push()
    expect((await look()).imageScanStatus?.status).toBe('PENDING')
    await pass(60)
    const { imageScanStatus, imageScanFindings } = await look()
    expect(imageScanStatus?.status).toBe('ACTIVE')
    expect(imageScanFindings).toMatchObject({
      findingSeverityCounts: { CRITICAL: 1 },
      enhancedFindings: [{ severity: 'CRITICAL', packageVulnerabilityDetails: { vulnerabilityId: 'CVE-2026-1001' } }],
    })
    expect(events('Inspector2 Scan')).toMatchObject([
      {
        source: 'aws.inspector2',
        detail: {
          'scan-status': 'INITIAL_SCAN_COMPLETE',
          'repository-name': 'arn:aws:ecr:us-east-1:123456789012:repository/team/api',
          'finding-severity-counts': { CRITICAL: 1, TOTAL: 1 },
          'image-digest': DIGEST,
        },
      },
    ])
  })
})

describe('a registry that does not scan', () => {
  it('knows no findings of an image, and no image that is not there', async () => {
    push()
    await expect(look()).rejects.toMatchObject({ name: 'ScanNotFoundException' })
    const imageId = { imageDigest: `sha256:${'b'.repeat(64)}` }
    await expect(look({ imageId })).rejects.toMatchObject({ name: 'ImageNotFoundException' })
  })
})
