import type { Image, Images } from '../domain/image.ts'
import { needsOf } from '../domain/needs.ts'
import type { ContainerPolicy, Policy } from '../domain/policy.ts'
import type { Pending, TargetRecord } from '../domain/record.ts'
import type { Context } from '../domain/step.ts'
import { whyNotAdmitted } from '../domain/tag-policy.ts'
import { type ObservationPorts, observe } from '../reconcile/observe.ts'
import { followedImage, newerThan } from './followed-image.ts'
import { obstacles } from './obstacles.ts'

/** An image as if it had been pushed just now. */
export interface ByItself {
  readonly record: TargetRecord
  readonly image: Image
  readonly policy: Policy
  readonly context: Context
  readonly ports: ObservationPorts
}

/** What would keep an image from starting if nobody asked for it but its push. */
export async function byItself({ record, image, policy, context, ports }: ByItself): Promise<string[]> {
  const takers = Object.entries(policy.containers).filter(([, { repository }]) => repository === image.repository)
  const reasons = await Promise.all(takers.map((taker) => whyNotFollowed(taker, image, record, ports)))
  const found = reasons.filter((reason) => reason !== undefined)
  if (found.length === takers.length) return found
  const pending = pushOf(Object.fromEntries(takers.map(([name]) => [name, image])))
  const thought = { ...record, pending }
  const observation = await observe(thought, policy, needsOf(thought, [], policy, context.now), undefined, ports)
  return [...found, ...obstacles({ record: thought, pending, context: { ...context, observation } })]
}

/** As if it had waited long enough for other pushes, and only its scans were to be asked about. */
function pushOf(images: Images): Pending {
  const trigger = { kind: 'push' as const, id: 'diff', at: 0 }
  return { deploymentId: 'diff', trigger, images, firstAt: 0, lastAt: 0, scansSince: {} }
}

async function whyNotFollowed(
  [container, policy]: readonly [string, ContainerPolicy],
  { tag, digest }: Image,
  record: TargetRecord,
  { registry }: ObservationPorts,
): Promise<string | undefined> {
  const because = tag === undefined ? undefined : whyNotAdmitted(policy.tags, tag)
  if (because !== undefined) return `${container}: ${because}`
  const image = await followedImage(tag === undefined ? { digest } : { tag }, registry)(policy)
  if (!image) return `${container}: no tag that it follows names this image`
  const newer = newerThan(record, container, policy, image)
  return newer === undefined ? undefined : `${container}: ${newer} is newer`
}
