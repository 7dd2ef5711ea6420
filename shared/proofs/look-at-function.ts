import * as z from 'zod/mini'
import type { InvokeApi } from '../aws/invoke-api.ts'
import { calling } from '../aws/refusal.ts'
import type { FunctionProof } from '../domain/proof.ts'
import { tidy } from '../notify/tidy.ts'
import { type About, type Verdict, verdictOf } from './sight.ts'

const longestReason = 200

const Answer = z.object({ ok: z.boolean(), reason: z.optional(z.string()) })

/** Asks a function whether all is well, and waits for its answer. One that fails itself has told nothing. */
export function lookAtFunction(lambda: () => Promise<InvokeApi>) {
  return async (proof: FunctionProof, about: About): Promise<Verdict> => {
    const name = proof.qualifier === undefined ? proof.function : `${proof.function}:${proof.qualifier}`
    const api = await lambda()
    const doing = { action: 'lambda:InvokeFunction', subject: `the function ${name}` }
    const { FunctionError, Payload } = await calling(doing, () =>
      api.invoke(
        {
          ...{ FunctionName: proof.function, InvocationType: 'RequestResponse' as const, Payload: askOf(proof, about) },
          ...(proof.qualifier === undefined ? {} : { Qualifier: proof.qualifier }),
        },
        about.signal,
      ),
    )
    const text = Payload === undefined ? '' : new TextDecoder().decode(Payload)
    if (FunctionError !== undefined) return verdictOf('unknown', `the function ${name} failed: ${errorOf(text)}`)
    return answered(name, text)
  }
}

/** `{ target, deploymentId, startedAt, rolledOutAt, payload }` */
function askOf({ payload }: FunctionProof, { target, deploymentId, startedAt, rolledOutAt }: About): Uint8Array {
  const about = {
    ...{ target, deploymentId },
    startedAt: new Date(startedAt).toISOString(),
    rolledOutAt: new Date(rolledOutAt).toISOString(),
    payload: payload === undefined ? null : parsed(payload),
  }
  return new TextEncoder().encode(JSON.stringify(about))
}

function answered(name: string, text: string): Verdict {
  const { data } = Answer.safeParse(parsed(text))
  if (!data) {
    const wanted = '{ "ok": true or false, "reason": "…" }'
    return verdictOf('unknown', `the function ${name} answered ${said(text)} instead of ${wanted}`)
  }
  const reason = data.reason ? `: ${tidy(data.reason, longestReason)}` : ''
  return verdictOf(data.ok ? 'passed' : 'failed', `the function ${name} says ${data.ok ? 'yes' : 'no'}${reason}`)
}

const Failure = z.object({ errorType: z.optional(z.string()), errorMessage: z.string() })

function errorOf(text: string): string {
  const { data } = Failure.safeParse(parsed(text))
  if (!data) return said(text)
  return tidy([data.errorType, data.errorMessage].filter(Boolean).join(': '), longestReason)
}

function said(text: string): string {
  const shown = tidy(text, 100)
  return shown === '' ? 'nothing' : `"${shown}"`
}

/** What is no JSON is taken for nothing: it is told by its text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
