import { isDeepStrictEqual } from 'node:util'
import type { RefusedRole } from '../../domain/observation.ts'
import { type WantedRule, wantedRules } from '../event-rules.ts'
import type { Denial, Facts, RuleSight, Unread } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { listed } from './by-target.ts'

/** Every right that functions need is granted in effect: one finding for each action that is not. */
export function rightsAreGranted({ denials }: Facts): Finding[] {
  return [...Map.groupBy(denials, ({ action }) => action)].map(([action, some]) => {
    const keys = distinct(some.map(({ key }) => key))
    const resources = distinct(some.map(({ resource }) => resource))
    return {
      ...{ check: 'rights', severity: 'error' },
      what: `The ${keys.length === 1 ? 'function' : 'functions'} ${listed(keys)} may not do ${action} on ${listed(resources, 3)}.`,
      why: `${reasonsOf(some)}: the call will be denied when it is needed.`,
      mend: 'Deploy Longshore again, and take what denies it out of the way: an edited role, a boundary, or a policy of the organization.',
    }
  })
}

function reasonsOf(denials: readonly Denial[]): string {
  const [first = '', ...rest] = distinct(denials.map(({ by }) => by))
  return [`${first.slice(0, 1).toUpperCase()}${first.slice(1)}`, ...rest].join(', and ')
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}

/** The rules of EventBridge are there, enabled, match what they should, and invoke what they should. */
export function rulesAreRight(facts: Facts): Finding[] {
  return wantedRules(facts.config).flatMap((wanted): Finding[] => {
    const seen = facts.rules[wanted.name]
    const wrong = seen?.kind === 'gone' ? 'does not exist' : seen?.kind === 'seen' && wrongWith(wanted, seen.value)
    if (!wrong) return []
    return [
      {
        ...{ check: 'event-rules', severity: 'error' },
        what: `The EventBridge rule ${wanted.name} ${wrong}.`,
        why: wanted.misses,
        mend:
          wrong === 'is disabled'
            ? 'Enable it.'
            : 'Deploy Longshore again: it is made from longshore.yml. If it stays wrong, delete the rule first.',
      },
    ]
  })
}

function wrongWith(wanted: WantedRule, rule: RuleSight): string | undefined {
  if (!rule.isEnabled) return 'is disabled'
  if (!rule.targets.includes(wanted.invokes)) return `does not invoke ${wanted.invokes}`
  if (wanted.schedule !== rule.schedule)
    return `has the schedule ${rule.schedule ?? 'none'}, not ${wanted.schedule ?? 'none'}`
  const matches = isDeepStrictEqual(jsonIn(rule.pattern), wanted.pattern)
  return matches ? undefined : 'does not match the events that longshore.yml asks for'
}

/** `undefined` is what is not JSON: no JSON text means it. */
function jsonIn(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return 'no JSON'
  }
}

/** What could not be looked at: one finding for each right that is missing, or call that failed. */
export function everythingIsReadable({ unread }: Facts): Finding[] {
  const byRole = Map.groupBy(unread, ({ role }) => role?.arn)
  const own = byRole.get(undefined) ?? []
  const roles = [...byRole.values()].flatMap((some) => (some[0]?.role ? untaken(some[0].role, some) : []))
  return [...roles, ...unreadActions(own)]
}

/** One cause, however much it keeps from being seen. */
function untaken({ arn, account, region }: RefusedRole, some: readonly Unread[]): Finding[] {
  const isDenied = some.some(({ cause }) => cause === 'denied')
  return [
    {
      ...{ check: 'unread', severity: 'warning' },
      what: `Doctor could not take on the role ${arn}, nor look by it at ${listed(distinct(some.map(({ subject }) => subject)), 3)} (sts:AssumeRole).`,
      why: `What is wrong there goes unfound. ${some[0]?.why ?? ''}`.trim(),
      mend: isDenied
        ? `Deploy to account ${account} what npx longshore account-template ${account} --region ${region} prints, with the external id of longshore.yml.`
        : mendOf(isDenied, 'sts:AssumeRole', some),
    },
  ]
}

function unreadActions(unread: readonly Unread[]): Finding[] {
  return [...Map.groupBy(unread, ({ action }) => action)].map(([action, some]) => {
    const isDenied = some.some(({ cause }) => cause === 'denied')
    return {
      ...{ check: 'unread', severity: 'warning' },
      what: `Doctor could not look at ${listed(distinct(some.map(({ subject }) => subject)), 3)} (${action}).`,
      why: `What is wrong there goes unfound. ${some[0]?.why ?? ''}`.trim(),
      mend: mendOf(isDenied, action, some),
    }
  })
}

function mendOf(isDenied: boolean, action: string, some: readonly Unread[]): string {
  if (isDenied)
    return `Allow ${action} for the function doctor: deploy Longshore again, or take what denies it out of the way.`
  const passes = some.every(({ cause }) => cause === 'throttled' || cause === 'unavailable')
  return passes ? 'Run doctor again.' : 'Mend what is complained of, then run doctor again.'
}
