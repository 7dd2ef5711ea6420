import type { Finding } from '../mistake.ts'
import { forEachTarget, type Rule } from './rule.ts'

const getIt = 'Run npx longshore resolve and commit the lock file.'

/** Packaging is offline: what only the account knows must be in the lock file or in the file itself. */
export const everyTargetIsResolved: Rule = forEachTarget((name, { ecs }, { lock }) => {
  if ((ecs.family !== undefined && ecs.roles !== undefined) || lock?.targets[name]) return []
  return [
    {
      rule: 'missing-lock-entry',
      path: ['targets', name],
      what: `Target ${name} is not in the lock file.`,
      why: 'Its task definition family and roles are needed to grant exactly the rights it takes.',
      mend: `${getIt} Or state ecs.family and ecs.roles.`,
    },
  ]
})

/** A target that was moved to another service keeps the old one's roles until it is resolved again. */
export const lockEntriesAreCurrent: Rule = forEachTarget((name, { ecs }, { lock }) => {
  const locked = lock?.targets[name]
  if (!locked || (locked.cluster === ecs.cluster && locked.service === ecs.service)) return []
  return [
    {
      rule: 'stale-lock-entry',
      path: ['targets', name, 'ecs', locked.cluster === ecs.cluster ? 'service' : 'cluster'],
      what: `Target ${name} is the service ${ecs.cluster}/${ecs.service}, but the lock file knows it as ${locked.cluster}/${locked.service}.`,
      why: 'Family and roles of another service would be granted.',
      mend: getIt,
    },
  ]
})

/** Names of queues and tables are built from account and region: they must be known when packaging. */
export const accountAndRegionAreKnown: Rule = ({ file, lock }) => {
  const missing: ('account' | 'region')[] = []
  if (file.account === undefined && lock === undefined) missing.push('account')
  if (file.region === undefined && lock === undefined) missing.push('region')
  return missing.map((key) => ({
    rule: 'missing-lock',
    path: [key],
    what: `The ${key} is not known: there is no usable lock file.`,
    why: 'Rights and addresses are derived from it when packaging.',
    mend: `${getIt} Or state ${key}.`,
  }))
}

/** The file and its lock must speak of one place. */
export const lockIsOfThisAccount: Rule = ({ file, lock }) => {
  const keys = ['account', 'region'] as const
  return keys.flatMap((key): Finding[] => {
    if (lock === undefined || file[key] === undefined || file[key] === lock[key]) return []
    return [
      {
        rule: 'lock-of-another-account',
        path: [key],
        what: `The lock file was resolved in ${key} ${lock[key]}, this file says ${file[key]}.`,
        why: 'Rights would be granted in one place and used in another.',
        mend: getIt,
      },
    ]
  })
}

/** Roles of another account cannot be passed. */
export const rolesAreOfThisAccount: Rule = forEachTarget((name, { ecs }, { file, lock }) => {
  const account = file.account ?? lock?.account
  const locked = lock?.targets[name]
  const roles = ecs.roles ?? [locked?.taskRole, locked?.executionRole].filter((role) => role !== undefined)
  return roles
    .filter((role) => account !== undefined && role.split(':')[4] !== account)
    .map((role) => ({
      rule: 'role-of-another-account',
      path: ecs.roles ? ['targets', name, 'ecs', 'roles'] : ['targets', name],
      what: `Target ${name} uses ${role}, which is not in account ${account}.`,
      why: 'A role can be passed inside its own account only.',
      mend: ecs.roles ? 'Name the roles of the task definition.' : getIt,
    }))
})
