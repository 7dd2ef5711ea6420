import { clientSettings } from './client-settings.ts'
import { FunctionFailed } from './function-failed.ts'
import { invokeApi } from './invoke-api.ts'

/** It may have to start first, and a person waits. */
const longestMs = 30_000

/** Invokes a function and waits for what it answers. Throws `FunctionFailed` with what the function says. */
export async function invokeByName(name: string, region: string, payload: object = {}): Promise<unknown> {
  const api = invokeApi(clientSettings(region), longestMs)
  const asked = { FunctionName: name, Payload: Buffer.from(JSON.stringify(payload)) }
  const { FunctionError, Payload } = await api.invoke(asked, AbortSignal.timeout(longestMs))
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null')
  if (FunctionError === undefined) return answer
  const { errorMessage = FunctionError, errorType = FunctionError } = Object(answer)
  throw new FunctionFailed(String(errorMessage), String(errorType))
}
