import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'
import { reachOf } from '../shared/lambda/reach.ts'
import { lookAtHttp } from '../shared/proofs/http/look-at-http.ts'
import { parseProbeAsk } from '../shared/proofs/probe-message.ts'

const reach = reachOf(configuration)

/** Looks at an address from inside a network, when reconcile asks. The question may hold secrets: it is not logged. */
export const handler = handle('probe', async (event: unknown) => {
  const { proof, sent, lookMs } = parseProbeAsk(event)
  return lookAtHttp(proof, sent, reach, lookMs)
})
