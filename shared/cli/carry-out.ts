import { askStack } from './ask-stack.ts'
import { caller } from './caller.ts'
import type { Context } from './context.ts'
import { done } from './exit-code.ts'
import { messageOf } from './message-of.ts'
import { clean } from './show/clean.ts'

/** Asks a function to do something in the name of whoever asks, and tells its answer. */
export async function carryOut(context: Context, key: string, payload: object): Promise<number> {
  const by = await caller(context)
  const answer = await askStack(context, key, { ...payload, by })
  const { terminal, json, samePlace } = context
  const words = messageOf(answer, key)
  terminal.print(json ? JSON.stringify(answer) : words)
  const { deploymentId, target } = Object(answer)
  if (typeof deploymentId === 'string' && !json)
    terminal.complain(clean(`longshore watch ${target} --deployment ${deploymentId} ${samePlace}`))
  return done
}
