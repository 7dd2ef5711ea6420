import type { InvokeApi } from '../aws/invoke-api.ts'
import { calling } from '../aws/refusal.ts'
import type { LookFromInside } from './look-at-url.ts'
import { type ProbeAsk, parseProbeAnswer } from './probe-message.ts'
import { type Verdict, verdictOf } from './sight.ts'

/** Has a look taken by the function that stands in the network. `probe`: its name. */
export function lookFromInside(lambda: () => Promise<InvokeApi>, probe: string): LookFromInside {
  return async (proof, sent, signal) => {
    const { headers: _told, through: _inside, ...plain } = proof
    const ask: ProbeAsk = { proof: plain, sent }
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

function verdictIn(text: string): Verdict | undefined {
  try {
    return parseProbeAnswer(JSON.parse(text))
  } catch {
    return undefined
  }
}
