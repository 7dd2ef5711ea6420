import { parseRepositoryUri, partitionOf } from '../aws-names.ts'
import type { Finding } from '../mistake.ts'
import { roleFor } from '../places.ts'
import type { TargetFile } from '../schema.ts'
import { forEachTarget, homeOf, type Rule } from './rule.ts'

/** The rights for targets of another account are given by that account, to a role of its own. */
export const otherAccountsGiveRoles: Rule = forEachTarget((name, target, given) => {
  const { account, role, externalId } = target
  const isHome = account === undefined || account === homeOf(given).account
  if (isHome) return role === undefined ? withoutRole(name, externalId) : [needlessRole(name)]
  if (role === undefined) {
    return [
      finding('account-needs-role', name, 'account', {
        what: `Target ${name} is in account ${account}, but names no role there.`,
        why: 'Longshore may touch another account only by a role of that account.',
        mend: `Name it: role: arn:aws:iam::${account}:role/longshore-target. npx longshore account-template ${account} makes it.`,
      }),
    ]
  }
  return roleOf(name, target, role)
})

function withoutRole(name: string, externalId: string | undefined): Finding[] {
  if (externalId === undefined) return []
  return [
    finding('external-id-without-role', name, 'externalId', {
      what: `Target ${name} has an external id, but no role that could ask for it.`,
      why: 'Only roles of other accounts ask for one.',
      mend: 'Remove it, or state account and role.',
    }),
  ]
}

function needlessRole(name: string): Finding {
  return finding('role-in-own-account', name, 'role', {
    what: `Target ${name} is in the account of the stack and names a role.`,
    why: "There Longshore's functions have roles of their own, with the rights that this target takes.",
    mend: 'Remove role and externalId, or state the account that the role is in.',
  })
}

const longestRoleName = 59

/** Without its path. */
function nameOf(role: string): string {
  return role.split('/').at(-1) ?? role
}

function roleOf(name: string, { account, externalId }: TargetFile, role: string): Finding[] {
  const owner = role.split(':')[4]
  const wrong = finding('target-role-of-another-account', name, 'role', {
    what: `Target ${name} is in account ${account}, but its role is one of ${owner}.`,
    why: 'A role reaches what is in its own account.',
    mend: 'Name a role of the account that the target is in, or correct the account.',
  })
  const long = finding('target-role-name-too-long', name, 'role', {
    what: `The role of target ${name} has a name of ${nameOf(role).length} characters.`,
    why: 'IAM takes 64, and a second role beside it is called the same with -look at its end.',
    mend: `Give it a name of ${longestRoleName} at most.`,
  })
  const bare = finding('role-needs-external-id', name, 'role', {
    what: `Target ${name} names a role of another account without an external id.`,
    why: 'Without one, whoever can make Longshore use a role that is not theirs could reach that account.',
    mend: "Add externalId, the one that the role's trust policy names.",
  })
  return [
    ...(owner === account ? [] : [wrong]),
    ...(externalId === undefined ? [bare] : []),
    ...(nameOf(role).length > longestRoleName ? [long] : []),
  ]
}

/** The role that looks is made beside the one that deploys, and called after it: IAM has one role of a name, whatever its path or case. */
export const targetRolesLeaveRoom: Rule = forEachTarget((name, { role }, { file }) => {
  if (role === undefined) return []
  const others = Object.entries(file.targets)
  const [taker] = others.find(([, other]) => other.role && isOneRole(roleFor('look', other.role), role)) ?? []
  if (taker === undefined) return []
  return [
    finding('target-role-is-looking-role', name, 'role', {
      what: `Target ${name} names the role ${nameOf(role)}, which is made beside the role of target ${taker} to look alone.`,
      why: 'An account has one role of a name: the two would take it from each other, one with rights to deploy.',
      mend: 'Name the same role for both targets, or give one of them another name.',
    }),
  ]
})

function isOneRole(one: string, other: string): boolean {
  const [inAccount, inOther] = [one, other].map((arn) => `${arn.split(':')[4]} ${nameOf(arn)}`.toLowerCase())
  return inAccount === inOther
}

/** Accounts and regions of one partition know nothing of those of another. */
export const placesAreOfOnePartition: Rule = forEachTarget((name, { region }, given) => {
  const { region: home } = homeOf(given)
  if (region === undefined || home === undefined || partitionOf(region) === partitionOf(home)) return []
  return [
    finding('region-of-another-partition', name, 'region', {
      what: `Target ${name} is in ${region}, and the stack in ${home}.`,
      why: `${partitionOf(region)} and ${partitionOf(home)} are partitions of AWS that share neither roles nor events.`,
      mend: `Deploy a Longshore of its own in ${partitionOf(region)}.`,
    }),
  ]
})

/** Lambda pulls from the own region only; a bare name is a repository where the stack is. */
export const functionImagesAreInTheirRegion: Rule = forEachTarget((name, { lambda, region }, given) => {
  const { region: home } = homeOf(given)
  if (!lambda || home === undefined) return []
  const own = region ?? home
  const of = parseRepositoryUri(lambda.repository)?.region ?? home
  if (of === own) return []
  return [
    {
      rule: 'function-image-in-another-region',
      path: ['targets', name, 'lambda', 'repository'],
      what: `Target ${name} is a function in ${own}, and its images are in ${of}.`,
      why: 'Lambda takes images from repositories of its own region only.',
      mend: `Replicate the repository to ${own} and name it by its full URI.`,
    },
  ]
})

function finding(rule: string, target: string, key: string, said: Pick<Finding, 'what' | 'why' | 'mend'>): Finding {
  return { rule, path: ['targets', target, key], ...said }
}
