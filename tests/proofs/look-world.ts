import { clientSettings } from '../../shared/aws/client-settings.ts'
import { invokeApi } from '../../shared/aws/invoke-api.ts'
import { logsApi } from '../../shared/aws/logs-api.ts'
import { metricsApi } from '../../shared/aws/metrics-api.ts'
import type { Proof, ProofSight } from '../../shared/domain/proof.ts'
import { lookAtFunction } from '../../shared/proofs/look-at-function.ts'
import { lookAtLog } from '../../shared/proofs/look-at-log.ts'
import { lookAtMetric } from '../../shared/proofs/look-at-metric.ts'
import { lookingAtProofs } from '../../shared/proofs/look-at-proofs.ts'
import { type AwsWorld, startAws } from '../contracts/aws-world.ts'

export const minute = 60_000

/** A deployment in a local AWS: it began an hour and ten minutes into the world's time and was rolled out five minutes later, which is now. */
export interface LookWorld {
  readonly aws: AwsWorld
  /** Both on a whole minute. */
  readonly startedAt: number
  readonly rolledOutAt: number
  look(proof: Proof, searchedTo?: number): Promise<ProofSight | undefined>
  /** How often an operation was called. */
  calls(operation: string): number
}

export async function startLookWorld(): Promise<LookWorld> {
  const aws = await startAws()
  const { clock } = aws
  const settings = { ...clientSettings(), maxAttempts: 1 }
  const looks = {
    metric: lookAtMetric(async () => metricsApi(settings)),
    log: lookAtLog(async () => logsApi(settings), 0),
    function: lookAtFunction(async () => invokeApi(settings)),
  }
  const provers = lookingAtProofs(looks, clock)
  const startedAt = Math.ceil(clock.now() / minute) * minute + 70 * minute
  const rolledOutAt = startedAt + 5 * minute
  await clock.runUntil(rolledOutAt)
  return {
    ...{ aws, startedAt, rolledOutAt },
    async look(proof, searchedTo) {
      const known = searchedTo === undefined ? {} : { searchedTo: { [proof.name]: searchedTo } }
      const ask = { target: 'api', deploymentId: 'd-1', proofs: [proof], startedAt, rolledOutAt, ...known }
      const [sight] = await clock.during(provers.look(ask))
      return sight
    },
    calls: (operation) => aws.calls.list().filter((call) => call.operation === operation).length,
  }
}
