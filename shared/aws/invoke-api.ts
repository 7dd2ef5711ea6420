import { InvokeCommand, type InvokeCommandInput, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda'
import type { ClientSettings } from './client-settings.ts'

/** Calling functions; apart from changing them, so that whoever only does one does not carry the other. */
export interface InvokeApi {
  invoke(input: InvokeCommandInput, abortSignal: AbortSignal): Promise<InvokeCommandOutput>
}

/** One attempt: whoever asks asks again at the next look, and a function that was begun goes on. */
export function invokeApi(settings: ClientSettings): InvokeApi {
  const client = new LambdaClient({ ...settings, maxAttempts: 1 })
  return { invoke: (input, abortSignal) => client.send(new InvokeCommand(input), { abortSignal }) }
}
