import { parseRepositoryUri, repositoryUri } from '../aws-names.ts'
import { writtenTarget } from '../kinds/written-target.ts'
import type { Finding } from '../mistake.ts'
import { homeOf, type Rule } from './rule.ts'

/** Longshore knows who needs the images that it deploys, and of no others. */
export const prunedRepositoriesAreFollowed: Rule = ({ file, lock }) => {
  const home = { account: '', region: '', ...homeOf({ file, lock }) }
  const followed = Object.values(file.targets).flatMap((target) =>
    Object.values(writtenTarget(target).containers).map(({ repository }) => repositoryUri(repository, home)),
  )
  return (file.prune?.repositories ?? []).flatMap((repository, index): Finding[] => {
    if (followed.includes(repositoryUri(repository, home))) return []
    return [
      {
        rule: 'pruned-repository-unknown',
        path: ['prune', 'repositories', index],
        what: `No target follows ${repository}.`,
        why: 'Longshore does not know who else needs its images, and could delete what runs.',
        mend: `Name repositories that targets follow: ${[...new Set(followed)].map((uri) => parseRepositoryUri(uri)?.name ?? uri).join(', ')}.`,
      },
    ]
  })
}

/** Rights are granted in the stack's own account and region. */
export const prunedRepositoriesAreHere: Rule = ({ file, lock }) => {
  const home = { account: '', region: '', ...homeOf({ file, lock }) }
  return (file.prune?.repositories ?? []).flatMap((repository, index): Finding[] => {
    const place = parseRepositoryUri(repository)
    if (!place || (place.account === home.account && place.region === home.region)) return []
    return [
      {
        rule: 'pruned-repository-elsewhere',
        path: ['prune', 'repositories', index],
        what: `The repository ${place.name} is in account ${place.account}, region ${place.region}.`,
        why: 'Images are pruned in the account and region of the stack only: who else needs them there is not known here.',
        mend: 'Take it out, and prune it where it is, by a lifecycle policy or a stack of its own.',
      },
    ]
  })
}
