import { parseRepositoryUri } from '../aws-names.ts'
import type { Finding } from '../mistake.ts'
import type { LongshoreConfig, TargetConfig } from '../normalised.ts'

/** What other accounts and regions run is not looked at when pruning, so that all images stay which it may need. */
export function targetsThatKeepImages({ targets, prune }: LongshoreConfig): Finding[] {
  if (!prune) return []
  const failure = prune.schedule === undefined ? '' : ' Each scheduled run ends with an error, which rings its alarm.'
  return Object.entries(targets).flatMap(([name, target]): Finding[] => {
    const { elsewhere } = target
    if (!elsewhere) return []
    const place = `account ${elsewhere.account}, region ${elsewhere.region}`
    const path = ['targets', name]
    if (target.kind !== 'docker-host') {
      return [
        {
          ...{ rule: 'nothing-is-pruned', path },
          what: `No image is ever pruned while target ${name} is in ${place}.`,
          why: `What runs there is not looked at: a sidecar or an older version may have an image of any repository.${failure}`,
          mend: 'Take prune out, or deploy that target by a stack of its own from repositories that are not pruned here.',
        },
      ]
    }
    const kept = followed(target).filter((repository) => prune.repositories.includes(repository))
    if (kept.length === 0) return []
    return [
      {
        ...{ rule: 'repository-is-not-pruned', path },
        what: `No image of ${kept.map(nameOf).join(', ')} is ever pruned while target ${name}, Docker hosts in ${place}, follows it.`,
        why: `What those hosts run is not looked at.${failure}`,
        mend: 'Name the other repositories under prune: repositories, or take prune out.',
      },
    ]
  })
}

function followed({ policy }: TargetConfig): string[] {
  return [...new Set(Object.values(policy.containers).map(({ repository }) => repository))]
}

function nameOf(repository: string): string {
  return parseRepositoryUri(repository)?.name ?? repository
}
