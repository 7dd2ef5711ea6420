import { clientSettings } from './client-settings.ts'
import { FunctionFailed } from './function-failed.ts'
import { invokeApi } from './invoke-api.ts'
import { longestAnswerMs } from './longest-answer.ts'

/** Invokes a function and waits for what it answers. Throws `FunctionFailed` with what the function says. */
export async function invokeByName(
  name: string,
  region: string,
  payload: object = {},
  { ms = longestAnswerMs, interrupted }: { readonly ms?: number; readonly interrupted?: AbortSignal } = {},
): Promise<unknown> {
  const api = invokeApi(clientSettings(region), ms)
  const timeout = AbortSignal.timeout(ms)
  const enough = interrupted ? AbortSignal.any([timeout, interrupted]) : timeout
  const asked = { FunctionName: name, Payload: Buffer.from(JSON.stringify(payload)) }
  const { FunctionError, Payload } = await api.invoke(asked, enough)
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null')
  if (FunctionError === undefined) return answer
  const { errorMessage = FunctionError, errorType = FunctionError } = Object(answer)
  throw new FunctionFailed(String(errorMessage), String(errorType))
}
