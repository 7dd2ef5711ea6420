import { isProblem, type RegistryImage } from '../domain/observation.ts'
import { comparePushes } from '../domain/order.ts'
import type { ContainerPolicy } from '../domain/policy.ts'
import type { TargetRecord } from '../domain/record.ts'
import type { ImageWish } from '../inbound/image-wish.ts'
import type { Registry } from '../ports.ts'

/**
 * An image as containers would see it: a tag as the registry has it, a digest by the newest of its tags that the container follows;
 * undefined when there is none, or it cannot be asked. Asks once for each question.
 */
export function followedImage({ tag, digest }: ImageWish, registry: Registry) {
  const asked = new Map<string, Promise<RegistryImage | undefined>>()
  const look = async ({ repository, tags, order }: ContainerPolicy): Promise<RegistryImage | undefined> => {
    const found =
      tag === undefined ? await registry.admitted(repository, tags) : await registry.named(repository, [tag])
    if (isProblem(found)) return undefined
    const images = Object.values(found).filter((image) => digest === undefined || image.digest === digest)
    return images.toSorted((a, b) => comparePushes(order, a, b)).at(-1)
  }
  return (policy: ContainerPolicy): Promise<RegistryImage | undefined> => {
    const key = JSON.stringify([policy.repository, tag === undefined && policy.tags])
    const answer = asked.get(key) ?? look(policy)
    asked.set(key, answer)
    return answer
  }
}

/** The tag of a newer push than this image, if the record knows of one. */
export function newerThan(
  { mark }: Pick<TargetRecord, 'mark'>,
  container: string,
  { order }: ContainerPolicy,
  image: RegistryImage,
): string | undefined {
  const newest = mark[container]
  if (!newest || order === 'exact' || newest.digest === image.digest) return undefined
  return comparePushes(order, image, newest) < 0 ? newest.tag : undefined
}
