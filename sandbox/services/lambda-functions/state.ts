import type {
  Architecture,
  LastUpdateStatus,
  LastUpdateStatusReasonCode,
  State,
  StateReasonCode,
} from '@aws-sdk/client-lambda'
import type { Random, World } from '../../kernel/service.ts'
import type { Range } from '../ecs/timings.ts'
import type { FunctionFate } from './function-fates.ts'
import type { InvocationMetric } from './invocation-metrics.ts'

/** An image as a function was given it, and the digest that it meant at that moment. */
export interface FunctionCode {
  readonly imageUri: string
  /** `HOST/repository@sha256:…` */
  readonly resolvedImageUri: string
  readonly digest: string
}

export interface FunctionSettings {
  readonly role: string
  readonly timeoutSeconds: number
  readonly memorySize: number
  readonly architecture: Architecture
  readonly description: string
  readonly environment: Readonly<Record<string, string>>
}

/** What one version of a function runs. Functions of zip files have no code here: nothing in the sandbox runs it. */
export interface Snapshot {
  readonly code?: FunctionCode
  readonly settings: FunctionSettings
}

export interface Lifecycle {
  readonly state: State
  readonly reason?: string
  readonly code?: StateReasonCode
}

export interface LastUpdate {
  readonly status: LastUpdateStatus
  readonly reason?: string
  readonly code?: LastUpdateStatusReasonCode
}

/** A published version: its snapshot never changes. */
export interface FunctionVersion extends Snapshot {
  readonly number: string
  readonly publishedAt: number
  readonly description: string
  revisionId: string
  lifecycle: Lifecycle
}

export interface FunctionAlias {
  readonly name: string
  readonly version: string
  /** Share of requests (0 to 1) that another version gets; at most one. */
  readonly weights: Readonly<Record<string, number>>
  readonly description: string
  readonly revisionId: string
}

export interface FunctionTimings {
  /** Seconds that an update of code or configuration takes. */
  readonly update: Range
  /** Seconds for which a published version is pending. */
  readonly publish: Range
  /** Seconds that an idle function takes to become active again. */
  readonly activate: Range
}

export interface SimulatedFunction {
  readonly name: string
  readonly arn: string
  readonly packageType: 'Image' | 'Zip'
  readonly timings: FunctionTimings
  /** What GetFunction shows of `$LATEST` after an update that failed. */
  readonly afterFailedUpdate: 'old' | 'new'
  /** What `$LATEST` runs. During an update it is still the old code. */
  serving: Snapshot
  /** What GetFunction shows of `$LATEST`. */
  shown: Snapshot
  revisionId: string
  modifiedAt: number
  lifecycle: Lifecycle
  lastUpdate: LastUpdate
  nextVersion: number
  readonly versions: Map<string, FunctionVersion>
  readonly aliases: Map<string, FunctionAlias>
  readonly tags: Readonly<Record<string, string>>
}

/** Finds what an image reference names now; undefined when it cannot be had. */
export interface FunctionImages {
  readonly resolve: (reference: string) => { readonly digest: string; readonly isIndex: boolean } | undefined
}

/** One invocation of a function's image, for read-back. */
export interface ImageInvocation {
  readonly at: number
  readonly name: string
  /** Alias or version that was asked for. */
  readonly qualifier?: string
  /** `$LATEST` or the number of the version that ran. */
  readonly version: string
  readonly digest?: string
  readonly ended: 'ok' | 'error' | 'throttled'
}

export interface FunctionsState {
  readonly world: World
  readonly random: Random
  readonly images: FunctionImages
  /** Told of what each invocation measured. */
  readonly measure: (metric: InvocationMetric) => void
  readonly functions: Map<string, SimulatedFunction>
  /** What functions answer when all is well, by name; `{}` where nothing is said. */
  readonly answers: Map<string, () => object>
  /** Whether the clock waits for this caller, an access key id: it would wait for ever for an invocation to last its time. */
  holdsClock: (caller: string) => boolean
  /** What becomes of functions that run an image, by its digest. */
  readonly fates: Map<string, FunctionFate>
  /** The processor an image was built for, by its digest; images that are not in here run on any. */
  readonly architectures: Map<string, Architecture>
  readonly invocations: ImageInvocation[]
}
