import { parseRepositoryUri } from '../../config/aws-names.ts'
import { type Digest, type Millis, shortDigest } from '../../domain/image.ts'
import type { ContainerPolicy } from '../../domain/policy.ts'
import type { Facts, LifecycleSight, RepositorySight } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { fits, takenAway } from '../lifecycle-policy.ts'
import { type NeededImage, neededImages } from '../needed-images.ts'
import { listed } from './by-target.ts'
import { followersOf, oneTarget } from './existence.ts'

const ahead: Millis = 30 * 24 * 60 * 60_000

/** Lifecycle policies leave alone what runs and what a rollback needs, now and for a month without pushes. */
export function lifecyclesSpareTheLedger(facts: Facts): Finding[] {
  return Object.entries(facts.lifecycles).flatMap(([uri, seen]) =>
    seen.kind === 'seen' ? lifecycleFindings(facts, uri, seen.value) : [],
  )
}

function lifecycleFindings(facts: Facts, uri: string, { policy, images }: LifecycleSight): Finding[] {
  const name = parseRepositoryUri(uri)?.name ?? uri
  const [now, later] = [facts.now, facts.now + ahead].map((at) => takenAway(policy, images, at))
  const about = { check: 'lifecycle-policy', ...oneTarget(followersOf(facts, uri)) }
  if (!now || !later) {
    return [
      {
        ...{ ...about, severity: 'note' },
        what: `The lifecycle policy of the repository ${name} holds rules that Longshore cannot judge.`,
        why: 'Whether it deletes images that a rollback needs is not known.',
        mend: "Look at the preview of the policy in ECR's console, and keep the images that `longshore status` lists.",
      },
    ]
  }
  const needed = neededImages(facts, uri)
  const lostNow = lost(needed, now)
  const lostLater = lost(needed, later)
  if (lostLater.length === 0) return []
  const isNow = lostNow.length > 0
  const some = isNow ? lostNow : lostLater
  return [
    {
      ...{ ...about, severity: isNow ? 'error' : 'warning' },
      what: `Rule ${[...new Set(some.map(({ rule }) => rule))].join(', ')} of the lifecycle policy of the repository ${name} deletes ${listed(some.map(({ why }) => why))} ${isNow ? 'within a day' : 'within 30 days, if nothing newer is deployed'}.`,
      why: 'Tasks that start anew cannot pull it, and Longshore cannot go back to it.',
      mend: 'Keep more images, or for longer: at least those that run, and as many releases back as you want to be able to go.',
    },
  ]
}

/** A child of an index is safe as long as that index stays. */
function lost(
  needed: readonly NeededImage[],
  taken: readonly { readonly digest: Digest; readonly rule: number }[],
): { readonly why: string; readonly rule: number }[] {
  return needed.flatMap(({ digest, indexes, why }) => {
    const rules = [digest, ...indexes].map((each) => taken.find((one) => one.digest === each)?.rule)
    const [rule] = rules
    if (rule === undefined || rules.slice(1).some((each) => each === undefined)) return []
    return [{ rule, why: `${why} (${shortDigest(digest)})` }]
  })
}

/** Tags can do what the tag policy expects of them. */
export function tagsCanMove(facts: Facts): Finding[] {
  return Object.entries(facts.repositories).flatMap(([uri, seen]) => {
    if (seen.kind !== 'seen') return []
    const followers = Object.entries(facts.config.targets).flatMap(([target, { policy }]) =>
      Object.values(policy.containers)
        .filter(({ repository }) => repository === uri)
        .map(({ tags }) => ({ target, tags })),
    )
    return [...stuckTags(uri, seen.value, followers), ...looseTags(uri, seen.value, followers)]
  })
}

interface Follower {
  readonly target: string
  readonly tags: ContainerPolicy['tags']
}

function stuckTags(uri: string, repository: RepositorySight, followers: readonly Follower[]): Finding[] {
  const name = parseRepositoryUri(uri)?.name ?? uri
  const stuck = followers.flatMap(({ target, tags }) =>
    tags.kind === 'exact' && !mayMove(repository, tags.tag) ? [{ target, tag: tags.tag }] : [],
  )
  return [...Map.groupBy(stuck, ({ tag }) => tag)].map(([tag, some]) => ({
    ...{ check: 'tag-mutability', severity: 'error', ...oneTarget([...new Set(some.map(({ target }) => target))]) },
    what: `The repository ${name} is ${repository.mutability}, and ${listed([...new Set(some.map(({ target }) => target))])} follows its tag ${tag} alone.`,
    why: 'An immutable tag can be pushed once: no second image ever gets it, so that nothing is deployed any more.',
    mend: `Make the tag mutable (MUTABLE, or IMMUTABLE_WITH_EXCLUSION for ${tag}), or follow versions instead of one tag.`,
  }))
}

function looseTags(uri: string, repository: RepositorySight, followers: readonly Follower[]): Finding[] {
  const name = parseRepositoryUri(uri)?.name ?? uri
  const patterns = followers.filter(({ tags }) => tags.kind !== 'exact')
  if (repository.mutability !== 'MUTABLE' || patterns.length === 0) return []
  const targets = [...new Set(patterns.map(({ target }) => target))]
  return [
    {
      ...{ check: 'tag-mutability', severity: 'note', ...oneTarget(targets) },
      what: `The repository ${name} is MUTABLE, although ${listed(targets)} ${targets.length === 1 ? 'goes' : 'go'} by a new tag for each image.`,
      why: 'Somebody may push a version a second time with other content. Longshore goes by digests: it deploys that as news, and what people call by that tag is then two things.',
      mend: 'Make the repository IMMUTABLE, or IMMUTABLE_WITH_EXCLUSION for the tags that are to move.',
    },
  ]
}

/** Exclusions turn around what the repository says. */
function mayMove({ mutability, exclusions }: RepositorySight, tag: string): boolean {
  const isExcluded = mutability.endsWith('_WITH_EXCLUSION') && exclusions.some((pattern) => fits(pattern, tag))
  return mutability.startsWith('MUTABLE') !== isExcluded
}
