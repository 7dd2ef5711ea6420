import type { Millis } from './image.ts'

/** Something that is looked at once a release is rolled out, and must hold before it counts as proven. Plain data of the policy. */
export type Proof = HttpProof | MetricProof | LogProof | FunctionProof

interface ProofBase {
  /** What people call it; unique among the proofs of a policy. */
  readonly name: string
  /** What becomes of the release when this cannot be told for the deadline after the bake time. */
  readonly whenUnknown: 'fail' | 'pass'
  /** Failing looks in a row that condemn the release, 1 or more. */
  readonly failures: number
}

/** Where a secret is kept; its value appears nowhere. */
export type HeaderSecret = { readonly ssm: string } | { readonly secret: string }

/** A GET request that must be answered as said. */
export interface HttpProof extends ProofBase {
  readonly kind: 'http'
  /** `http:` or `https:`, without credentials. Its query is told to nobody. */
  readonly url: string
  /** Status codes that pass, one or more. */
  readonly status: readonly number[]
  /** A header of the answer and what it contains, whatever the case. */
  readonly header?: { readonly name: string; readonly contains: string }
  /** Text in the answer's body, or the source of a regular expression (flag `u`) that is found in it. */
  readonly body?: { readonly contains: string } | { readonly matches: string }
  /** Longest time to the end of an answer, at most 5,000 ms. */
  readonly withinMs: Millis
  /** Passes back to back that make one passed look. */
  readonly times: number
  readonly redirects: 'refuse' | 'follow'
  /** Headers sent along, by name: plain text, or the secret that holds the value. */
  readonly headers?: Readonly<Record<string, string | HeaderSecret>>
  /** Looked at from inside the network that `checks.vpc` names. */
  readonly through?: 'vpc'
}

/** Something that CloudWatch measures. */
export interface Measure {
  readonly namespace: string
  readonly metric: string
  readonly dimensions: Readonly<Record<string, string>>
  /** As CloudWatch calls it: `Average`, `Sum`, `p95`. */
  readonly statistic: string
}

/** A metric since the rollout, against the same metric before the deployment began. */
export interface MetricProof extends ProofBase {
  readonly kind: 'metric'
  readonly what: Measure
  /** Divides `what`: errors over requests make a rate. */
  readonly over?: Measure
  /** Passes while it is at most `factor` times what it was before, plus `plus` (default 0). */
  readonly atMost: { readonly factor: number; readonly plus?: number }
  /** How much of the time before is compared with. */
  readonly windowMs: Millis
  /** Fewer minutes with data than this on either side tell nothing: unknown. */
  readonly least: number
  /** What a minute without data is of `what`, where nothing divides it: none was counted, or nobody knows (default). */
  readonly missing?: 'zero' | 'unknown'
}

/** Lines that must not appear in a log since the rollout. */
export interface LogProof extends ProofBase {
  readonly kind: 'log'
  readonly group: string
  /** Filter pattern of CloudWatch Logs. */
  readonly pattern: string
  /** Matching lines that are still all right. */
  readonly atMost: number
}

/** A Lambda function that answers `{"ok": boolean, "reason": string}`. */
export interface FunctionProof extends ProofBase {
  readonly kind: 'function'
  readonly function: string
  readonly qualifier?: string
  /** Sent beside what is known of the deployment: text that is JSON. */
  readonly payload?: string
}

/**
 * What one look at a proof came to. `unknown`: neither passed nor failed, because it could not be told (denied, throttled, too
 * little data).
 */
export interface ProofSight {
  /** Of the proof. */
  readonly name: string
  /** When it was looked at. */
  readonly at: Millis
  readonly verdict: 'passed' | 'failed' | 'unknown'
  /** Evidence in plain words without any secret, at most 300 characters: `GET https://api.example.com/healthz answered 500: "upstream down"`. */
  readonly words: string
  /** Of a log: until when it was searched without any line found, whatever the verdict. */
  readonly searchedTo?: Millis
}

/** A proof as far as it was looked at. */
export interface ProofStanding extends ProofSight {
  /** Failing looks in a row. A look that could tell nothing neither adds to them nor ends them. */
  readonly failures: number
}

/** How bad what an image scan found is, as ECR calls it; worst first. */
export const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNTRIAGED'] as const
export type Severity = (typeof severities)[number]

/** What the scan of an image may find before a start. */
export interface ScanPolicy {
  /** Findings of this severity and worse count. */
  readonly severity: Severity
  /** Findings that are still all right. */
  readonly atMost: number
  /** Longest wait for the scan to complete. */
  readonly withinMs: Millis
  /** What becomes of a start whose images nobody scanned in that time. */
  readonly whenUnknown: 'fail' | 'pass'
}

/** What is known of the scan of one image. `pending`: it is still coming. Why it cannot be told is a `Problem` instead. */
export interface ScanSight {
  readonly kind: 'scanned' | 'pending'
  readonly repository: string
  readonly digest: string
  /** Findings by severity; a severity without any is absent. Empty while `pending`. */
  readonly counts: Readonly<Partial<Record<Severity, number>>>
  /** Names (`CVE-2026-1234`) of the worst findings, worst first, at most twenty. */
  readonly worst: readonly { readonly name: string; readonly severity: Severity }[]
}
