import { clientSettings } from './client-settings.ts'
import { invokeApi } from './invoke-api.ts'

/** It may have to start first, and a person waits. */
const longestMs = 30_000

/** Invokes a function and waits for what it answers. Throws what the function failed with. */
export async function invokeByName(name: string, region: string, payload: object = {}): Promise<unknown> {
  const api = invokeApi(clientSettings(region), longestMs)
  const asked = { FunctionName: name, Payload: Buffer.from(JSON.stringify(payload)) }
  const { FunctionError, Payload } = await api.invoke(asked, AbortSignal.timeout(longestMs))
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null')
  if (FunctionError === undefined) return answer
  throw new Error(String(Object(answer).errorMessage ?? FunctionError))
}
