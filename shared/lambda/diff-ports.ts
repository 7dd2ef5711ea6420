import { atPlaces } from 'longshore:places'
import { scans } from 'longshore:proofs'
import { ecsClient, lambdaClient } from '../aws/clients.ts'
import { answering } from '../aws/refusal.ts'
import type { DiffPorts } from '../commands/diff.ts'
import { lambdaTargets } from '../config/targets-of.ts'
import { isProblem } from '../domain/observation.ts'
import { compareTaskDefinitions } from '../platforms/ecs/compare-carriers.ts'
import { compareVersions } from '../platforms/lambda/compare-versions.ts'
import { lookPorts } from './look-ports.ts'

/** What looking at a start takes that is never made: nothing is sent to a host to learn what it runs. */
export function diffPorts(): DiffPorts {
  const comparing = atPlaces((config, at) => {
    const functions = lambdaTargets(config)
    return (target: string, from: string, to: string | undefined): Promise<string[]> => {
      const lambda = functions[target]
      if (lambda) return compareVersions(() => lambdaClient(at), lambda, from, to)
      return isTaskDefinition(from) ? compareTaskDefinitions(() => ecsClient(at), from, to) : Promise.resolve([])
    }
  })
  return {
    ...lookPorts(false),
    ...(scans ? { scans: scans() } : {}),
    async compare({ target }, from, to) {
      const lines = await answering(async () => ({
        kind: 'compared' as const,
        lines: await comparing(target)(target, from, to),
      }))
      return isProblem(lines) ? [`what else differs is not known: ${lines.message}`] : lines.lines
    },
  }
}

/** Of services and scheduled tasks; hosts and CodeDeploy's own sets are carried by other things. */
function isTaskDefinition(carrier: string): boolean {
  return /:task-definition\//.test(carrier)
}
