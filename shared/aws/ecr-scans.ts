import type {
  DescribeImageScanFindingsCommandOutput,
  EnhancedImageScanFinding,
  ImageScanFinding,
  ImageScanFindings,
  ScanStatus,
} from '@aws-sdk/client-ecr'
import type { Digest } from '../domain/image.ts'
import { isProblem, type Problem } from '../domain/observation.ts'
import { type ScanSight, type Severity, severities } from '../domain/proof.ts'
import type { Registry } from '../ports.ts'
import type { Scans } from '../proof-ports.ts'
import type { EcrScanApi } from './ecr-scan-api.ts'
import { errorName } from './problem.ts'
import { answering, calling, Refusal, refuse } from './refusal.ts'
import { parseRepositoryUri } from './repository-uri.ts'

/** Findings that one call names; how many there are of each severity is told whole. */
const mostNamed = 1000
const mostWorst = 20

/** In these a scan has told what it will; in these it is still coming. Whatever else there is will never tell. */
const told: readonly (ScanStatus | undefined)[] = ['COMPLETE', 'ACTIVE']
const coming: readonly (ScanStatus | undefined)[] = ['IN_PROGRESS', 'PENDING', undefined]

export interface EcrScansOptions {
  /** One client a region. */
  readonly client: (region: string) => Promise<EcrScanApi>
  readonly children: Registry['children']
}

/** What scans of images in ECR found, by ECR itself or by Inspector. */
export function ecrScans({ client, children }: EcrScansOptions): Scans {
  return {
    findings: (uri, digest) =>
      answering(async () => {
        const own = await answering(() => scanOf(client, uri, digest))
        if (isProblem(own) ? own.cause !== 'unsupported' : own.kind === 'scanned') return own
        // An index is not scanned; each image that it lists is.
        const listed = await children(uri, digest)
        if (isProblem(listed)) return listed
        if (listed.length === 0) return own
        const parts = await Promise.all(listed.map((child) => answering(() => scanOf(client, uri, child))))
        return together(pending(uri, digest), parts)
      }),
  }
}

async function scanOf(client: EcrScansOptions['client'], uri: string, digest: Digest): Promise<ScanSight> {
  const place = parseRepositoryUri(uri)
  if (!place) return refuse('invalid', `${uri} is not the URI of an ECR repository. Correct it in longshore.yml.`)
  const api = await client(place.region)
  const doing = { action: 'ecr:DescribeImageScanFindings', subject: `the scan of ${uri}@${digest}` }
  const asked = { registryId: place.registryId, repositoryName: place.name, imageId: { imageDigest: digest } }
  try {
    const answer = await calling(doing, () => api.describeImageScanFindings({ ...asked, maxResults: mostNamed }))
    return sightOf(uri, digest, answer)
  } catch (error) {
    if (!(error instanceof Refusal) || errorName(error.cause) !== 'ScanNotFoundException') throw error
    return pending(uri, digest)
  }
}

function sightOf(
  repository: string,
  digest: Digest,
  { imageScanStatus, imageScanFindings }: DescribeImageScanFindingsCommandOutput,
): ScanSight {
  const { status, description } = imageScanStatus ?? {}
  if (coming.includes(status)) return pending(repository, digest)
  if (!told.includes(status)) {
    const why = description ? `: ${description}` : ''
    const mend = 'Have it scanned again, or say under scan.whenUnknown what becomes of such images.'
    return refuse('unsupported', `The scan of ${repository}@${digest} ended ${status}${why}. ${mend}`)
  }
  if (!imageScanFindings || (status === 'ACTIVE' && !isOnceOver(imageScanFindings))) return pending(repository, digest)
  const { findings = [], enhancedFindings = [], findingSeverityCounts } = imageScanFindings
  const all = [...findings.map(named), ...enhancedFindings.filter(isOpen).map(namedByInspector)]
  return {
    ...{ kind: 'scanned', repository, digest },
    counts: countsOf(
      findingSeverityCounts ? Object.entries(findingSeverityCounts) : all.map(({ severity }) => [severity, 1]),
    ),
    worst: worstOf(all),
  }
}

/** A scan that goes on for ever is ACTIVE from its beginning: it has no time, and nothing found, until the first is over. */
function isOnceOver({
  imageScanCompletedAt,
  vulnerabilitySourceUpdatedAt,
  enhancedFindings = [],
}: ImageScanFindings): boolean {
  return (imageScanCompletedAt ?? vulnerabilitySourceUpdatedAt) !== undefined || enhancedFindings.length > 0
}

/** What somebody suppressed in Inspector, or what is mended, is no concern. */
function isOpen({ status }: EnhancedImageScanFinding): boolean {
  return status !== 'SUPPRESSED' && status !== 'CLOSED'
}

function pending(repository: string, digest: Digest): ScanSight {
  return { kind: 'pending', repository, digest, counts: {}, worst: [] }
}

/** The most of each severity that any of them has: all of them hold much the same. Nobody scans those that hold nothing to run. */
function together(index: ScanSight, parts: readonly (ScanSight | Problem)[]): ScanSight | Problem {
  const seen = parts.filter((part) => !isProblem(part))
  const [problem] = parts.filter(isProblem)
  if (problem && (seen.length === 0 || problem.cause !== 'unsupported')) return problem
  if (seen.some(({ kind }) => kind === 'pending')) return index
  const counts = severities.map((severity) => [severity, Math.max(...seen.map((part) => part.counts[severity] ?? 0))])
  return {
    ...index,
    kind: 'scanned',
    counts: Object.fromEntries(counts.filter(([, count]) => count !== 0)),
    worst: worstOf(seen.flatMap(({ worst }) => worst)),
  }
}

type Named = ScanSight['worst'][number]

function named({ name = 'a finding without a name', severity }: ImageScanFinding): Named {
  return { name, severity: severityOf(severity) }
}

function namedByInspector({ title, severity, packageVulnerabilityDetails }: EnhancedImageScanFinding): Named {
  const name = packageVulnerabilityDetails?.vulnerabilityId ?? title ?? 'a finding without a name'
  return { name, severity: severityOf(severity) }
}

function worstOf(all: readonly Named[]): Named[] {
  const once = new Map(all.map((finding) => [finding.name, finding]))
  return [...once.values()]
    .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
    .slice(0, mostWorst)
}

function countsOf(counts: readonly (readonly [string, number | undefined])[]): ScanSight['counts'] {
  const found = new Map<Severity, number>()
  for (const [name, count = 0] of counts) {
    const severity = severityOf(name)
    if (count > 0) found.set(severity, (found.get(severity) ?? 0) + count)
  }
  return Object.fromEntries(found)
}

/** `UNDEFINED` and what is new some day: nobody has judged it. */
function severityOf(name: string | undefined): Severity {
  return severities.find((severity) => severity === name) ?? 'UNTRIAGED'
}
