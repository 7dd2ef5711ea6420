import { parseRepositoryUri, repositoryUri } from '../aws-names.ts'
import type { Finding } from '../mistake.ts'
import { homeOf, type Rule } from './rule.ts'

/** Roles of the stack's account push to its own registries: whose account it is decides elsewhere. */
export const pushersPushHere: Rule = ({ file, lock }) => {
  const home = { account: '', region: '', ...homeOf({ file, lock }) }
  return Object.entries(file.githubActions?.pushers ?? {}).flatMap(([name, { repositories }]) =>
    repositories.flatMap((repository, index): Finding[] => {
      const place = parseRepositoryUri(repositoryUri(repository, home))
      if (!place || place.account === home.account) return []
      return [
        {
          rule: 'pusher-of-another-account',
          path: ['githubActions', 'pushers', name, 'repositories', index],
          what: `The repository ${place.name} is in account ${place.account}.`,
          why: 'The role is made in the account of the stack, and may push to its registries alone.',
          mend: 'Take it out, and make a role where the repository is.',
        },
      ]
    }),
  )
}

/** A provider of another account knows none of this account's roles. */
export const providerIsOfThisAccount: Rule = ({ file, lock }) => {
  const { account } = { account: '', ...homeOf({ file, lock }) }
  const { provider } = file.githubActions ?? {}
  const of = provider?.split(':')[4]
  if (provider === undefined || account === '' || of === account) return []
  return [
    {
      rule: 'provider-of-another-account',
      path: ['githubActions', 'provider'],
      what: `The OIDC provider is of account ${of}.`,
      why: 'A role trusts a provider of its own account only.',
      mend: `Name the provider of ${account} (aws iam list-open-id-connect-providers), or leave it out to have one made.`,
    },
  ]
}
