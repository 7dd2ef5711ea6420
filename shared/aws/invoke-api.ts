import { InvokeCommand, type InvokeCommandInput, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda'
import type { ClientSettings } from './client-settings.ts'

/** Calling functions; apart from changing them, so that whoever only does one does not carry the other. */
export interface InvokeApi {
  invoke(input: InvokeCommandInput, abortSignal: AbortSignal): Promise<InvokeCommandOutput>
}

/** A function that looks for five seconds answers later than other calls may; whoever calls says by the signal when it is enough. */
const longestMs = 10_000

/** One attempt: whoever asks asks again at the next look, and a function that was begun goes on. */
export function invokeApi(settings: ClientSettings, requestTimeout = longestMs): InvokeApi {
  const requestHandler = { ...settings.requestHandler, requestTimeout }
  const client = new LambdaClient({ ...settings, maxAttempts: 1, requestHandler })
  return { invoke: (input, abortSignal) => client.send(new InvokeCommand(input), { abortSignal }) }
}
