import type { LongshoreConfig } from '../config/normalised.ts'
import { holdOn } from '../domain/hold.ts'
import { isProblem, type RegistryImage } from '../domain/observation.ts'
import { comparePushes } from '../domain/order.ts'
import type { ContainerPolicy, Policy } from '../domain/policy.ts'
import type { TargetRecord } from '../domain/record.ts'
import { whyNotAdmitted } from '../domain/tag-policy.ts'
import type { ExplainCommand } from '../inbound/command.ts'
import type { RecordStore, Registry, StackState } from '../ports.ts'
import { isNamed } from './is-named.ts'

export interface ExplainPorts {
  readonly records: RecordStore
  readonly registry: Registry
  readonly stack: StackState
}

export interface Explanation {
  readonly target: string
  readonly container: string
  readonly takes: boolean
  readonly because: string
}

export interface Explained {
  readonly message: string
  readonly image: { readonly repository: string; readonly tag: string; readonly digest: string | null }
  readonly targets: readonly Explanation[]
}

/** Which targets would take an image by this name if it were pushed now, and why the others would not. */
export async function explain(
  { repository, tag }: ExplainCommand,
  config: LongshoreConfig,
  ports: ExplainPorts,
): Promise<Explained> {
  const containers = Object.values(config.targets).flatMap(({ policy }) =>
    Object.entries(policy.containers).map(([container, containerPolicy]) => ({ policy, container, containerPolicy })),
  )
  const uri = containers
    .map(({ containerPolicy }) => containerPolicy.repository)
    .find((each) => isNamed(each, repository))
  const image = uri ? await imageNamed(uri, tag, ports.registry) : undefined
  const stop = await ports.stack.readStop()
  const targets = await Promise.all(
    containers.map(async ({ policy, container, containerPolicy }): Promise<Explanation> => {
      const why = whyNot(containerPolicy, repository, tag) ?? (stop.stopped ? 'the whole stack is stopped' : undefined)
      const later = why ?? (await whyNotNow(policy, container, image, ports.records))
      return {
        target: policy.target,
        container,
        takes: later === undefined,
        because: later ?? `follows ${shown(containerPolicy)}`,
      }
    }),
  )
  const lines = targets.map(
    ({ target, container, takes, because }) => `${takes ? 'yes' : 'no '}  ${target}/${container}: ${because}`,
  )
  return {
    message: lines.join('\n'),
    image: { repository: uri ?? repository, tag, digest: image?.digest ?? null },
    targets,
  }
}

function whyNot({ repository, tags }: ContainerPolicy, name: string, tag: string): string | undefined {
  return isNamed(repository, name) ? whyNotAdmitted(tags, tag) : `runs images of ${repository}`
}

async function imageNamed(repository: string, tag: string, registry: Registry): Promise<RegistryImage | undefined> {
  const named = await registry.named(repository, [tag])
  return isProblem(named) ? undefined : named[tag]
}

async function whyNotNow(
  policy: Policy,
  container: string,
  image: RegistryImage | undefined,
  records: RecordStore,
): Promise<string | undefined> {
  const { record } = await records.load(policy.target)
  if (record?.stopped) return `${policy.target} is stopped by ${record.stopped.by}`
  if (policy.mode === 'observe') return 'the target is only observed (mode: observe)'
  return record && image ? whyLeftAlone(record, policy, container, image) : undefined
}

function whyLeftAlone(
  record: TargetRecord,
  policy: Policy,
  container: string,
  image: RegistryImage,
): string | undefined {
  const containerPolicy = policy.containers[container]
  if (!containerPolicy) return undefined
  const running = record.settledOn?.images
  const images = { ...running, [container]: { repository: containerPolicy.repository, digest: image.digest } }
  const hold = holdOn(record, { images })
  if (hold) return `this image is on hold: ${hold.why}`
  if (running?.[container]?.digest === image.digest) return 'it runs already'
  const mark = record.mark[container]
  if (!mark || containerPolicy.order === 'exact' || mark.digest === image.digest) return undefined
  return comparePushes(containerPolicy.order, image, mark) < 0 ? `${mark.tag} is newer` : undefined
}

function shown({ tags }: ContainerPolicy): string {
  if (tags.kind === 'exact') return `the tag ${tags.tag}`
  return tags.kind === 'semver' ? `versions within ${tags.range}` : tags.shown
}
