import type { DescribeImageScanFindingsCommandOutput, ImageScanFindings } from '@aws-sdk/client-ecr'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { ecrApi } from '../../shared/aws/ecr-api.ts'
import { ecrRegistry } from '../../shared/aws/ecr-registry.ts'
import { ecrScanApi } from '../../shared/aws/ecr-scan-api.ts'
import { ecrScans } from '../../shared/aws/ecr-scans.ts'
import type { Digest } from '../../shared/domain/image.ts'
import type { Scans } from '../../shared/proof-ports.ts'
import { type AwsWorld, host, startAws } from '../contracts/aws-world.ts'

const uri = `${host}/team/api`

describe('a scan', () => {
  let aws: AwsWorld
  let scans: Scans
  beforeEach(async () => {
    aws = await startAws()
    const settings = { ...clientSettings(), maxAttempts: 1 }
    const { children } = ecrRegistry(async () => ecrApi(settings))
    scans = ecrScans({ client: async () => ecrScanApi(settings), children })
  })
  afterEach(() => aws.stop())

  function pushed(index = false): { readonly digest: Digest } {
    const { digest } = aws.ecr.push({
      ...{ repository: 'team/api', tag: 'v1' },
      ...(index ? { index: { reportsChild: true } } : {}),
    })
    return { digest: digest as Digest }
  }

  it.each(['basic', 'enhanced'] as const)('that is %s tells how many there are, and the worst by name', async (how) => {
    aws.ecr.scanning(how)
    const image = pushed()
    aws.ecr.scan(image.digest, { critical: 1, high: 2, low: 40 })
    expect(await scans.findings(uri, image.digest)).toMatchObject({ kind: 'pending', counts: {}, worst: [] })
    await aws.run(60_000)
    const seen = await scans.findings(uri, image.digest)
    expect(seen).toMatchObject({
      ...{ kind: 'scanned', repository: uri, digest: image.digest },
      counts: { CRITICAL: 1, HIGH: 2, LOW: 40 },
      worst: [
        { name: 'CVE-2026-1001', severity: 'CRITICAL' },
        { name: 'CVE-2026-2001', severity: 'HIGH' },
        { name: 'CVE-2026-2002', severity: 'HIGH' },
        ...Array.from({ length: 17 }, () => ({ severity: 'LOW' })),
      ],
    })
  })

  it('that nobody began is pending', async () => {
    expect(await scans.findings(uri, pushed().digest)).toMatchObject({ kind: 'pending' })
  })

  it('of an index is that of what it lists', async () => {
    aws.ecr.scanning('basic')
    const index = pushed(true)
    aws.ecr.scan(index.digest, { high: 3 })
    expect(await scans.findings(uri, index.digest)).toMatchObject({ kind: 'pending', digest: index.digest })
    await aws.run(60_000)
    expect(await scans.findings(uri, index.digest)).toMatchObject({
      ...{ kind: 'scanned', digest: index.digest, counts: { HIGH: 3 } },
    })
  })

  it.each(['fails', 'unsupported'] as const)('that %s never tells, and says so', async (ends) => {
    aws.ecr.scanning('basic')
    const image = pushed()
    aws.ecr.scan(image.digest, { ends })
    await aws.run(60_000)
    expect(await scans.findings(uri, image.digest)).toMatchObject({
      kind: 'problem',
      cause: 'unsupported',
      message: expect.stringContaining('scan.whenUnknown'),
    })
  })

  it('of an image that is gone is a problem', async () => {
    pushed()
    const seen = await scans.findings(uri, `sha256:${'0'.repeat(64)}`)
    expect(seen).toMatchObject({ kind: 'problem', cause: 'gone' })
  })
})

describe('the scan of an index', () => {
  const digests = ['1', '2', '3'].map((digit) => `sha256:${digit.repeat(64)}` as const)
  const [index, first, second] = digests

  function scansWith(answers: Readonly<Record<string, Partial<DescribeImageScanFindingsCommandOutput>>>): Scans {
    return ecrScans({
      children: async () => [first ?? 'sha256:', second ?? 'sha256:'],
      client: async () => ({
        async describeImageScanFindings({ imageId }) {
          const answer = answers[imageId?.imageDigest ?? '']
          if (answer) return { $metadata: {}, ...answer }
          throw Object.assign(new Error('none'), { name: 'ScanNotFoundException', $metadata: { httpStatusCode: 400 } })
        },
      }),
    })
  }

  const scanned = (findingSeverityCounts: Record<string, number>) => ({
    imageScanStatus: { status: 'COMPLETE' as const },
    imageScanFindings: { findingSeverityCounts },
  })
  const unsupported = { imageScanStatus: { status: 'UNSUPPORTED_IMAGE' as const } }

  it('takes the most of each severity, and names what nobody judged', async () => {
    const scans = scansWith({
      [first ?? '']: scanned({ HIGH: 2, UNDEFINED: 1 }),
      [second ?? '']: scanned({ HIGH: 1, CRITICAL: 1, UNTRIAGED: 2 }),
    })
    expect(await scans.findings(uri, index ?? 'sha256:')).toMatchObject({
      kind: 'scanned',
      counts: { CRITICAL: 1, HIGH: 2, UNTRIAGED: 2 },
    })
  })

  it('counts what it names where nobody did, and waits while it names nothing at all', async () => {
    const enhancedFindings = ['HIGH', 'HIGH', 'LOW'].map((severity, at) => ({ severity, title: `flaw ${at}` }))
    const scans = scansWith({
      [index ?? '']: {
        imageScanStatus: { status: 'ACTIVE' },
        imageScanFindings: { enhancedFindings, imageScanCompletedAt: new Date(0) },
      },
    })
    expect(await scans.findings(uri, index ?? 'sha256:')).toMatchObject({
      kind: 'scanned',
      counts: { HIGH: 2, LOW: 1 },
    })
    const active = { imageScanStatus: { status: 'ACTIVE' as const } }
    const early = scansWith({ [index ?? '']: active, [first ?? '']: active, [second ?? '']: active })
    expect(await early.findings(uri, index ?? 'sha256:')).toMatchObject({ kind: 'pending' })
  })

  it('that goes on for ever is not over before its first time', async () => {
    const active = { imageScanStatus: { status: 'ACTIVE' as const } }
    const withFindings = (imageScanFindings: ImageScanFindings) =>
      scansWith({
        [index ?? '']: { ...active, imageScanFindings },
        ...{ [first ?? '']: active, [second ?? '']: active },
      }).findings(uri, index ?? 'sha256:')
    expect(await withFindings({ enhancedFindings: [], findingSeverityCounts: {} })).toMatchObject({ kind: 'pending' })
    for (const time of ['imageScanCompletedAt', 'vulnerabilitySourceUpdatedAt'])
      expect(await withFindings({ [time]: new Date(0) })).toMatchObject({ kind: 'scanned', counts: {}, worst: [] })
  })

  it('counts nothing that somebody suppressed, nor what is closed', async () => {
    const enhancedFindings = ['SUPPRESSED', 'CLOSED', 'ACTIVE'].map((status, at) => ({
      ...{ status, title: `flaw ${at}` },
      severity: 'CRITICAL',
    }))
    const scans = scansWith({
      [index ?? '']: {
        imageScanStatus: { status: 'ACTIVE' },
        imageScanFindings: { enhancedFindings, imageScanCompletedAt: new Date(0) },
      },
    })
    expect(await scans.findings(uri, index ?? 'sha256:')).toMatchObject({
      ...{ kind: 'scanned', counts: { CRITICAL: 1 } },
      worst: [{ name: 'flaw 2', severity: 'CRITICAL' }],
    })
  })

  it('waits for the last, and passes over what cannot be scanned beside what can', async () => {
    const waiting = scansWith({ [first ?? '']: scanned({}) })
    expect(await waiting.findings(uri, index ?? 'sha256:')).toMatchObject({ kind: 'pending' })
    const attested = scansWith({ [first ?? '']: scanned({ LOW: 1 }), [second ?? '']: unsupported })
    expect(await attested.findings(uri, index ?? 'sha256:')).toMatchObject({ kind: 'scanned', counts: { LOW: 1 } })
    const nothing = scansWith({ [first ?? '']: unsupported, [second ?? '']: unsupported })
    expect(await nothing.findings(uri, index ?? 'sha256:')).toMatchObject({ kind: 'problem' })
  })
})
