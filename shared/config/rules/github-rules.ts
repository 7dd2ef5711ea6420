import type { Finding } from '../mistake.ts'
import { globSource } from '../tag-pattern.ts'
import type { Rule } from './rule.ts'

/** What is said of a target that does not exist would never be used. */
export const githubKnowsItsTargets: Rule = ({ file }) =>
  Object.keys(file.github?.environments ?? {})
    .filter((name) => !Object.hasOwn(file.targets, name))
    .map((name) => ({
      rule: 'github-environment-of-no-target',
      path: ['github', 'environments', name],
      what: `github.environments names ${name}, which is no target.`,
      why: 'An environment is what a target is on GitHub.',
      mend: 'Write the name of a target, or remove the entry.',
    }))

/** A pattern that no target matches is a misspelt name; when none does, nothing of GitHub would be built at all. */
export const githubMatchesTargets: Rule = ({ file }) =>
  (file.github?.targets ?? []).flatMap((glob, index): Finding[] => {
    const pattern = new RegExp(globSource(glob) ?? '')
    if (Object.keys(file.targets).some((name) => pattern.test(name))) return []
    return [
      {
        rule: 'github-without-targets',
        path: ['github', 'targets', index],
        what: `github.targets holds ${glob}, which matches no target.`,
        why: 'GitHub would be told of nothing by it.',
        mend: `Write the name of a target (${Object.keys(file.targets).slice(0, 3).join(', ')}) or a glob that matches one.`,
      },
    ]
  })
