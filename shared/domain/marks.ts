import type { ContainerName } from './image.ts'
import type { ContainerPolicy, Policy } from './policy.ts'
import type { TargetRecord } from './record.ts'

/** What a container follows, as a mark is remembered to have been seen under. */
function following({ repository, tags }: ContainerPolicy): string {
  switch (tags.kind) {
    case 'exact':
      return `${repository} exact ${tags.tag}`
    case 'pattern':
      return `${repository} pattern ${tags.source}`
    case 'semver':
      return `${repository} semver ${tags.range}`
  }
}

/** Containers that follow another repository or other tags than when their mark was seen. */
export function refollowing({ followed }: TargetRecord, { containers }: Policy): ContainerName[] {
  return Object.entries(containers).flatMap(([container, policy]) => {
    const before = followed?.[container]
    return before === undefined || before === following(policy) ? [] : [container]
  })
}

/** The marks that still mean something: a mark of other tags or of another repository says nothing about these. */
export function marksFor(record: TargetRecord, policy: Policy): TargetRecord['mark'] {
  const changed = refollowing(record, policy)
  const kept = Object.entries(record.mark).filter(
    ([container]) => policy.containers[container] !== undefined && !changed.includes(container),
  )
  return Object.fromEntries(kept)
}

/** Remembers under what every mark was seen. */
export function withFollowed(record: TargetRecord, { containers }: Policy): TargetRecord {
  const marked = Object.entries(containers).filter(([container]) => record.mark[container] !== undefined)
  return {
    ...record,
    followed: Object.fromEntries(marked.map(([container, policy]) => [container, following(policy)])),
  }
}
