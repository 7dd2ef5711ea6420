import { imageReference } from '../prune/image-reference.ts'
import type { FoundContainer, FoundFunction, FoundImage, FoundService } from './found.ts'
import { type Guess, guessTags, type NoGuess } from './guess-tags.ts'
import { ecrImage } from './image-reference.ts'
import type { Wishes } from './name-targets.ts'
import { isThirdParty } from './third-party.ts'

/** What could become a target. */
export interface Draft {
  /** What it is, for people: `service api in cluster production`. */
  readonly called: string
  readonly wishes: Wishes
  readonly place: Place
  /** Containers that are looked after, or would be if a person said what they follow. Of a function one, without a name that counts. */
  readonly followed: readonly Followed[]
  /** Why other containers stay as they are, one line each. */
  readonly leftAlone: readonly string[]
  /** Why it cannot be a target as it is. */
  readonly unusable?: string
}

export type Place =
  | { readonly kind: 'ecs'; readonly found: FoundService }
  | { readonly kind: 'lambda'; readonly found: FoundFunction }

export interface Followed {
  readonly name: string
  /** As longshore.yml writes it: the name alone when it is at home. */
  readonly repository: string
  readonly guess: Guess | NoGuess
}

export function draftService(found: FoundService): Draft {
  const { cluster, service, definition } = found
  const judged = (definition?.containers ?? []).map((container) => judge(container, container.name, found))
  const followed = judged.filter((each) => typeof each !== 'string')
  const unusable = whyNotService(found) ?? whyNothingToFollow(followed)
  return {
    called: `service ${service} in cluster ${cluster}`,
    wishes: [service, `${service}-${cluster}`],
    place: { kind: 'ecs', found },
    followed,
    leftAlone: judged.filter((each) => typeof each === 'string'),
    ...(unusable === undefined ? {} : { unusable }),
  }
}

export function draftFunction(found: FoundFunction): Draft {
  const { function: name, alias, isOneOfMany } = found
  const judged = judge(found, 'image', found)
  const followed = typeof judged === 'string' ? [] : [judged]
  const unusable = typeof judged === 'string' ? judged : whyNothingToFollow(followed)
  return {
    called: alias === undefined ? `function ${name}` : `function ${name}, alias ${alias}`,
    wishes: isOneOfMany && alias !== undefined ? [`${name}-${alias}`] : [name, `${name}-lambda`],
    place: { kind: 'lambda', found },
    followed,
    leftAlone: [],
    ...(unusable === undefined ? {} : { unusable }),
  }
}

function whyNotService({ controller, classicLoadBalancer, definition }: FoundService): string | undefined {
  if (classicLoadBalancer !== undefined)
    return `it uses the classic load balancer ${classicLoadBalancer}, with which ECS does not say how a rollout fares; move it to a target group`
  if (controller === 'CODE_DEPLOY')
    return 'CodeDeploy deploys to it: say by which application and deployment group (codeDeploy), then take the # away'
  if (controller !== 'ECS') return `its deployment controller is ${controller}, which Longshore does not deploy to`
  return definition ? undefined : 'it has no task definition of its own'
}

function whyNothingToFollow(followed: readonly Followed[]): string | undefined {
  if (followed.length === 0) return 'none of its images is in ECR and your own'
  return followed.some(({ guess }) => 'tags' in guess)
    ? undefined
    : 'what its images are named by does not tell: say which tags to follow, then take the # away'
}

/** The container with what it is to follow, or why it is left alone. */
function judge(
  { image, tags, isImmutable }: FoundImage | FoundContainer,
  name: string,
  home: { readonly account: string; readonly region: string },
): Followed | string {
  const found = ecrImage(image)
  if (!found) return `${name} stays as it is: ${image} is not in ECR`
  if (isThirdParty(found.name)) return `${name} stays as it is: ${found.name} is somebody else's image`
  const isAtHome = found.account === home.account && found.region === home.region
  const repository = isAtHome ? found.name : imageReference(image).repository
  const named = found.tag === undefined ? tags : [found.tag]
  return { name, repository, guess: guessTags(named, isImmutable) }
}
