import type { TargetConfig } from '../../config/normalised.ts'
import type { DefinitionSight, Facts } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { definitionOf, eachTarget, thingOf } from './by-target.ts'

/** Family and roles are still what rights were derived from. */
export function lockFileIsTrue(facts: Facts): Finding[] {
  return eachTarget(facts, (looked) => {
    const definition = definitionOf(looked)
    const stated = statedOf(looked.config)
    if (!definition || !stated) return []
    const differences = differencesOf(stated, definition)
    if (differences.length === 0) return []
    return [
      {
        ...{ check: 'lock-file', severity: 'error', target: looked.name },
        what: `What longshore.lock.yml (or longshore.yml) says of the ${thingOf(looked.config)} is out of date: ${differences.join('; ')}.`,
        why: 'The rights of Longshore are derived from it: the next deployment is denied.',
        mend: 'Run npx longshore resolve, or correct family and roles in longshore.yml, and deploy Longshore again.',
      },
    ]
  })
}

interface Stated {
  readonly family: string
  readonly roles: readonly string[]
}

function statedOf(target: TargetConfig): Stated | undefined {
  if (target.kind === 'ecs') return target.ecs
  if (target.kind === 'codedeploy') return target.codedeploy
  return target.kind === 'scheduled-task' ? target.scheduledTask : undefined
}

/** A role that is stated and no longer used does no harm. */
function differencesOf(stated: Stated, { family, roles }: DefinitionSight): string[] {
  const unknown = roles.filter((role) => !stated.roles.includes(role))
  return [
    ...(family === stated.family ? [] : [`it runs the family ${family}, not ${stated.family}`]),
    ...(unknown.length === 0
      ? []
      : [`its tasks have the role ${unknown.join(' and ')}, which is not among those stated`]),
  ]
}
