import { clientSettings } from './client-settings.ts'
import { invokeApi } from './invoke-api.ts'

const longestMs = 30_000

/** Invokes a function without a payload and waits for what it answers. Throws what the function failed with. */
export async function invokeByName(name: string, region: string): Promise<unknown> {
  const settings = clientSettings(region)
  // It may have to start first, and a person waits.
  const requestHandler = { ...settings.requestHandler, requestTimeout: longestMs }
  const api = invokeApi({ ...settings, requestHandler })
  const { FunctionError, Payload } = await api.invoke({ FunctionName: name }, AbortSignal.timeout(longestMs))
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null')
  if (FunctionError === undefined) return answer
  throw new Error(String(Object(answer).errorMessage ?? FunctionError))
}
