import type { Evidence } from '../../shared/domain/fact.ts'
import type { Digests, Millis } from '../../shared/domain/image.ts'
import type { Problem } from '../../shared/domain/observation.ts'
import type { Clock } from '../../shared/ports.ts'
import type { FakeRegistry } from './fake-registry.ts'
import type { Fate, ModelService, Surroundings } from './platform-model.ts'
import type { Touch } from './touch.ts'

export interface FakePlatformOptions {
  readonly clock: Clock
  /** Resolves tags of carriers that are not pinned, and tells children of indexes. */
  readonly registry?: FakeRegistry
  readonly touch?: Touch
}

export type TagRefs = Readonly<Record<string, { readonly repository: string; readonly tag: string }>>

/** What the platform would have sent as an event. */
export type PlatformEvent =
  | { readonly kind: 'task-stopped'; readonly target: string; readonly at: Millis; readonly evidence: Evidence }
  | { readonly kind: 'rollout-changed'; readonly target: string; readonly at: Millis; readonly rollout: string }

export interface Carrier {
  readonly name: string
  readonly digests?: Digests
  readonly tags?: TagRefs
  readonly deploymentId?: string
}

export interface State {
  readonly options: FakePlatformOptions
  readonly services: Map<string, ModelService>
  readonly carriers: Map<string, Carrier>
  readonly fates: Map<string, Fate>
  readonly problems: Map<string, Problem>
  readonly staleness: Map<string, Millis>
  readonly snapshots: Map<string, Snapshot[]>
  readonly world: Surroundings
  events: PlatformEvent[]
  counter: number
}

export interface Snapshot {
  readonly at: Millis
  readonly service: ModelService
}
