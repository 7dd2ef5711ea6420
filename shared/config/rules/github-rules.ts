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
