import type { Image } from '../domain/image.ts'
import { isProblem } from '../domain/observation.ts'
import type { Policy } from '../domain/policy.ts'
import { releaseKey } from '../domain/release.ts'
import type { ImageWish } from '../inbound/image-wish.ts'
import type { Registry } from '../ports.ts'
import { BadCommand } from './bad-command.ts'
import { isNamed } from './is-named.ts'

/**
 * Finds the digest of an image that a person named. Throws {@link BadCommand} when no repository of the target has it, when
 * several do, or when the registry cannot be read.
 */
export async function resolveImage(wish: ImageWish, policy: Policy, registry: Registry): Promise<Image> {
  const repositories = repositoriesOf(wish, policy)
  const found = await Promise.all(repositories.map((repository) => lookUp(wish, repository, registry)))
  const images = found.filter((image) => image !== undefined)
  const [image] = images
  const name = wish.tag ?? wish.digest ?? ''
  if (!image) throw new BadCommand(`There is no image ${name} in ${repositories.join(' or ')}.`)
  if (images.length > 1) {
    const spelled = images.map((each) => `${each.repository}:${name}`)
    throw new BadCommand(`Several repositories of ${policy.target} have ${name}. Name one: ${spelled.join(' or ')}.`)
  }
  return image
}

function repositoriesOf(wish: ImageWish, policy: Policy): string[] {
  const all = [...new Set(Object.values(policy.containers).map(({ repository }) => repository))]
  const wanted = all.filter((repository) => !wish.repository || isNamed(repository, wish.repository))
  if (wanted.length > 0) return wanted
  throw new BadCommand(
    `${policy.target} runs nothing of ${wish.repository ?? ''}. Its repositories: ${all.join(', ')}.`,
  )
}

async function lookUp(wish: ImageWish, repository: string, registry: Registry): Promise<Image | undefined> {
  return wish.digest
    ? lookUpDigest({ repository, digest: wish.digest, ...(wish.tag ? { tag: wish.tag } : {}) }, registry)
    : lookUpTag(wish.tag ?? '', repository, registry)
}

async function lookUpTag(tag: string, repository: string, registry: Registry): Promise<Image | undefined> {
  const named = await registry.named(repository, [tag])
  if (isProblem(named)) throw new BadCommand(named.message)
  const image = named[tag]
  return image && { repository, tag, digest: image.digest }
}

async function lookUpDigest(image: Image, registry: Registry): Promise<Image | undefined> {
  const release = { images: { image } }
  const candidates = await registry.usable([{ release, origin: 'found', at: 0 }])
  if (isProblem(candidates)) throw new BadCommand(candidates.message)
  return candidates.some((candidate) => candidate.release === releaseKey(release) && candidate.usable)
    ? image
    : undefined
}
