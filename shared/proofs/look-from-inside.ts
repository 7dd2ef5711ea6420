import type { InvokeApi } from '../aws/invoke-api.ts'
import { calling } from '../aws/refusal.ts'
import type { HttpProof } from '../domain/proof.ts'
import type { LookFromInside } from './look-at-url.ts'
import { type ProbeAsk, parseProbeAnswer } from './probe-message.ts'
import { type Verdict, verdictOf } from './sight.ts'

/** What is left for the way there and back. The rest is enough for the longest answer that a proof may wait for. */
const wayMs = 750

/** Has a look taken by the function that stands in the network. `probe`: its name. */
export function lookFromInside(lambda: () => Promise<InvokeApi>, probe: string): LookFromInside {
  return async (proof, sent, { left, signal }) => {
    const ask: ProbeAsk = { proof: asAsked(proof), sent, lookMs: Math.max(1, Math.floor(left() - wayMs)) }
    const doing = { action: 'lambda:InvokeFunction', subject: `the function ${probe}` }
    const api = await lambda()
    const Payload = new TextEncoder().encode(JSON.stringify(ask))
    const answer = await calling(doing, () =>
      api.invoke({ FunctionName: probe, InvocationType: 'RequestResponse', Payload }, signal),
    )
    const failed = `the function ${probe} failed, which looks from inside the network. Its log says why`
    if (answer.FunctionError !== undefined || answer.Payload === undefined) return verdictOf('unknown', failed)
    return verdictIn(new TextDecoder().decode(answer.Payload)) ?? verdictOf('unknown', failed)
  }
}

/** Where secrets are kept is nothing to the probe; which headers are plain is, for it may show these. */
function asAsked({ headers = {}, through: _inside, ...proof }: HttpProof): HttpProof {
  const plain = Object.entries(headers).filter(([, value]) => typeof value === 'string')
  return { ...proof, headers: Object.fromEntries(plain) }
}

function verdictIn(text: string): Verdict | undefined {
  try {
    return parseProbeAnswer(JSON.parse(text))
  } catch {
    return undefined
  }
}
