import { writtenTarget } from '../kinds/written-target.ts'
import type { Finding } from '../mistake.ts'
import type { AccountRegion } from '../places.ts'
import type { LockedTarget, TargetFile } from '../schema.ts'
import { forEachTarget, homeOf, type Rule } from './rule.ts'

const getIt = 'Run npx longshore resolve and commit the lock file.'

/** Packaging is offline: what only the account knows must be in the lock file or in the file itself. */
export const everyTargetIsResolved: Rule = forEachTarget((name, target, { lock }) => {
  const { locks } = writtenTarget(target)
  if (!locks || locks.isStated || lock?.targets[name]) return []
  return [
    {
      rule: 'missing-lock-entry',
      path: ['targets', name],
      what: `Target ${name} is not in the lock file.`,
      why: 'Its task definition family and roles are needed to grant exactly the rights it takes.',
      mend: `${getIt} Or state ${locks.statable}.`,
    },
  ]
})

/** A target that was moved to another service keeps the old one's roles until it is resolved again. */
export const lockEntriesAreCurrent: Rule = forEachTarget((name, target, { file, lock }) => {
  const locked = lock?.targets[name]
  const moved = locked && movedTo(name, target, locked, homeOf({ file, lock }))
  if (moved) return [moved]
  const { locks, called } = writtenTarget(target)
  const differs = locked && locks?.disagreement(locked)
  if (!differs) return []
  return [
    {
      rule: 'stale-lock-entry',
      path: ['targets', name, ...differs.path],
      what: `Target ${name} is ${called}, but the lock file knows it as ${differs.knownAs}.`,
      why: 'Family and roles of another one would be granted.',
      mend: getIt,
    },
  ]
})

/** In which account and region the lock file knows it; where the stack is unless it says otherwise. */
function movedTo(
  name: string,
  target: TargetFile,
  locked: LockedTarget,
  home: Partial<AccountRegion>,
): Finding | undefined {
  const keys = ['account', 'region'] as const
  const key = keys.find((one) => (target[one] ?? home[one]) !== (locked[one] ?? home[one]))
  if (key === undefined || !writtenTarget(target).locks) return undefined
  return {
    rule: 'stale-lock-entry',
    path: ['targets', name, ...(target[key] === undefined ? [] : [key])],
    what: `Target ${name} is in ${key} ${target[key] ?? home[key]}, but the lock file knows it in ${locked[key] ?? home[key]}.`,
    why: 'Family and roles of another one would be granted.',
    mend: getIt,
  }
}

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
export const rolesAreOfThisAccount: Rule = forEachTarget((name, target, { file, lock }) => {
  const account = target.account ?? homeOf({ file, lock }).account
  const { key, locks } = writtenTarget(target)
  const locked = lock?.targets[name]
  const roles = locks?.roles ?? [locked?.taskRole, locked?.executionRole].filter((role) => role !== undefined)
  return roles
    .filter((role) => account !== undefined && role.split(':')[4] !== account)
    .map((role) => ({
      rule: 'role-of-another-account',
      path: locks?.roles ? ['targets', name, key, 'roles'] : ['targets', name],
      what: `Target ${name} uses ${role}, which is not in account ${account}.`,
      why: 'A role can be passed inside its own account only.',
      mend: locks?.roles ? 'Name the roles of the task definition.' : getIt,
    }))
})
